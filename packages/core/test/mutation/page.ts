/** The table of faults and laws as a page, and the page as a table. */
import { laws } from '@miniflow/check'
import { instances } from '../laws/instances/index.js'
import { type Fault, groups } from './faults.js'
import type { Name } from './mutants.js'
import { ESCAPED, keyOf, letters, SAME, type Table } from './table.js'

const statements: Readonly<Record<Name, string>> = {
  ...(Object.fromEntries(
    Object.entries(laws).map(([name, { statement }]) => [name, statement]),
  ) as Readonly<Record<keyof typeof laws, string>>),
  shape: 'the result has the shape and dtype that the shape rule promises',
  single: 'float32 gives what float64 gives',
  batch: 'the batched operation on a stack gives the stack of results',
}

const operations = Object.keys(instances)

const cell = (table: Table, op: string, fault: Fault): string => {
  const found = table.get(keyOf(op, fault))
  if (found === undefined) throw new Error(`${keyOf(op, fault)} is not in the table`)
  return found
}

const isCaught = (text: string): boolean => text !== SAME && text !== ESCAPED

/** A row for each operation that can have one of the faults. */
const section = (title: string, faults: readonly Fault[], table: Table): readonly string[] => {
  const rows = operations.map(op => [op, ...faults.map(fault => cell(table, op, fault))] as const)
  const some = rows.filter(([, ...cells]) => cells.some(text => text !== SAME))
  const none = rows.filter(([, ...cells]) => cells.every(text => text === SAME)).map(([op]) => op)
  return [
    `## ${title}`,
    '',
    ...faults.map(({ name, what }) => `- **${name}**: ${what}.`),
    '',
    `| operation | ${faults.map(({ name }) => name).join(' | ')} |`,
    `|---|${faults.map(() => '---|').join('')}`,
    ...some.map(row => `| ${row.join(' | ')} |`),
    '',
    ...(none.length === 0 ? [] : [`Nothing of this can be wrong in ${none.join(', ')}.`, '']),
  ]
}

const counts = (table: Table): readonly string[] => {
  const cells = [...table.values()]
  return (Object.keys(letters) as Name[]).map(name => {
    const letter = letters[name]
    const caught = cells.filter(text => isCaught(text) && text.includes(letter))
    const alone = caught.filter(text => text.length === 1)
    return `| ${letter} | ${name} | ${statements[name].replaceAll('<', '&lt;')} | ${caught.length} | ${alone.length} |`
  })
}

export const pageOf = (table: Table): string => {
  const cells = [...table.values()]
  const real = cells.filter(text => text !== SAME)
  return [
    '# Faults that the laws catch',
    '',
    '<!-- Written by `MUTATIONS=all npx vitest run --project core mutation -u`. -->',
    '',
    'Who tests the tests? Here faults are planted in the rules of the operations, one at a time, and the laws of `@miniflow/check`,',
    `with three on operations alone, are to catch each. Of ${cells.length} pairs of an operation and a fault`,
    `${real.length} make another function, which is shown without any law: results and derivatives of first and second order, batched`,
    `or not, are compared with those of the right operation. **${real.filter(isCaught).length} of ${real.length} are caught.** The others (\`${SAME}\`) make`,
    'the same function again, such as the second derivative of a linear operation, detached.',
    '',
    '| | law | what it says | faults caught | caught by it alone |',
    '|---|---|---|---|---|',
    ...counts(table),
    '',
    'Several letters in a cell are several laws that catch the fault.',
    '',
    ...Object.entries(groups).flatMap(([title, faults]) => section(title, faults, table)),
  ].join('\n')
}

const cellsIn = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map(text => text.trim())

/** The table that a page shows. */
export const readPage = (page: string): Table => {
  const sections = page.split('\n## ').slice(1)
  return new Map(
    Object.values(groups).flatMap((faults, i) => {
      const lines = (sections[i] ?? '').split('\n').filter(line => line.startsWith('| '))
      const [header = [], ...rows] = lines.map(cellsIn)
      const shown = new Map(rows.map(([op = '', ...cells]) => [op, cells]))
      return operations.flatMap(op =>
        faults.map((fault): readonly [string, string] => {
          const at = header.indexOf(fault.name)
          return [keyOf(op, fault), shown.get(op)?.[at - 1] ?? SAME]
        }),
      )
    }),
  )
}
