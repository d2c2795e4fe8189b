#!/usr/bin/env node
import { runUntilSignal } from './run-until-signal.ts'
import { parseSettings } from './settings.ts'
import { startServer } from './start-server.ts'

await runUntilSignal(async () => startServer({ settings: parseSettings(process.env) }))
