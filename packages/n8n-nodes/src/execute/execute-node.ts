import type { CatalogueEntry } from '@heliograph/core'
import { type IExecuteFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow'
import { createConnection } from '../connect/connection.ts'
import type { RunOptions } from '../describe/run-options.ts'
import { nameOperations } from '../describe/wording.ts'
import { callPlanned, type ItemCaller, planItems } from './call-items.ts'
import { type Failure, toErrorJson, toFailure, toNodeError } from './failure.ts'
import type { NodeSetup } from './node-setup.ts'
import { describeParts } from './part-hint.ts'
import { type ItemRequest, readItemRequest, readRunOptions } from './read-input.ts'
import { runConcurrently } from './run-concurrently.ts'
import { type Row, toRows } from './to-rows.ts'

const findChosenEntry = (context: IExecuteFunctions, { entries }: NodeSetup): CatalogueEntry => {
  const resource = context.getNodeParameter('resource', 0)
  const operation = context.getNodeParameter('operation', 0)
  const entry = entries.find(({ resourceName, verb }) => resourceName === resource && verb === operation)
  if (entry) return entry
  throw new NodeOperationError(context.getNode(), `There is no operation "${operation}" for "${resource}"`, {
    description: 'Choose a resource and one of its operations.',
  })
}

const createCaller = async (
  context: IExecuteFunctions,
  setup: NodeSetup,
  entry: CatalogueEntry,
  options: RunOptions,
): Promise<ItemCaller> => {
  // Once for all items: each reading decrypts.
  const credential = await context.getCredentials(setup.credentialType)
  const connection = createConnection(credential, (request) => context.helpers.httpRequest(request))
  return {
    entry,
    batch: options.combineItems ? setup.batches[entry.id] : undefined,
    batchSize: options.batchSize,
    connection: { ...connection, timeoutMs: options.timeoutMs, signal: context.getExecutionCancelSignal() },
  }
}

/** The rows of each item, by its index. */
type Results = Map<number, readonly Row[]>

const hasAnswer = (rows: readonly Row[]): boolean => rows.some((row) => 'json' in row)

const hasFailure = (rows: readonly Row[]): boolean => rows.some((row) => 'failure' in row)

/** Advice names operations by their ids; a user knows them from the panel. */
const inPanelWords = (failure: Failure, { entries }: NodeSetup): Failure => ({
  ...failure,
  description: nameOperations(failure.description, entries),
})

const readRequests = (
  context: IExecuteFunctions,
  setup: NodeSetup,
  entry: CatalogueEntry,
  results: Results,
): ItemRequest[] =>
  context.getInputData().flatMap((_item, index) => {
    try {
      const request = readItemRequest(context, entry, index)
      return [setup.complete?.(context, entry, request) ?? request]
    } catch (error) {
      results.set(index, [{ failure: toFailure(error) }])
      return []
    }
  })

const countItems = (count: number, one: string, several: string): string =>
  count === 1 ? `1 other item ${one}` : `${count} other items ${several}`

/** What a user who runs the node again must know, where more than the failed item has taken effect, or may have. */
const describeDone = (entry: CatalogueEntry, results: Results, failed: number): string => {
  if (entry.operation.retry === 'safe') return ''
  const others = [...results].flatMap(([index, rows]) => (index === failed ? [] : [rows]))
  const isPerhapsDone = (rows: readonly Row[]) =>
    rows.some((row) => 'failure' in row && row.failure.outcome === 'unknown')
  const done = others.filter(hasAnswer).length
  const perhaps = others.filter((rows) => !hasAnswer(rows) && isPerhapsDone(rows)).length
  const sentences = [
    ...(hasAnswer(results.get(failed) ?? []) ? ['A part of this item has taken effect already.'] : []),
    ...(done > 0 ? [`${countItems(done, 'has', 'have')} taken effect already.`] : []),
    ...(perhaps > 0 ? [`Of ${countItems(perhaps, 'it is', 'it is')} not known whether they took effect.`] : []),
  ]
  if (sentences.length === 0) return ''
  return `${sentences.join(' ')} All of it is done again if you run the node again: set "On Error" to "Continue (using error output)" to keep the result of each item.`
}

const throwFirstFailure = (context: IExecuteFunctions, entry: CatalogueEntry, results: Results): void => {
  const failures = [...results].flatMap(([index, rows]) =>
    rows.flatMap((row): { index: number; failure: Failure }[] =>
      'failure' in row ? [{ index, failure: row.failure }] : [],
    ),
  )
  const [first] = failures.toSorted((left, right) => left.index - right.index)
  if (first) throw toNodeError(context.getNode(), first.failure, first.index, describeDone(entry, results, first.index))
}

const toItem = (row: Row, index: number): INodeExecutionData => ({
  json: 'json' in row ? row.json : toErrorJson(row.failure),
  pairedItem: { item: index },
})

const hintAtParts = (
  context: IExecuteFunctions,
  setup: NodeSetup,
  entry: CatalogueEntry,
  requests: readonly ItemRequest[],
): void => {
  const message = describeParts(requests.flatMap(({ input }) => setup.estimate?.(entry, input) ?? []))
  if (message !== undefined) context.addExecutionHints({ message, location: 'outputPane' })
}

/**
 * Runs the chosen operation for all items: expressions first, then as few calls as they allow, so many side by side, and the
 * rows in the order of the items. With Continue On Fail a failed item becomes an error item; without it no further call is
 * begun, and the first failure is thrown once those under way have ended.
 */
export const executeNode = async (context: IExecuteFunctions, setup: NodeSetup): Promise<INodeExecutionData[][]> => {
  const entry = findChosenEntry(context, setup)
  const options = readRunOptions(context)
  const caller = await createCaller(context, setup, entry, options)
  const { runtime, signal } = caller.connection
  const goesOn = context.continueOnFail()
  const results: Results = new Map()
  const requests = readRequests(context, setup, entry, results)

  let hasFailed = [...results.values()].some(hasFailure)
  const isOver = () => signal?.aborted === true || (!goesOn && hasFailed)
  // A wait that is cancelled is over; isOver then ends the run.
  const pause = options.pauseMs > 0 ? () => runtime.sleep(options.pauseMs, signal).catch(() => undefined) : undefined
  await runConcurrently(
    planItems(caller, requests),
    { concurrency: options.concurrency, pause, isOver },
    async (planned) => {
      for (const { request, result } of await callPlanned(caller, planned)) {
        const rows =
          'failure' in result
            ? [{ failure: inPanelWords(result.failure, setup) }]
            : toRows(entry, result.output, request, setup.refusals[entry.id])
        results.set(request.index, rows)
        hasFailed ||= hasFailure(rows)
      }
    },
  )

  if (!goesOn || signal?.aborted) throwFirstFailure(context, entry, results)
  const answered = requests.filter(({ index }) => hasAnswer(results.get(index) ?? []))
  hintAtParts(context, setup, entry, answered)
  const items = [...results]
    .toSorted(([left], [right]) => left - right)
    .flatMap(([index, rows]) => rows.map((row) => toItem(row, index)))
  return [(await setup.conclude?.(context, entry, items, requests)) ?? items]
}
