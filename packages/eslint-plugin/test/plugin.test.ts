/** The plugin as a whole: what it states of itself, and both configurations. */
import { readFileSync } from 'node:fs'
import { defineConfig } from 'eslint/config'
import { expect, test } from 'vitest'
import plugin from '../src/index.js'

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))

test('the plugin states the name and the version of its package', () => {
  const { name, version } = read('package.json')
  expect(plugin.meta).toMatchObject({ name, version })
})

test('both configurations turn on every rule', () => {
  const [recommended] = defineConfig([plugin.configs.recommended])
  const names = Object.keys(plugin.rules).map(name => `@miniflow/${name}`)
  expect(Object.keys(recommended?.rules ?? {})).toEqual(names)
  expect(read('oxlint.json').rules).toEqual(recommended?.rules)
  expect(recommended?.plugins?.['@miniflow']).toBe(plugin)
})
