/**
 * tfjs as a contender, with its gradients. They are only in its ES modules, whose imports Node does
 * not resolve by itself, so a hook adds what is missing; the registry of kernels is one for all copies.
 */
import { createRequire, register } from 'node:module'
import { dirname } from 'node:path'

export type Tfjs = typeof import('@tensorflow/tfjs-core')

const hook = `
export const resolve = async (specifier, context, next) => {
  if (!specifier.startsWith('.') || !context.parentURL?.includes('/@tensorflow/'))
    return next(specifier, context)
  for (const ending of ['', '.js', '/index.js'])
    try {
      const found = await next(specifier + ending, context)
      if (found.url.endsWith('.js')) return found
    } catch {}
  return next(specifier, context)
}
export const load = async (url, context, next) =>
  url.includes('/@tensorflow/') && url.includes('/dist/') && !url.endsWith('.node.js')
    ? next(url, { ...context, format: 'module' })
    : next(url, context)
`

export const loadTfjs = async (): Promise<Tfjs> => {
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
  const tf = await import('@tensorflow/tfjs-core')
  await import('@tensorflow/tfjs-backend-cpu')
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js' as string)
  // Without its checks, and without its greeting.
  tf.enableProdMode()
  await tf.setBackend('cpu')
  return tf
}

/** tfjs's WebAssembly backend beside the other, with the files that its package brings. */
export const addWasm = async (tf: Tfjs): Promise<void> => {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${dirname(main)}/`)
  await tf.setBackend('wasm')
}
