import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'

// `node guard.mjs <program> [args…]`, started by startGuarded as the leader of a group of its own: runs a program that must not
// outlive the process that wants it. Standard input is a pipe that nobody writes to; it ends when that process does, by
// whatever signal, and then so does the group, whatever the program has started.

const [file = '', ...args] = process.argv.slice(2)
const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] })
process.stdin.resume().once('close', () => process.kill(0, 'SIGKILL'))
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal))
child.once('error', ({ message }) => {
  process.stderr.write(`${file} could not be started: ${message}\n`)
  process.exit(127)
})
child.once('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]))
