import { listOperations } from '../catalogue.ts'
import { netoxygen } from './netoxygen/index.ts'
import { proxstop } from './proxstop/index.ts'
import { sms365 } from './sms365/index.ts'

/** Every provider. A new one is one folder and one line here. */
export const providers = [proxstop, sms365, netoxygen] as const

/** All operations of all providers. */
export const catalogue = listOperations(...providers)
