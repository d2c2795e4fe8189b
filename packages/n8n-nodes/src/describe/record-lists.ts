import type { FieldKind } from '@heliograph/core'

/** Where the records that an id names are listed, and how one is called there. */
export interface RecordList {
  /** Name of the method in `methods.listSearch`. */
  readonly method: string
  /** Id of the operation that lists them. */
  readonly operation: string
  readonly idField: string
  /** Fields that name a record to people. */
  readonly nameFields: readonly string[]
  readonly noun: string
}

/** Kinds of fields whose value can be picked from a list. */
export const recordLists: Readonly<Partial<Record<FieldKind, RecordList>>> = {
  contactId: {
    method: 'searchContacts',
    operation: 'sms365.contact.list',
    idField: 'contactId',
    nameFields: ['name', 'surname', 'mobile'],
    noun: 'contact',
  },
  groupId: {
    method: 'searchGroups',
    operation: 'sms365.group.list',
    idField: 'groupId',
    nameFields: ['name'],
    noun: 'group',
  },
  userId: {
    method: 'searchUsers',
    operation: 'sms365.user.list',
    idField: 'userId',
    nameFields: ['username', 'email', 'mobile'],
    noun: 'sub-account',
  },
  viberSenderId: {
    method: 'searchViberSenders',
    operation: 'sms365.viber.balance',
    idField: 'senderId',
    nameFields: ['senderId', 'text'],
    noun: 'Viber sender',
  },
}
