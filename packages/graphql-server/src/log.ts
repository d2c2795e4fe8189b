import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './settings.ts'

export type { Logger } from 'pino'

/** A logger that writes JSON lines, to standard output unless told otherwise. */
export const createLog = (level: LogLevel, destination?: DestinationStream): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination ?? pino.destination(1))
