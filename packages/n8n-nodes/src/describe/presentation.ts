import type { CatalogueEntry, Field } from '@heliograph/core'

/* What a panel shows otherwise than the catalogue says it, because people look for it there. */

/** Optional fields that hardly anyone leaves out, by operation: they stand beside the required ones. */
const prominentFields: Readonly<Record<string, readonly string[]>> = {
  'proxstop.telephone.status': ['code'],
  'sms365.group.deleteContact': ['groupId', 'contactId'],
  'sms365.viber.send': ['text'],
  'sms365.viber.bulk': ['text'],
}

interface OperationWords {
  readonly name: string
  readonly action: string
}

/** The pair that makes a verification, so that a search for "verify", "code" or "check" finds it; and what the vendor calls users. */
const operationWords: Readonly<Record<string, OperationWords>> = {
  'proxstop.telephone.call': { name: 'Call With Code', action: 'Call with a verification code' },
  'proxstop.telephone.sms': { name: 'Send Code by SMS', action: 'Send a verification code by SMS' },
  'proxstop.telephone.status': {
    name: 'Check Code or Get Status',
    action: 'Check a verification code or get the status of a call or an SMS',
  },
  'sms365.twoFactor.send': { name: 'Send Code', action: 'Send a verification code by SMS' },
  'sms365.twoFactor.check': { name: 'Check Code', action: 'Check a verification code' },
  'sms365.key.get': { name: 'Get API Key', action: 'Get the API key' },
  'sms365.key.reset': { name: 'Reset API Key', action: 'Replace the API key by a new one' },
  'sms365.user.add': { name: 'Add Sub-Account', action: 'Add a sub-account' },
  'sms365.user.list': { name: 'List Sub-Accounts', action: 'List the sub-accounts' },
  'sms365.user.topup': { name: 'Top Up Sub-Account', action: 'Move SMS credits to a sub-account' },
  'sms365.userComment.add': { name: 'Add Comment', action: 'Add a comment to a sub-account' },
  'sms365.userComment.delete': { name: 'Delete Comment', action: 'Delete a comment of a sub-account' },
  'sms365.userComment.list': { name: 'List Comments', action: 'List the comments of a sub-account' },
}

const resourceTitles: Readonly<Record<string, string>> = {
  'proxstop.telephone': 'Phone Verification',
  'sms365.twoFactor': 'Phone Verification (2FA)',
  'sms365.key': 'API Key',
  'sms365.hlr': 'HLR Lookup',
  'sms365.mobile': 'Mobile Number',
  'sms365.user': 'Sub-Account',
  'sms365.userComment': 'Sub-Account Comment',
}

/** By the field's name; a record that is picked from a list is called what it is, not its ID. */
const fieldTitles: Readonly<Record<string, string>> = {
  contactId: 'Contact',
  country: 'Country Code',
  groupId: 'Group',
  sms: 'SMS Credits',
  userId: 'Sub-Account',
}

/** What a new node comes with: by provider its resource. */
const firstResources: Readonly<Record<string, string>> = { netoxygen: 'message', sms365: 'sms' }
const firstVerb = 'send'

/** How an operation is called in the panel and in the list of actions. */
export const findOperationWords = ({ id, operation }: CatalogueEntry): OperationWords =>
  operationWords[id] ?? { name: operation.title, action: operation.action }

/** How a resource is called in the panel. */
export const findResourceTitle = ({ provider, resourceName, resource }: CatalogueEntry): string =>
  resourceTitles[`${provider.name}.${resourceName}`] ?? resource.title

/** How a field is called in the panel; a duration says its unit. */
export const findFieldTitle = ({ name, title, kind }: Field): string =>
  fieldTitles[name] ?? (kind === 'seconds' ? `${title} (Seconds)` : title)

/** The resource that a new node comes with: what most people add it for, else the first that is offered. */
export const findFirstResource = (entries: readonly CatalogueEntry[], offered: readonly string[]): string => {
  const wanted = firstResources[entries[0]?.provider.name ?? '']
  return offered.find((name) => name === wanted) ?? offered[0] ?? ''
}

/** The operation that a resource comes with: sending, where it can, else the first that is offered. */
export const findFirstVerb = (offered: readonly string[]): string =>
  offered.find((verb) => verb === firstVerb) ?? offered[0] ?? ''

/** Whether a field stands by itself in the panel; the others are in a collection. */
export const isVisible = (entry: CatalogueEntry, field: Field): boolean =>
  field.isRequired || (prominentFields[entry.id]?.includes(field.name) ?? false)

/** The collection that holds the other fields of an operation. */
export const findCollection = ({ verb }: CatalogueEntry): { readonly name: string; readonly title: string } =>
  verb === 'update'
    ? { name: 'updateFields', title: 'Update Fields' }
    : { name: 'additionalFields', title: 'Additional Fields' }
