import type { Migration } from './migration.ts'

/** How far the log of changes has been read, and reports that were taken from a provider but have no message yet. */
export const jobs: Migration = {
  name: '0003-jobs',
  statements: [
    `create table heliograph.change_readers (
      name text primary key,
      seq bigint not null,
      read_at timestamptz not null default now()
    )`,
    `insert into heliograph.change_readers (name, seq)
      select 'jobs', coalesce(max(seq), 0) from heliograph.message_changes`,
    `create table heliograph.taken_reports (
      id bigint generated always as identity primary key,
      provider text not null,
      provider_message_id text not null,
      status text not null,
      status_raw text,
      taken_at timestamptz not null default now()
    )`,
    'create index taken_reports_provider_id on heliograph.taken_reports (provider, provider_message_id)',
  ],
}
