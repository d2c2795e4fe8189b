import type { HttpRequest } from '@heliograph/core'
import { Webhook } from 'standardwebhooks'
import { toEnumValue, toFieldName } from '../schema/names.ts'
import type { WebhookSettings } from '../settings/jobs-settings.ts'
import type { ReadChange } from './read-changes.ts'

/** What a webhook tells of a change, in the words of the GraphQL schema. */
export interface WebhookBody {
  readonly type: 'message.updated'
  /** When the change was noted; ISO 8601, in UTC. */
  readonly timestamp: string
  readonly data: {
    /** Our own id of the message. */
    readonly id: string
    /** Grows with each change of any message: of two reports of a message, the one with the larger is the later. */
    readonly seq: number
    /** `SMS365` */
    readonly provider: string
    /** The mutation: `sms365SmsSend` */
    readonly operation: string
    readonly providerMessageId: string | null
    readonly kind: string
    /** International form, digits alone. */
    readonly to: string
    readonly parts: number | null
    readonly status: string
    readonly statusRaw: string | null
    /** Whether it contradicts a final status that was reported before; the first one counts. */
    readonly contradiction: boolean
    /** Credits of the provider, exact. */
    readonly cost: string | null
    /** The name of the token that sent it. */
    readonly caller: string
    readonly idempotencyKey: string | null
    readonly createdAt: string
    readonly sendAt: string | null
  }
}

/** Names a change for whoever receives it, the same at each try: it is how a receiver knows a repetition. */
export const toWebhookId = ({ id, seq }: Pick<ReadChange, 'id' | 'seq'>): string => `${id}_${seq}`

/** The text of a message is never among it. */
export const toWebhookBody = (change: ReadChange): WebhookBody => ({
  type: 'message.updated',
  timestamp: change.at.toISOString(),
  data: {
    id: change.id,
    seq: Number(change.seq),
    provider: toEnumValue(change.provider),
    operation: toFieldName(change.operation),
    providerMessageId: change.provider_message_id,
    kind: change.kind,
    to: change.recipient,
    parts: change.parts,
    status: change.status,
    statusRaw: change.status_raw,
    contradiction: change.contradiction,
    cost: change.cost_then ?? change.cost,
    caller: change.owner,
    idempotencyKey: change.idempotency_key,
    createdAt: change.created_at.toISOString(),
    sendAt: change.scheduled_for?.toISOString() ?? null,
  },
})

/** A change as a signed request. Source: standardwebhooks.com, version 1 of its specification. */
export const toWebhookRequest = ({ url, secret }: WebhookSettings, change: ReadChange, now: Date): HttpRequest => {
  const body = JSON.stringify(toWebhookBody(change))
  const id = toWebhookId(change)
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'heliograph',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
    body,
  }
}
