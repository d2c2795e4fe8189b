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

/** The pair that makes a verification, named so that a search for "verify", "code" or "check" finds it. */
const operationWords: Readonly<Record<string, OperationWords>> = {
  'proxstop.telephone.call': { name: 'Call With Code', action: 'Call with a verification code' },
  'proxstop.telephone.sms': { name: 'Send Code by SMS', action: 'Send a verification code by SMS' },
  'proxstop.telephone.status': {
    name: 'Check Code or Get Status',
    action: 'Check a verification code or get the status of a call or an SMS',
  },
  'sms365.twoFactor.send': { name: 'Send Code', action: 'Send a verification code by SMS' },
  'sms365.twoFactor.check': { name: 'Check Code', action: 'Check a verification code' },
}

const resourceTitles: Readonly<Record<string, string>> = {
  'proxstop.telephone': 'Phone Verification',
  'sms365.twoFactor': 'Phone Verification (2FA)',
}

/** How an operation is called in the panel and in the list of actions. */
export const findOperationWords = ({ id, operation }: CatalogueEntry): OperationWords =>
  operationWords[id] ?? { name: operation.title, action: operation.action }

/** How a resource is called in the panel. */
export const findResourceTitle = ({ provider, resourceName, resource }: CatalogueEntry): string =>
  resourceTitles[`${provider.name}.${resourceName}`] ?? resource.title

/** Whether a field stands by itself in the panel; the others are in a collection. */
export const isVisible = (entry: CatalogueEntry, field: Field): boolean =>
  field.isRequired || (prominentFields[entry.id]?.includes(field.name) ?? false)

/** The collection that holds the other fields of an operation. */
export const findCollection = ({ verb }: CatalogueEntry): { readonly name: string; readonly title: string } =>
  verb === 'update'
    ? { name: 'updateFields', title: 'Update Fields' }
    : { name: 'additionalFields', title: 'Additional Fields' }
