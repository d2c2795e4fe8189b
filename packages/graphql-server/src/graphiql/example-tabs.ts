/** One tab of GraphiQL; the name of its operation is its title. */
export interface ExampleTab {
  readonly query: string
}

/** What stands in the examples. */
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
  /** From when on to watch; from now on if empty. */
  readonly since: string
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
  since: '',
}

const sendSms = ({ sms365To }: ExampleValues): string => `# Send an SMS through sms365. Run it twice:
# one key gets one answer, and sends one SMS.
mutation SendSms {
  sms365SmsSend(
    idempotencyKey: "booking-4711"
    input: {
      to: "${sms365To}"
      text: "Your table is booked for 20:00"
      from: "Heliograph"
    }
  ) {
    __typename
    ... on Sms365SmsSendPayload {
      smsId
      cost
      sentMessages {
        id
        status
      }
    }
    ... on OperationError {
      code
      message
      retryable
    }
  }
}
`

const watchMessages = ({ since }: ExampleValues): string => `# What becomes of messages, as it happens:
# keep it running, and send in another window.
subscription WatchMessages {
  messageUpdated${since === '' ? '' : `(since: "${since}")`} {
    change {
      status
      at
    }
    message {
      to
      provider
      status
    }
    cursor
  }
}
`

const sendToMany = ({ netoxygenTo }: ExampleValues): string => `# Send one SMS to many through NetOxygen:
# each recipient has its own result.
mutation SendToMany {
  netoxygenMessageSend(
    input: {
      to: ["${netoxygenTo}"]
      message: "Your table is booked for 20:00"
    }
  ) {
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
      retryable
    }
  }
}
`

const sendCode = ({ proxstopCountry, proxstopPhone }: ExampleValues): string => `# Send a code by SMS through ProxStop.
# proxstopTelephoneCall speaks it instead.
mutation SendCode {
  proxstopTelephoneSms(
    input: {
      country: "${proxstopCountry}"
      phone: "${proxstopPhone}"
      code: "16322"
      message: "Your code is 16322"
    }
  ) {
    __typename
    ... on ProxstopTelephoneSmsPayload {
      ref
    }
    ... on OperationError {
      code
      message
      retryable
    }
  }
}
`

const messageStatus = ({ smsId, messageId, referenceId }: ExampleValues): string => `# What became of a message?
# Put in the ids that sends answer with.
query MessageStatus {
  sms365StatusSms(smsId: "${smsId}") {
    message {
      status
      cost
    }
  }
  netoxygenMessageStatus(ids: ["${messageId}"]) {
    messages {
      state
      lastDate
    }
  }
  proxstopTelephoneStatus(
    referenceId: "${referenceId}"
    code: "16322"
  ) {
    state
    valid
  }
}
`

const balances = `# What is left on the accounts.
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

/** A send through each provider, deliveries, statuses, and the balances. Without values, numbers and ids are left to fill in. */
export const createExampleTabs = (values: ExampleValues = emptyValues): readonly ExampleTab[] =>
  [sendSms(values), watchMessages(values), sendToMany(values), sendCode(values), messageStatus(values), balances].map(
    (query) => ({ query }),
  )
