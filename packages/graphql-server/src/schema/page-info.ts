import type { Builder } from './builder.ts'

/** Where a page of a list stands. */
export interface PageFacts {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  /** Cursors; null for an empty page. */
  readonly startCursor: string | null
  readonly endCursor: string | null
}

/** The type PageInfo of all connections. */
export const addPageInfo = (builder: Builder) =>
  builder.objectRef<PageFacts>('PageInfo').implement({
    description: 'Where a page of a list stands.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', { nullable: false, description: 'Whether there is more behind it.' }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        nullable: false,
        description: 'Whether something stands before it.',
      }),
      startCursor: t.exposeString('startCursor', {
        description: 'The cursor of its first item; null if it is empty.',
      }),
      endCursor: t.exposeString('endCursor', {
        description: 'The cursor of its last item: give it as after for the next page. Null if it is empty.',
      }),
    }),
  })

export type PageInfo = ReturnType<typeof addPageInfo>
