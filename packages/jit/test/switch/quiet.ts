/** Each call here is another program, on purpose: jit need not warn of many. */
import { vi } from 'vitest'

const warn = console.warn

vi.spyOn(console, 'warn').mockImplementation((...given: readonly unknown[]) => {
  if (!/^jit: .* was traced/.test(String(given[0]))) warn(...given)
})
