/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What became of a message. */
export type MessageStatus =
  /** Taken by the provider, not yet handed to a network. */
  | 'ACCEPTED'
  /** Cancelled before it was sent. */
  | 'CANCELLED'
  /** Delivered to the device. */
  | 'DELIVERED'
  /** Not delivered within its validity. */
  | 'EXPIRED'
  /** Not delivered, and will not be. */
  | 'FAILED'
  /** Waits for the time it is to be sent at. */
  | 'SCHEDULED'
  /** Handed to a network; no delivery report yet. */
  | 'SENT'
  /** A status that is not known; see the raw value. */
  | 'UNKNOWN';

export type MessageFieldsFragment = { id: string, to: string, text: string | null, status: MessageStatus, cost: string | null, createdAt: string, statusAt: string, finalAt: string | null, changes: Array<{ status: MessageStatus, at: string }> };

export type SendSmsMutationVariables = Exact<{
  key: string;
  to: string;
  text: string;
}>;


export type SendSmsMutation = { sms365SmsSend:
    | { __typename: 'AuthenticationError', message: string }
    | { __typename: 'ConflictError', message: string }
    | { __typename: 'IdempotencyConflictError', message: string }
    | { __typename: 'InsufficientCreditError', message: string }
    | { __typename: 'InvalidInputError', message: string }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'OutcomeUnknownError', message: string, sentMessages: Array<{ id: string, to: string, text: string | null, status: MessageStatus, cost: string | null, createdAt: string, statusAt: string, finalAt: string | null, changes: Array<{ status: MessageStatus, at: string }> }> | null }
    | { __typename: 'RateLimitedError', message: string }
    | { __typename: 'RejectedError', message: string }
    | { __typename: 'Sms365SmsSendPayload', sentMessages: Array<{ id: string, to: string, text: string | null, status: MessageStatus, cost: string | null, createdAt: string, statusAt: string, finalAt: string | null, changes: Array<{ status: MessageStatus, at: string }> }> | null }
    | { __typename: 'UnavailableError', message: string }
   | null };

export type RecentMessagesQueryVariables = Exact<{ [key: string]: never; }>;


export type RecentMessagesQuery = { messages: { edges: Array<{ node: { id: string, to: string, text: string | null, status: MessageStatus, cost: string | null, createdAt: string, statusAt: string, finalAt: string | null, changes: Array<{ status: MessageStatus, at: string }> } }> } | null };

export type WatchMessagesSubscriptionVariables = Exact<{
  since: string;
}>;


export type WatchMessagesSubscription = { messageUpdated: { cursor: string, message: { id: string, to: string, text: string | null, status: MessageStatus, cost: string | null, createdAt: string, statusAt: string, finalAt: string | null, changes: Array<{ status: MessageStatus, at: string }> } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const MessageFieldsFragmentDoc = new TypedDocumentString(`
    fragment MessageFields on Message {
  id
  to
  text
  status
  cost
  createdAt
  statusAt
  finalAt
  changes {
    status
    at
  }
}
    `, {"fragmentName":"MessageFields"}) as unknown as TypedDocumentString<MessageFieldsFragment, unknown>;
export const SendSmsDocument = new TypedDocumentString(`
    mutation SendSms($key: String!, $to: String!, $text: String!) {
  sms365SmsSend(idempotencyKey: $key, input: { to: $to, text: $text }) {
    __typename
    ... on Sms365SmsSendPayload {
      sentMessages {
        ...MessageFields
      }
    }
    ... on OutcomeUnknownError {
      sentMessages {
        ...MessageFields
      }
    }
    ... on OperationError {
      message
    }
  }
}
    fragment MessageFields on Message {
  id
  to
  text
  status
  cost
  createdAt
  statusAt
  finalAt
  changes {
    status
    at
  }
}`) as unknown as TypedDocumentString<SendSmsMutation, SendSmsMutationVariables>;
export const RecentMessagesDocument = new TypedDocumentString(`
    query RecentMessages {
  messages(first: 20) {
    edges {
      node {
        ...MessageFields
      }
    }
  }
}
    fragment MessageFields on Message {
  id
  to
  text
  status
  cost
  createdAt
  statusAt
  finalAt
  changes {
    status
    at
  }
}`) as unknown as TypedDocumentString<RecentMessagesQuery, RecentMessagesQueryVariables>;
export const WatchMessagesDocument = new TypedDocumentString(`
    subscription WatchMessages($since: String!) {
  messageUpdated(since: $since) {
    cursor
    message {
      ...MessageFields
    }
  }
}
    fragment MessageFields on Message {
  id
  to
  text
  status
  cost
  createdAt
  statusAt
  finalAt
  changes {
    status
    at
  }
}`) as unknown as TypedDocumentString<WatchMessagesSubscription, WatchMessagesSubscriptionVariables>;