import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Debian's Chromium, that asks nothing of its own. Throws with what to install where it is missing. */
export const launchChromium = async (...moreFlags: readonly string[]): Promise<Browser> => {
  if (!existsSync(executablePath)) {
    throw new Error(`${executablePath} is missing, and this test drives it: "apt-get install -y chromium" installs it.`)
  }
  return chromium.launch({ executablePath, args: [...flags, ...moreFlags] })
}
