export * from './fields.ts'
export * from './answer-fields.ts'
export * from './describe-fields.ts'
