/** The browser in which the console is tested: the machine's own Chromium, installed by apt where that can be done. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture } from './command.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ON_MAC = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const APT_TIMEOUT_MS = 600_000;

/** What to do where there is none. */
export const NO_CHROMIUM = 'There is no Chromium on this machine: install one (on Debian, apt-get install chromium), or name one in CHROMIUM';

/** Where a Chromium is. @returns {string | undefined} */
export function chromium(environment = process.env) {
  if (environment.CHROMIUM) return environment.CHROMIUM;
  const folders = (environment.PATH ?? '').split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...ON_MAC];
  return candidates.find((path) => existsSync(path));
}

/** Installs one where apt is and may be used; else, and when that fails, it says what is left out. @param {import('./steps.mjs').Steps} steps */
export async function ensureChromium(steps) {
  if (chromium() !== undefined) return;
  const installed = isRootOfDebian() && (await steps.do('Installing Chromium, in which the console is tested', 'a minute', aptInstall));
  if (!installed) steps.note(`${NO_CHROMIUM}. Until then the tests of the console in a browser are left out; all others run.`);
}

const isRootOfDebian = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

async function aptInstall() {
  const apt = (...args) => capture('apt-get', ['-q', '-y', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: APT_TIMEOUT_MS });
  // A fresh image has no lists, and old ones name packages that are gone.
  await apt('update');
  return (await apt('install', '--no-install-recommends', 'chromium')).ok;
}
