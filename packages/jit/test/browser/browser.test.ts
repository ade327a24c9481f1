/** The suite in headless Chromium: in a window and in a worker, under policies with and without WebAssembly. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Mode } from '../suite/suite.js'
import type { Report } from './page.js'
import { openSite, type Policy, type Site } from './site.js'

const places = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const executablePath = places.find(place => place !== '' && existsSync(place))

const title =
  executablePath === undefined
    ? 'in Chromium: skipped, for there is none here (CHROMIUM names the program where it is elsewhere)'
    : 'in Chromium'

describe.skipIf(executablePath === undefined)(title, { timeout: 120_000 }, () => {
  let browser: Browser
  let site: Site

  beforeAll(async () => {
    site = await openSite()
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      headless: true,
      args: ['--no-sandbox'],
    })
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })

  const reportOf = async (
    mode: Mode,
    where: 'window' | 'worker',
    policy: Policy,
    isolated = false,
  ): Promise<Report & { readonly warnings: readonly string[] }> => {
    const page = await browser.newPage()
    const warnings: string[] = []
    page.on('console', message => {
      if (message.type() === 'warning') warnings.push(message.text())
    })
    await page.goto(site.address(policy, { mode, where, ...(isolated && { isolated: 'yes' }) }))
    const handle = await page.waitForFunction(() => (globalThis as { report?: unknown }).report)
    const report = (await handle.jsonValue()) as Report
    await page.close()
    return { ...report, warnings }
  }

  test.each([
    ['eager', 'window', 'strict'],
    ['jit', 'window', 'open'],
    ['jit', 'window', 'strict'],
    ['jit', 'worker', 'strict'],
  ] as const)('it passes %s in a %s under a policy that is %s', async (mode, where, policy) => {
    const { checks, faults, moduleBytes, warnings } = await reportOf(mode, where, policy)
    expect(faults).toEqual([])
    expect(checks).toBeGreaterThan(200)
    expect(moduleBytes).toBeGreaterThan(0)
    expect(warnings).toEqual([])
  })

  test.each(['window', 'worker'] as const)(
    'where WebAssembly is not allowed, in a %s, functions run as they are written, and it is said once',
    async where => {
      const { checks, faults, moduleBytes, warnings } = await reportOf('jit', where, 'closed')
      expect(faults).toEqual([])
      expect(checks).toBeGreaterThan(200)
      expect(moduleBytes).toBe(0)
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain("Add 'wasm-unsafe-eval' to script-src")
    },
  )

  test.each([
    ['window', 'open'],
    ['window', 'blobs'],
    ['worker', 'open'],
    ['worker', 'blobs'],
  ] as const)(
    'two threads give the bits of one in a %s that is isolated, under a policy that is %s',
    async (where, policy) => {
      const { checks, faults, served, warnings } = await reportOf('threads', where, policy, true)
      expect(faults).toEqual([])
      expect(checks).toBeGreaterThan(200)
      expect(served).toBeGreaterThan(0)
      expect(warnings).toEqual([])
    },
  )

  test.each([
    ['window', 'open', false, 'Cross-Origin-Embedder-Policy'],
    ['worker', 'open', false, 'Cross-Origin-Embedder-Policy'],
    ['window', 'strict', true, 'Add blob: to worker-src'],
    ['worker', 'strict', true, 'Add blob: to worker-src'],
  ] as const)(
    'where threads cannot be had, in a %s (%s, isolated: %s), one does all the work, and it is said once',
    async (where, policy, isolated, advice) => {
      const { checks, faults, served, warnings } = await reportOf(
        'threads',
        where,
        policy,
        isolated,
      )
      expect(faults).toEqual([])
      expect(checks).toBeGreaterThan(200)
      expect(served).toBe(0)
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain(advice)
    },
  )
})
