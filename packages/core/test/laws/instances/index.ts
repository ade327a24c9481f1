/** Cases of every operation: one that is missing here does not compile. */
import type { OpName } from '@miniflow/core'
import { control } from './control.js'
import { gather } from './gather.js'
import type { Build } from './instance.js'
import { layout } from './layout.js'
import { linalg } from './linalg.js'
import { pointwise } from './pointwise.js'
import { reduce } from './reduce.js'
import { windows } from './windows.js'

export const instances: { readonly [name in OpName]: Build } = {
  ...pointwise,
  ...layout,
  ...reduce,
  ...linalg,
  ...gather,
  ...control,
  ...windows,
}
