import type { Migration } from './migration.ts'

/** What told of a status that waits for its message. */
export const takenSources: Migration = {
  name: '0006-taken-sources',
  statements: ["alter table heliograph.taken_reports add column source text not null default 'poll'"],
}
