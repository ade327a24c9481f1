/** Who watches a run; and the one that writes plain lines, for files and pipes. */
import { heading, layoutFor, showMeasurement } from './rows.js'
import type { Screen } from './screen.js'
import type { TrainingEvent } from './train.js'

export interface Reporter {
  readonly on: (event: TrainingEvent) => void
  /** Leaves the screen as it was found; may be called more than once. */
  readonly close: () => void
}

/** One line for each measurement. */
export const plainReporter = ({ print, width, colors }: Screen): Reporter => {
  const layout = layoutFor(width())
  print(heading(layout, colors))
  return {
    on: event => {
      if (event._tag === 'Measured') print(showMeasurement(layout, event.measurement, colors))
    },
    close: () => {},
  }
}
