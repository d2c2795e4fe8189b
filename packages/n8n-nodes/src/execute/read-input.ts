import type { CatalogueEntry } from '@heliograph/core'
import type { IExecuteFunctions } from 'n8n-workflow'
import { isList } from '../describe/operation-shape.ts'
import { findCollection, isVisible } from '../describe/presentation.ts'
import {
  defaultRunOptions,
  largestBatch,
  mostConcurrent,
  type RunOptions,
  runOptionsName,
} from '../describe/run-options.ts'
import { toFieldValue } from './field-value.ts'

/** The fields of one call, by name. */
export type Input = Readonly<Record<string, unknown>>

/** What one item asks for. */
export interface ItemRequest {
  readonly index: number
  readonly input: Input
  /** At most so many rows; undefined for all. */
  readonly limit: number | undefined
  readonly simplify: boolean
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readCollection = (context: IExecuteFunctions, name: string, index: number): Record<string, unknown> => {
  const value: unknown = context.getNodeParameter(name, index, {})
  return isRecord(value) ? value : {}
}

const readLimit = (context: IExecuteFunctions, entry: CatalogueEntry, index: number): number | undefined => {
  if (!isList(entry) || context.getNodeParameter('returnAll', index, false) === true) return undefined
  const limit = Number(context.getNodeParameter('limit', index, 50))
  return Number.isFinite(limit) ? Math.max(0, Math.floor(limit)) : undefined
}

/** What an item asks for, its expressions evaluated. Throws what n8n throws for an expression that fails. */
export const readItemRequest = (context: IExecuteFunctions, entry: CatalogueEntry, index: number): ItemRequest => {
  const valueContext = { timezone: context.getTimezone(), keepsEmpty: entry.verb === 'update' }
  const collection = readCollection(context, findCollection(entry).name, index)
  const input: Record<string, unknown> = {}
  for (const field of entry.inputFields) {
    const parameter: unknown = isVisible(entry, field)
      ? context.getNodeParameter(field.name, index, '')
      : collection[field.name]
    const value = toFieldValue(field, parameter, valueContext)
    if (value !== undefined) input[field.name] = value
  }
  const simplify = context.getNodeParameter('simplify', index, true) !== false
  return { index, input, limit: readLimit(context, entry, index), simplify }
}

const atLeast = (value: unknown, least: number, otherwise: number): number => {
  const number = Number(value ?? otherwise)
  return Number.isFinite(number) ? Math.max(least, Math.floor(number)) : otherwise
}

/** The options of the run, read once: they hold for all items. */
export const readRunOptions = (context: IExecuteFunctions): RunOptions => {
  const { combineItems, batchSize, concurrency, pauseMs, timeoutMs } = readCollection(context, runOptionsName, 0)
  return {
    combineItems: combineItems !== false,
    // An expression may give more than the panel lets one enter.
    batchSize: Math.min(largestBatch, atLeast(batchSize, 1, defaultRunOptions.batchSize)),
    concurrency: Math.min(mostConcurrent, atLeast(concurrency, 1, defaultRunOptions.concurrency)),
    pauseMs: atLeast(pauseMs, 0, defaultRunOptions.pauseMs),
    timeoutMs: atLeast(timeoutMs, 1, defaultRunOptions.timeoutMs),
  }
}
