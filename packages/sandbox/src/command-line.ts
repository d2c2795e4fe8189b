import { parseArgs } from 'node:util'
import { type PartialQuirks, type Quirks, applyQuirks, createQuirks, parseQuirk, quirkValues } from './quirks.ts'

/** What the command was asked for. */
export interface CommandSettings {
  readonly help: boolean
  readonly port: number
  readonly host: string
  readonly deliveryDelayMs: number
  readonly quirks: PartialQuirks
  readonly allowExternalCallbacks: boolean
}

const options = {
  port: { type: 'string', default: '4010' },
  host: { type: 'string', default: '127.0.0.1' },
  'delivery-delay': { type: 'string', default: '1500' },
  quirk: { type: 'string', multiple: true, default: [] as string[] },
  'allow-external-callbacks': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const quirkLines = [...quirkValues].map(([name, values]) => `  ${name}=${values.join('|')}`)

/** The text of --help. */
export const helpText = `heliograph-sandbox: the ProxStop, sms365 and NetOxygen gateways on your own machine

  --port <0-65535>              port to listen on, 0 for any free one (${options.port.default})
  --host <address>              address to listen on (${options.host.default})
  --delivery-delay <ms>         time from sending to the delivery report (${options['delivery-delay'].default})
  --quirk <name>=<value>        how answers depart from the clean form; may be repeated
  --allow-external-callbacks    call delivery callbacks on other machines too
  --help, -h                    this text

Quirks, the default first:
${quirkLines.join('\n')}
`

const readInteger = (name: string, text: string, max: number): number => {
  if (!/^\d+$/.test(text) || Number(text) > max) {
    throw new Error(`--${name} is a whole number from 0 to ${max}, not ${text}`)
  }
  return Number(text)
}

const readQuirks = (texts: readonly string[]): Quirks => {
  const quirks = createQuirks()
  for (const text of texts) applyQuirks(quirks, parseQuirk(text))
  return quirks
}

/** Reads the words after the command. Throws an Error with a sentence that names what it does not take. */
export const parseCommandLine = (args: readonly string[]): CommandSettings => {
  const { values } = parseArgs({ args: [...args], options })
  return {
    help: values.help,
    port: readInteger('port', values.port, 65_535),
    host: values.host,
    deliveryDelayMs: readInteger('delivery-delay', values['delivery-delay'], 86_400_000),
    quirks: readQuirks(values.quirk),
    allowExternalCallbacks: values['allow-external-callbacks'],
  }
}
