/** A person in the contact list. Texts that were not given are empty. */
export interface Contact {
  readonly contactId: number
  mobile: string
  cost: number
  readonly texts: Record<string, string>
}

/** A group; its members by contactGroupId, the id of the membership. */
export interface Group {
  readonly groupId: number
  readonly name: string
  readonly members: Map<number, Contact>
}

/** Credit that was bought or topped up. */
export interface Purchase {
  readonly purchaseId: number
  readonly at: number
  readonly cost: number
  readonly sms: number
}

/** A note on a sub-account. */
export interface UserComment {
  readonly commentId: number
  readonly at: number
  readonly comment: string
}

/** A sender ID at Viber, with a credit of its own. */
export interface ViberSender {
  readonly senderId: string
  readonly text: string
  balance: number
  readonly twoway: boolean
  readonly paused: boolean
}

/** A code that was sent by 2fa/send. */
export interface Authentication {
  readonly code: string
}

/** An sms365 account of the sandbox; a sub-account is one too. */
export interface Sms365Account {
  readonly userId: number
  /** The main account, for a sub-account. */
  readonly parentId: number | null
  readonly username: string
  readonly password: string
  readonly email: string
  readonly mobile: string
  apiKey: string
  /** SMS credits. */
  balance: number
  /** HLR credits: ten to an SMS credit. */
  hlrBalance: number
  readonly sender: string
  readonly viberSenders: readonly ViberSender[]
  readonly contacts: Map<number, Contact>
  readonly groups: Map<number, Group>
  readonly purchases: Purchase[]
  readonly comments: Map<number, UserComment>
  readonly authentications: Map<number, Authentication>
  /** Ids of messages whose report status/get has not told yet. */
  readonly unread: Set<string>
}

/** What may be said of an account from outside. */
export type Sms365AccountOptions = Partial<
  Pick<Sms365Account, 'username' | 'password' | 'email' | 'mobile' | 'apiKey' | 'balance' | 'sender' | 'viberSenders'>
>

/** The Viber senders of an account that names none: the first is used without `from`. */
const defaultViberSenders: readonly ViberSender[] = [
  { senderId: 'Sandbox', text: 'Heliograph Sandbox', balance: 1_000, twoway: false, paused: false },
  { senderId: 'Example', text: 'Example Ltd', balance: 1_000, twoway: true, paused: false },
  { senderId: 'Paused', text: 'A paused sender', balance: 1_000, twoway: false, paused: true },
]

/** What the platform gives an account when it is opened. */
export interface AccountOpening {
  readonly userId: number
  readonly parentId: number | null
  readonly purchaseId: number
  readonly now: number
}

/** A main or sub-account with what is not said filled in. */
export const createSms365Account = (
  { userId, parentId, purchaseId, now }: AccountOpening,
  options: Sms365AccountOptions,
): Sms365Account => {
  const balance = options.balance ?? 10_000
  return {
    userId,
    parentId,
    username: options.username ?? 'sandbox',
    password: options.password ?? 'sandbox-password',
    email: options.email ?? 'sandbox@example.com',
    mobile: options.mobile ?? '306970000000',
    apiKey: options.apiKey ?? 'sandbox-key-0123456789abcdef0123',
    balance,
    hlrBalance: 0,
    sender: options.sender ?? 'Sandbox',
    viberSenders: (options.viberSenders ?? defaultViberSenders).map((sender) => ({ ...sender })),
    contacts: new Map(),
    groups: new Map(),
    purchases: balance > 0 ? [{ purchaseId, at: now, cost: 0, sms: balance }] : [],
    comments: new Map(),
    authentications: new Map(),
    unread: new Set(),
  }
}
