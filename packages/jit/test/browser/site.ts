/** A site of one page, bundled from the sources, with the Content-Security-Policy that the address asks for. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { goldenText } from '../suite/files.js'

const sources = (path: string): string =>
  fileURLToPath(new URL(`../../../${path}`, import.meta.url))

const bundled = async (): Promise<string> => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('page.ts', import.meta.url)),
    platform: 'browser',
    logLevel: 'silent',
    resolve: {
      alias: {
        '@miniflow/core/extend': sources('core/src/extend.ts'),
        '@miniflow/core': sources('core/src/index.ts'),
        '@miniflow/jit': sources('jit/src/index.ts'),
      },
    },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  return output[0].code
}

/** What scripts may do: by name. */
export const policies = {
  open: undefined,
  strict:
    "default-src 'none'; connect-src 'self'; worker-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
  blobs:
    "default-src 'none'; connect-src 'self'; worker-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval'",
  closed: "default-src 'none'; connect-src 'self'; worker-src 'self'; script-src 'self'",
} as const

export type Policy = keyof typeof policies

export interface Site {
  /** The address of the page under a policy. */
  readonly address: (policy: Policy, query: Readonly<Record<string, string>>) => string
  readonly close: () => Promise<void>
}

export const openSite = async (): Promise<Site> => {
  const script = await bundled()
  const golden = goldenText()
  const html =
    '<!doctype html><meta charset="utf-8"><title>suite</title><script type="module" src="/page.js'
  const server = createServer(({ url = '' }, response) => {
    const { pathname, search, searchParams } = new URL(url, 'http://localhost')
    const send = (type: string, text: string): void => {
      const policy = policies[(searchParams.get('policy') ?? 'open') as Policy]
      if (policy !== undefined) response.setHeader('Content-Security-Policy', policy)
      if (searchParams.has('isolated')) {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
      }
      response.setHeader('Content-Type', type)
      response.end(text)
    }
    if (pathname === '/page.js') send('text/javascript', script)
    else if (pathname === '/golden.json') send('application/json', golden)
    else if (pathname === '/')
      send('text/html', `${html}${search.replaceAll('&', '&amp;')}"></script>`)
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    address: (policy, query) =>
      `http://127.0.0.1:${port}/?${new URLSearchParams({ policy, ...query })}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
