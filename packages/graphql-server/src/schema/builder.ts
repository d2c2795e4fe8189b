import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import { complexityDefaults } from '../limits/complexity.ts'
import type { RequestContext } from '../request-context.ts'
import { coerceDateTimeValue, dateTimeDescription, serialiseDateTime } from './date-time.ts'
import { coerceDecimalLiteral, coerceDecimalValue, decimalDescription } from './decimal.ts'

export interface SchemaTypes {
  Context: RequestContext
  Scalars: {
    ID: { Input: string; Output: string }
    Decimal: { Input: string; Output: string }
    DateTime: { Input: string; Output: Date }
  }
}

/** A Pothos builder that has the scalars and the two empty root types. */
export const createBuilder = () => {
  const builder = new SchemaBuilder<SchemaTypes>({
    plugins: [ComplexityPlugin],
    // Fields say what they cost; measureComplexity adds it up, once for a request and before its first field.
    complexity: { ...complexityDefaults, disabled: true },
  })
  builder.scalarType('Decimal', {
    description: decimalDescription,
    coerceOutputValue: String,
    coerceInputValue: coerceDecimalValue,
    coerceInputLiteral: coerceDecimalLiteral,
  })
  builder.scalarType('DateTime', {
    description: dateTimeDescription,
    coerceOutputValue: serialiseDateTime,
    coerceInputValue: coerceDateTimeValue,
  })
  builder.queryType({ description: 'What can be asked for. Asking twice changes nothing and costs nothing.' })
  builder.mutationType({
    description:
      'What changes something or costs something. The fields of one request run one after another, in the order in which they stand.',
  })
  return builder
}

export type Builder = ReturnType<typeof createBuilder>
