import { fromWallTime, toWallTime } from '../../wall-time.ts'

// "Reference timezone is: Europe/Zurich" in the vendor's document.
const gatewayZone = 'Europe/Zurich'

/** An instant as the gateway's clocks show it. */
export const toGatewayTime = (instant: Date): string => toWallTime(instant, gatewayZone)

/** The gateway could take a time of the second hour for the first, which may have passed, and send at once. */
export const isFirstReading = (instant: Date): boolean => {
  const seconds = Math.floor(instant.getTime() / 1_000) * 1_000
  return fromWallTime(toGatewayTime(instant), gatewayZone)?.getTime() === seconds
}
