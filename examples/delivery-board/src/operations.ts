import { graphql } from './gql/index.ts'

// What the board shows of a message; the other documents name it.
graphql(`
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
`)

/** Sends an SMS; with the same key and input a second time, answers as before and sends nothing. */
export const sendSms = graphql(`
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
`)

/** The newest messages. */
export const recentMessages = graphql(`
  query RecentMessages {
    messages(first: 20) {
      edges {
        node {
          ...MessageFields
        }
      }
    }
  }
`)

/** What becomes of messages from a place or an instant on. */
export const watchMessages = graphql(`
  subscription WatchMessages($since: String!) {
    messageUpdated(since: $since) {
      cursor
      message {
        ...MessageFields
      }
    }
  }
`)
