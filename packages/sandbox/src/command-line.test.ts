import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { helpText, parseCommandLine } from './command-line.ts'
import { createQuirks, quirkValues } from './quirks.ts'
import { callHttp } from './testing/http-call.ts'

describe('parseCommandLine', () => {
  it('has defaults', () => {
    expect(parseCommandLine([])).toEqual({
      help: false,
      port: 4_010,
      host: '127.0.0.1',
      deliveryDelayMs: 1_500,
      quirks: createQuirks(),
      allowExternalCallbacks: false,
    })
  })

  it('reads every option', () => {
    const args = '--port 0 --host ::1 --delivery-delay 10 --allow-external-callbacks --quirk sms365.numbers=numbers'
    const { quirks, ...settings } = parseCommandLine([...args.split(' '), '--quirk', 'sms365.phpNotice=true'])
    expect(settings).toEqual({
      help: false,
      port: 0,
      host: '::1',
      deliveryDelayMs: 10,
      allowExternalCallbacks: true,
    })
    expect(quirks.sms365).toMatchObject({ numbers: 'numbers', phpNotice: true })
  })

  it.each([
    [['--prt', '1'], /--prt/],
    [['--port', 'x'], '--port is a whole number from 0 to 65535, not x'],
    [['--port', '65536'], /--port/],
    [['--port'], /--port/],
    [['--delivery-delay', '1.5'], /--delivery-delay is a whole number/],
    [['--quirk', 'nonsense'], /gateway.name=value/],
    [['--quirk', 'sms365.numbers=words'], /sms365.numbers is one of strings, numbers/],
    [['extra'], /extra/],
  ])('refuses %j with a sentence', (args, sentence) => {
    expect(() => parseCommandLine(args)).toThrow(sentence)
  })

  it('names every quirk in its help', () => {
    for (const name of quirkValues.keys()) expect(helpText).toContain(name)
  })
})

const startCommand = (...args: string[]) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), ...args])
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output.stdout)
        if (match) resolve(match)
      }
      child.stdout.on('data', look)
      child.on('close', () => reject(new Error(`ended without ${String(pattern)}: ${output.stderr}`)))
    })
  return { child, output, ended, printed }
}

describe('heliograph-sandbox', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints addresses and credentials, serves, and ends with %s',
    async (signal) => {
      const { child, output, ended, printed } = startCommand('--port', '0')
      const [, origin] = await printed(/(http:\S+)\/inspector\//)
      expect((await callHttp(`${origin}/inspector/messages`)).text).toBe('[]\n')
      for (const text of [
        `${origin}/proxstop`,
        `${origin}/sms365/api`,
        `${origin}/netoxygen/api2/`,
        'sandbox-password',
      ]) {
        expect(output.stdout).toContain(text)
      }
      child.kill(signal)
      expect(await ended).toBe(0)
      expect(output.stderr).toBe('')
    },
  )

  it('stops with a sentence for what it does not know', async () => {
    const { output, ended } = startCommand('--colour', 'red')
    expect(await ended).toBe(1)
    expect(output.stderr).toMatch(/^heliograph-sandbox: .*--colour.*\n$/)
  })

  it('prints its help', async () => {
    const { output, ended } = startCommand('--help')
    expect(await ended).toBe(0)
    expect(output.stdout).toBe(helpText)
  })
})
