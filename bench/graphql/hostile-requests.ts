/** A request that is made to cost much. */
export interface HostileRequest {
  readonly title: string
  /** The body, made anew for each `salt`, so that no cache knows its document. */
  body(salt: string): string
}

const repeat = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ')

const ofDocument = (title: string, document: string): HostileRequest => ({
  title,
  body: (salt) => JSON.stringify({ query: `${document} # ${salt}` }),
})

const ofVariables = (title: string, document: string, variables: string): HostileRequest => ({
  title,
  body: (salt) => `{"query":${JSON.stringify(`${document} # ${salt}`)},"variables":${variables}}`,
})

const statusOfMany = 'query ($ids: [ID!]!) { netoxygenMessageStatus(ids: $ids) { __typename } }'
const sendToMany = 'mutation ($input: Sms365SmsBulkInput!) { sms365SmsBulk(input: $input) { __typename } }'

/** Requests that are refused: too many, too deep, too long. */
export const refusedRequests: readonly HostileRequest[] = [
  ofDocument('10,000 aliases', `{ ${repeat(10_000, (index) => `a${index}: __typename`)} }`),
  ofDocument('600 aliases', `{ ${repeat(600, (index) => `a${index}: __typename`)} }`),
  ofDocument(
    '101 aliases below the root',
    `{ sms365ContactList { contacts { ${repeat(101, (index) => `a${index}: mobile`)} } } }`,
  ),
  ofDocument('10,000 levels', `${'{ a '.repeat(10_000)}${'}'.repeat(10_000)}`),
  ofDocument('17 levels', `${'{ a '.repeat(17)}${'}'.repeat(17)}`),
  ofDocument('4,000 lists in each other', `{ sms365StatusSms(smsId: ${'['.repeat(4_000)}) { __typename } }`),
  ofDocument('a list of 40,000', `{ netoxygenMessageStatus(ids: [${'"1" '.repeat(40_000)}]) { __typename } }`),
  ofDocument('a list of 1,900', `{ netoxygenMessageStatus(ids: [${'"1" '.repeat(1_900)}]) { __typename } }`),
  ofDocument(
    'fragments that double forty times',
    `{ ...F0 } ${repeat(40, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F40 on Query { __typename }`,
  ),
  ofDocument(
    'fragments that double forty times, with nothing in them',
    `{ ...F0 } ${repeat(40, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F40 on Query { }`,
  ),
  ofDocument('fragments in a circle', '{ ...A } fragment A on Query { ...B ...B } fragment B on Query { ...A ...A }'),
  ofDocument(
    '60 fragments',
    `{ sms365ContactList { contacts { ${repeat(60, (index) => `...F${index}`)} } } } ${repeat(60, (index) => `fragment F${index} on Sms365Contact { mobile }`)}`,
  ),
  ofDocument('10,000 directives', `{ __typename ${'@skip(if: false) '.repeat(10_000)} }`),
  ofDocument('51 directives', `{ __typename ${'@skip(if: false) '.repeat(51)} }`),
  ofDocument('501 fields of one name', `{ sms365ContactList { contacts { ${'mobile '.repeat(501)} } } }`),
  ofDocument('99 unknown fields', `{ ${repeat(99, (index) => `sms365MeBalanc${index}`)} }`),
  ofDocument(
    '600 unknown arguments',
    `{ sms365StatusSms(${repeat(600, (index) => `smsI${index}: 1`)}) { __typename } }`,
  ),
  ofDocument(
    '600 unknown fields of an input',
    `mutation { sms365SmsSend(input: { ${repeat(600, (index) => `t${index}: 1`)} }) { __typename } }`,
  ),
  ofDocument('450 variables of no type', `query (${repeat(450, (index) => `$v${index}: Intt`)}) { __typename }`),
  ofDocument(
    '400 operations',
    repeat(400, (index) => `query a${index} { a }`),
  ),
  ofDocument('60,000 comments', `{ __typename }\n${'#a\n'.repeat(60_000)}`),
  ofDocument(
    'the schema within the schema',
    `{ __schema { types ${'{ fields { type '.repeat(4)}{ name } ${'} } '.repeat(4)} } }`,
  ),
  ofDocument('the schema 99 times', `{ ${repeat(99, (index) => `a${index}: __schema { types { name } }`)} }`),
  ofDocument(
    'the whole history 30 times',
    `{ ${repeat(30, (index) => `a${index}: sms365HistoryGroupList { historyGroups { text sms { smsId to status } } }`)} }`,
  ),
  ofDocument('eleven mutations', `mutation { ${repeat(11, (index) => `a${index}: sms365KeyReset { __typename }`)} }`),
  ofDocument('@defer', '{ ... @defer { sms365MeBalance { balance } } }'),
  ofDocument('@stream', '{ sms365ContactList { contacts @stream { mobile } } }'),
  ofVariables('a list of 40,000 in a variable', statusOfMany, `{"ids":[${'"1",'.repeat(40_000)}"1"]}`),
  ofVariables('40,000 wrong values in a variable', statusOfMany, `{"ids":[${'{},'.repeat(40_000)}{}]}`),
  ofVariables(
    '5,000 lists in each other in a variable',
    sendToMany,
    `{"input":{"to":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
  ),
  ofVariables(
    '12,000 unknown fields in a variable',
    sendToMany,
    `{"input":{${Array.from({ length: 12_000 }, (_, index) => `"field${index}":1`).join()}}}`,
  ),
  ofVariables(
    'a text of 200,000 letters in a wrong input',
    sendToMany,
    `{"input":{"text":"${': '.repeat(100_000)}","one":1,"two":2}}`,
  ),
  ofVariables('1,000 wrong recipients', sendToMany, `{"input":{"to":[${'{"a":{}},'.repeat(1_000)}1],"text":"x"}}`),
  { title: 'a batch of 8,000', body: (salt) => `[${'{"query":"{ __typename }"},'.repeat(8_000)}{"query":"${salt}"}]` },
]

/** Requests that are answered, because they keep to every limit, and are made to come as near to them as they can. */
export const costlyRequests: readonly HostileRequest[] = [
  ofDocument('490 fields of one name', `{ sms365ContactList { contacts { ${'mobile '.repeat(490)} } } }`),
  ofDocument(
    '99 root fields of one name, each with fields',
    `{ ${'sms365ContactList { contacts { mobile name } } '.repeat(99)} }`,
  ),
  ofDocument(
    '45 fragments of the same fields',
    `{ sms365ContactList { contacts { ${repeat(45, (index) => `...F${index}`)} } } } ${repeat(45, (index) => `fragment F${index} on Sms365Contact { mobile name surname }`)}`,
  ),
  ofDocument(
    'as much of the schema as may be asked for',
    '{ __schema { types { name possibleTypes { name fields { name type { name } } } fields { name args { name type { name } } type { name fields { name type { name ofType { name } } } } } inputFields { name type { name } } enumValues { name } } } }',
  ),
  ofDocument('200,000 commas', `{ __typename }${','.repeat(200_000)}`),
  ofDocument('a name of 200,000 letters', `{ ${'a'.repeat(200_000)} }`),
]
