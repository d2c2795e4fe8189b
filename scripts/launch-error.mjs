/** An end of the launch script that was foreseen: its message is a sentence for people, and no stack trace is shown. */
export class LaunchError extends Error {
  /**
   * @param {string} message empty where the reason has been printed already
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.name = 'LaunchError'
    this.exitCode = exitCode
  }
}
