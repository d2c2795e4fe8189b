import type { PartsEstimate } from '@heliograph/core'

/** What a run that worked tells the user of the parts its texts took; undefined if each was one part. Never quotes a text. */
export const describeParts = (estimates: readonly PartsEstimate[]): string | undefined => {
  const long = estimates.filter(({ expected }) => expected.parts > 1)
  if (long.length === 0) return undefined
  const most = Math.max(...long.map(({ expected }) => expected.parts))
  const unicode = long.filter(({ expected }) => expected.encoding === 'UCS-2').length
  const why = unicode > 0 ? ` ${unicode} of them hold characters that leave only 70 to a part.` : ''
  const doubt = long.some(({ certain }) => !certain) ? ' The count is an estimate.' : ''
  return `${long.length} of ${estimates.length} texts took more than one SMS part, up to ${most}. Each part is paid for.${why}${doubt}`
}
