/** The root scripts, with Node and npm alone: `node packages/tools/run.mjs <command> [args]`. */

const [command = '', ...rest] = process.argv.slice(2)
const args = rest[0] === '--' ? rest.slice(1) : rest

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`miniflow needs Node 20.19 or newer; this is Node ${process.versions.node}.`)
  process.exitCode = 1
} else {
  const { commands } = await import('./src/commands.mjs')
  const known = commands.get(command)
  if (known === undefined) {
    console.error(`No command "${command}". There are: ${[...commands.keys()].join(', ')}.`)
    process.exitCode = 1
  } else if (!(await known(args))) {
    process.exitCode = 1
  }
}
