import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { isatty } from 'node:tty'
import { LaunchError } from './launch-error.mjs'

/** @type {NodeJS.Signals[]} */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program until it ends, handing on the signals we are sent.
 *
 * A program in the foreground shares our terminal. A program in a group of its own (`ownGroup`) is for steps that start
 * programs themselves, such as npm: the signal reaches the whole group, so that nothing is left behind; it has no
 * standard input.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, ownGroup?: boolean, capture?: boolean, shell?: boolean }} options
 *   `capture` collects what it writes instead of showing it
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} the exit code, 128 + n after signal n
 * @throws {LaunchError} if the program cannot be started, or if a program in its own group was stopped by a signal to us
 */
export function runChild(file, args, { cwd, env = process.env, ownGroup = false, capture = false, shell = false }) {
  const grouped = ownGroup && process.platform !== 'win32'
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      shell,
      detached: grouped,
      windowsHide: true,
      stdio: [ownGroup ? 'ignore' : 'inherit', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    })
    const written = { stdout: '', stderr: '' }
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (written.stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (written.stderr += text))

    /** @type {NodeJS.Signals | undefined} */
    let received
    /** @param {NodeJS.Signals} signal */
    const handOn = (signal) => {
      received = signal
      if (child.pid === undefined) return
      if (grouped) sendToGroup(child.pid, signal)
      else if (!arrivesFromTerminal(signal)) child.kill(signal)
    }
    for (const signal of stopSignals) process.on(signal, handOn)
    const watch = onParentEnd(() => received ?? handOn('SIGTERM'))
    const stopListening = () => {
      clearInterval(watch)
      for (const signal of stopSignals) process.off(signal, handOn)
    }

    child.once('error', (error) => {
      stopListening()
      reject(new LaunchError(`${file} could not be started: ${error.message}.`))
    })
    child.once('close', (code, signal) => {
      stopListening()
      if (ownGroup && received !== undefined) reject(new LaunchError('', codeOfSignal(received)))
      else resolve({ code: signal === null ? (code ?? 1) : codeOfSignal(signal), ...written })
    })
  })
}

/** @param {NodeJS.Signals} signal the exit code by which shells report a death by this signal */
function codeOfSignal(signal) {
  return 128 + constants.signals[signal]
}

/**
 * Ctrl-C goes from the terminal to everything in the foreground: sent on by us it would arrive twice, and a server takes
 * the second one for impatience.
 *
 * @param {NodeJS.Signals} signal
 */
function arrivesFromTerminal(signal) {
  return signal === 'SIGINT' && [0, 1, 2].some((descriptor) => isatty(descriptor))
}

/**
 * npm and pnpm start us through a shell, and a SIGTERM to them ends that shell without reaching us: we would go on unseen.
 *
 * @param {() => void} act
 */
function onParentEnd(act) {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 250)
  return watch
}

/**
 * @param {number} leader
 * @param {NodeJS.Signals} signal
 */
function sendToGroup(leader, signal) {
  try {
    process.kill(-leader, signal)
  } catch {
    // The group has ended in the meantime.
  }
}
