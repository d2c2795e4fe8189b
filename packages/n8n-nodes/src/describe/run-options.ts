import type { INodeProperties } from 'n8n-workflow'

/** What a run of the node may be told beside the operation's own fields; the collection is called `options`. */
export interface RunOptions {
  /** Whether items that agree in all but their recipients or IDs share requests. */
  readonly combineItems: boolean
  /** Recipients or IDs in one combined request, at most. */
  readonly batchSize: number
  /** Requests that are under way at a time. */
  readonly concurrency: number
  /** Milliseconds between two requests, which then go one after another; 0 sends them side by side. */
  readonly pauseMs: number
  /** For one call, its repetitions included. */
  readonly timeoutMs: number
}

/** The name of the collection in the panel. */
export const runOptionsName = 'options'

export const defaultRunOptions: RunOptions = {
  combineItems: true,
  batchSize: 500,
  concurrency: 10,
  pauseMs: 0,
  timeoutMs: 30_000,
}

/** Recipients in a batch at most: more than core takes in one call would go out one by one. */
export const largestBatch = 5_000
export const mostConcurrent = 100

const batchOptions = (note: string): INodeProperties[] => [
  {
    displayName: 'Batch Size',
    name: 'batchSize',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: largestBatch, numberPrecision: 0 },
    default: defaultRunOptions.batchSize,
    description:
      'How many recipients or IDs one combined request holds at most. What happens to a request happens to all of them.',
  },
  {
    displayName: 'Combine Items',
    name: 'combineItems',
    type: 'boolean',
    default: defaultRunOptions.combineItems,
    description: `Whether items with equal fields share a request, so that many items become few calls. ${note}`,
  },
]

const commonOptions: readonly INodeProperties[] = [
  {
    displayName: 'Concurrent Requests',
    name: 'concurrency',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: mostConcurrent, numberPrecision: 0 },
    default: defaultRunOptions.concurrency,
    description: 'How many requests may be under way at a time. The output keeps the order of the input.',
  },
  {
    displayName: 'Pause Between Requests (Ms)',
    name: 'pauseMs',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 0 },
    default: defaultRunOptions.pauseMs,
    description: 'Milliseconds to wait between two requests or batches. With a pause they go one after another.',
  },
  {
    displayName: 'Timeout (Ms)',
    name: 'timeoutMs',
    type: 'number',
    typeOptions: { minValue: 1, numberPrecision: 0 },
    default: defaultRunOptions.timeoutMs,
    description: 'Milliseconds that a call may take, with its repetitions where those are safe',
  },
]

/** The options of an operation in the order of their names. `combineNote` says what combining means for it; without one it cannot combine. */
export const listRunOptions = (combineNote: string | undefined): INodeProperties[] => [
  ...(combineNote === undefined ? [] : batchOptions(combineNote)),
  ...commonOptions,
]
