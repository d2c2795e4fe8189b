import type { NodeHint } from 'n8n-workflow'

/** A hint in the panel, while a text is too long for one part. `text` is the field that holds it, `unicode` says when only 70 characters fit. */
export const longTextHint = ({
  operations,
  text,
  unicode,
}: {
  readonly operations: readonly string[]
  readonly text: string
  readonly unicode: string
}): NodeHint => ({
  message:
    'This text is longer than one SMS part (160 characters, or 70 where a character needs Unicode). Each part is paid for.',
  type: 'info',
  location: 'ndv',
  whenToDisplay: 'beforeExecution',
  displayCondition: `={{ ${JSON.stringify(operations)}.includes($parameter["resource"] + "." + $parameter["operation"]) && String($parameter["${text}"] ?? "").length > (${unicode} ? 70 : 160) }}`,
})
