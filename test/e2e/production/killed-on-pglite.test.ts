import { createFolder } from './databases.ts'
import { describeKills } from './describe-kills.ts'

describeKills('PGlite', createFolder)
