/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment MessageFields on Message {\n    id\n    to\n    text\n    status\n    cost\n    createdAt\n    statusAt\n    finalAt\n    changes {\n      status\n      at\n    }\n  }\n": typeof types.MessageFieldsFragmentDoc,
    "\n  mutation SendSms($key: String!, $to: String!, $text: String!) {\n    sms365SmsSend(idempotencyKey: $key, input: { to: $to, text: $text }) {\n      __typename\n      ... on Sms365SmsSendPayload {\n        sentMessages {\n          ...MessageFields\n        }\n      }\n      ... on OutcomeUnknownError {\n        sentMessages {\n          ...MessageFields\n        }\n      }\n      ... on OperationError {\n        message\n      }\n    }\n  }\n": typeof types.SendSmsDocument,
    "\n  query RecentMessages {\n    messages(first: 20) {\n      edges {\n        node {\n          ...MessageFields\n        }\n      }\n    }\n  }\n": typeof types.RecentMessagesDocument,
    "\n  subscription WatchMessages($since: String!) {\n    messageUpdated(since: $since) {\n      cursor\n      message {\n        ...MessageFields\n      }\n    }\n  }\n": typeof types.WatchMessagesDocument,
};
const documents: Documents = {
    "\n  fragment MessageFields on Message {\n    id\n    to\n    text\n    status\n    cost\n    createdAt\n    statusAt\n    finalAt\n    changes {\n      status\n      at\n    }\n  }\n": types.MessageFieldsFragmentDoc,
    "\n  mutation SendSms($key: String!, $to: String!, $text: String!) {\n    sms365SmsSend(idempotencyKey: $key, input: { to: $to, text: $text }) {\n      __typename\n      ... on Sms365SmsSendPayload {\n        sentMessages {\n          ...MessageFields\n        }\n      }\n      ... on OutcomeUnknownError {\n        sentMessages {\n          ...MessageFields\n        }\n      }\n      ... on OperationError {\n        message\n      }\n    }\n  }\n": types.SendSmsDocument,
    "\n  query RecentMessages {\n    messages(first: 20) {\n      edges {\n        node {\n          ...MessageFields\n        }\n      }\n    }\n  }\n": types.RecentMessagesDocument,
    "\n  subscription WatchMessages($since: String!) {\n    messageUpdated(since: $since) {\n      cursor\n      message {\n        ...MessageFields\n      }\n    }\n  }\n": types.WatchMessagesDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MessageFields on Message {\n    id\n    to\n    text\n    status\n    cost\n    createdAt\n    statusAt\n    finalAt\n    changes {\n      status\n      at\n    }\n  }\n"): typeof import('./graphql.ts').MessageFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendSms($key: String!, $to: String!, $text: String!) {\n    sms365SmsSend(idempotencyKey: $key, input: { to: $to, text: $text }) {\n      __typename\n      ... on Sms365SmsSendPayload {\n        sentMessages {\n          ...MessageFields\n        }\n      }\n      ... on OutcomeUnknownError {\n        sentMessages {\n          ...MessageFields\n        }\n      }\n      ... on OperationError {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SendSmsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RecentMessages {\n    messages(first: 20) {\n      edges {\n        node {\n          ...MessageFields\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RecentMessagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchMessages($since: String!) {\n    messageUpdated(since: $since) {\n      cursor\n      message {\n        ...MessageFields\n      }\n    }\n  }\n"): typeof import('./graphql.ts').WatchMessagesDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
