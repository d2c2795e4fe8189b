/** One tab of GraphiQL. */
export interface ExampleTab {
  readonly query: string
  /** JSON */
  readonly variables: string
}

/** What stands in the variables of the examples. */
export interface ExampleValues {
  /** International, for sms365. */
  readonly sms365To: string
  /** Swiss, national or international, for NetOxygen. */
  readonly netoxygenTo: string
  /** Country calling code and number, for ProxStop. */
  readonly proxstopCountry: string
  readonly proxstopPhone: string
  /** What earlier sends answered with, to ask for their status. */
  readonly smsId: string
  readonly messageId: string
  readonly referenceId: string
}

// Nobody's number stands in an example that costs money when it is run: who tries it puts in their own.
const emptyValues: ExampleValues = {
  sms365To: '',
  netoxygenTo: '',
  proxstopCountry: '',
  proxstopPhone: '',
  smsId: '',
  messageId: '',
  referenceId: '',
}

const sendThroughSms365 = `# Send an SMS through sms365, then ask for its status in the tab MessageStatus.
mutation SendSms($input: Sms365SmsSendInput!) {
  sms365SmsSend(input: $input) {
    __typename
    ... on Sms365SmsSendPayload {
      smsId
      cost
      balance
    }
    ... on OperationError {
      code
      message
    }
  }
}
`

const sendThroughNetoxygen = `# Send one SMS to many through NetOxygen: each recipient has a result of its own.
mutation SendToMany($input: NetoxygenMessageSendInput!) {
  netoxygenMessageSend(input: $input) {
    __typename
    ... on NetoxygenMessageSendPayload {
      recipients {
        to
        accepted
        id
        errorText
      }
    }
    ... on OperationError {
      code
      message
    }
  }
}
`

const verifyThroughProxstop = `# Send a verification code by SMS through ProxStop; proxstopTelephoneCall speaks it instead.
mutation SendCode($input: ProxstopTelephoneSmsInput!) {
  proxstopTelephoneSms(input: $input) {
    __typename
    ... on ProxstopTelephoneSmsPayload {
      ref
    }
    ... on OperationError {
      code
      message
    }
  }
}
`

const readStatuses = `# What became of a message, at each provider. Put in the ids that the sends answered with.
query MessageStatus($smsId: ID!, $messageIds: [ID!]!, $referenceId: ID!) {
  sms365StatusSms(smsId: $smsId) {
    message {
      status
      cost
    }
  }
  netoxygenMessageStatus(ids: $messageIds) {
    messages {
      id
      state
      lastDate
    }
  }
  proxstopTelephoneStatus(referenceId: $referenceId) {
    state
    valid
  }
}
`

const readBalances = `# What is left on the accounts.
query Balances {
  sms365MeBalance {
    balance
  }
  sms365ViberBalance {
    senders {
      senderId
      balance
    }
  }
  netoxygenAccountCredits {
    credits
  }
}
`

const toTab = (query: string, variables: object = {}): ExampleTab => ({
  query,
  variables: JSON.stringify(variables, null, 2),
})

/** A send through each provider, their statuses, and the balances. Without values the numbers and ids are left to fill in. */
export const createExampleTabs = (values: ExampleValues = emptyValues): readonly ExampleTab[] => [
  toTab(sendThroughSms365, {
    input: { to: values.sms365To, text: 'Your table is booked for 20:00', from: 'Heliograph' },
  }),
  toTab(sendThroughNetoxygen, { input: { to: [values.netoxygenTo], message: 'Your table is booked for 20:00' } }),
  toTab(verifyThroughProxstop, {
    input: {
      country: values.proxstopCountry,
      phone: values.proxstopPhone,
      code: '16322',
      message: 'Your code is 16322',
    },
  }),
  toTab(readStatuses, { smsId: values.smsId, messageIds: [values.messageId], referenceId: values.referenceId }),
  toTab(readBalances),
]
