const capitalise = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `sms365.twoFactor.send` → `sms365TwoFactorSend` */
export const toFieldName = (operationId: string): string => {
  const [provider = '', ...rest] = operationId.split('.')
  return provider + rest.map(capitalise).join('')
}

/** `sms365.twoFactor.send` → `Sms365TwoFactorSend`, before Input, Payload or Result. */
export const toTypeName = (operationId: string): string => capitalise(toFieldName(operationId))

/** A record is named within its provider: `sms365`, `Contact` → `Sms365Contact`. */
export const toRecordTypeName = (providerName: string, recordName: string): string =>
  capitalise(providerName) + recordName

/** A closed list of ours as a GraphQL enum value: `insufficient-credit` → `INSUFFICIENT_CREDIT`. */
export const toEnumValue = (word: string): string => word.toUpperCase().replaceAll('-', '_')

/** The word that an enum value of ours stands for: `INSUFFICIENT_CREDIT` → `insufficient-credit`. */
export const fromEnumValue = (value: string): string => value.toLowerCase().replaceAll('_', '-')

/** Field descriptions of core are phrases; in the schema they are sentences. */
export const toSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
