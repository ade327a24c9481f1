/** The images to learn from, or the sentence that says why there are none. */
import { type Mnist, mnist, showDatasetError } from '@miniflow/datasets'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

/** The first line of the error says what is wrong; the second, what to do in code. */
const sentence = (text: string): string => text.replace(/^mnist: |\n.*/gs, '')

const kinds = { train: 'training', validation: 'validation', test: 'test' } as const

const refuseEmpty = (data: Mnist<number>): E.Either<string, Mnist<number>> => {
  const empty = (['train', 'validation', 'test'] as const).find(name => data[name].size === 0)
  return empty === undefined
    ? E.right(data)
    : E.left(
        `there are no ${kinds[empty]} images; at least 12 to train on and one to test on are needed.`,
      )
}

/** The images of a folder of IDX files; without one, MNIST. */
export const load = (directory: string | undefined): TE.TaskEither<string, Mnist<number>> =>
  pipe(
    mnist(directory === undefined ? {} : { directory }),
    TE.mapLeft(error => sentence(showDatasetError(error))),
    TE.chainEitherK(refuseEmpty),
    TE.mapLeft(text => (directory === undefined ? text : `--data: ${text}`)),
  )
