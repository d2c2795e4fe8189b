import type { Migration } from './migration.ts'

/** Secrets, idempotency keys, messages and the log of their changes. */
export const messagesAndKeys: Migration = {
  name: '0001-messages-and-keys',
  statements: [
    `create table heliograph.secrets (
      name text primary key,
      value bytea not null
    )`,
    `create table heliograph.idempotency_keys (
      owner text not null,
      key text not null,
      operation text not null,
      input_digest bytea not null,
      send_id uuid not null,
      lease_until timestamptz not null,
      result jsonb,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      primary key (owner, key)
    )`,
    'create index idempotency_keys_send_id on heliograph.idempotency_keys (send_id) where result is null',
    'create index idempotency_keys_expires_at on heliograph.idempotency_keys (expires_at)',
    `create table heliograph.messages (
      id uuid primary key,
      send_id uuid,
      provider text not null,
      operation text not null,
      provider_message_id text,
      recipient text not null,
      kind text not null,
      parts int,
      cost numeric,
      text text,
      status text not null,
      status_raw text,
      contradiction jsonb,
      scheduled_for timestamptz,
      created_at timestamptz not null default now(),
      accepted_at timestamptz,
      status_at timestamptz not null default now(),
      final_at timestamptz,
      owner text not null,
      idempotency_key text,
      callback_url text,
      next_poll_at timestamptz,
      polls int not null default 0
    )`,
    'create index messages_provider_id on heliograph.messages (provider, provider_message_id)',
    'create index messages_owner_id on heliograph.messages (owner, id desc)',
    'create index messages_next_poll_at on heliograph.messages (next_poll_at) where next_poll_at is not null',
    `create table heliograph.message_changes (
      seq bigint generated always as identity primary key,
      message_id uuid not null references heliograph.messages on delete cascade,
      status text not null,
      status_raw text,
      cost numeric,
      contradiction boolean not null default false,
      source text not null,
      at timestamptz not null default clock_timestamp()
    )`,
    'create index message_changes_message_id on heliograph.message_changes (message_id, seq)',
  ],
}
