/** A step from one form of the tables to the next. What has once been released is never changed. */
export interface Migration {
  /** The name of its file, which sorts in the order of application. */
  readonly name: string
  /** SQL, one statement each. */
  readonly statements: readonly string[]
}
