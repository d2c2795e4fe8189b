import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { runChild } from './run-child.mjs'

/** What is started: a file, and its arguments. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
}

/** How a step of the check ended, and what it had to say. */
export interface StepResult {
  readonly passed: boolean
  readonly output: string
}

/** A script that runs with the Node that runs us. */
export function nodeProgram(script: string, args: readonly string[]): Program {
  return { file: process.execPath, args: [script, ...args] }
}

/**
 * The command of a tool among the root's dependencies, as its package.json names it: started without the shims of
 * `node_modules/.bin`, which differ between platforms.
 */
export function toolProgram(root: string, name: string, args: readonly string[]): Program {
  const folder = join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Readonly<Record<string, string>>
  }
  const script = typeof bin === 'string' ? bin : Object.values(bin)[0]
  if (script === undefined) throw new Error(`${name} has no command`)
  return nodeProgram(join(folder, script), args)
}

/** Runs a program to its end, with what it writes collected. */
export async function runProgram(cwd: string, { file, args }: Program): Promise<StepResult> {
  const { code, stdout, stderr } = await runChild(file, args, { cwd, ownGroup: true, capture: true })
  return { passed: code === 0, output: stdout + stderr }
}
