/** How tasks are let run. */
export interface Pace {
  /** Tasks under way at a time. */
  readonly concurrency: number
  /** Waits between two tasks, which then go one after another. Undefined: no wait. */
  readonly pause?: (() => Promise<void>) | undefined
  /** Asked before each task; once true, no further task is begun. */
  readonly isOver: () => boolean
}

/** Runs tasks in their order, so many at a time. Resolves when none is under way; rejects with what a task or the pause threw. */
export const runConcurrently = async <Task>(
  tasks: readonly Task[],
  { concurrency, pause, isOver }: Pace,
  run: (task: Task) => Promise<void>,
): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < tasks.length && !isOver()) {
      const task = tasks[next] as Task
      next += 1
      await run(task)
      if (pause && next < tasks.length && !isOver()) await pause()
    }
  }
  const workers = pause ? 1 : Math.min(concurrency, tasks.length)
  await Promise.all(Array.from({ length: workers }, work))
}
