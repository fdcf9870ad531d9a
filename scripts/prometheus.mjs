/**
 * Prometheus and its promtool, by which the metrics and the alerts are tried: the machine's own, or those of Debian's package, unpacked
 * below .tools when the ring `metrics` runs first. Where there is neither its tests are left out and say so, but in CI.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { capture, Failure } from './command.mjs';
import { PATHS } from './project.mjs';
import { Steps } from './steps.mjs';

const FOLDER = join(PATHS.tools, 'prometheus');
const UNPACKED = join(FOLDER, 'usr', 'bin');
const APT_TIMEOUT_MS = 600_000;

/** Whether a test that cannot run is to fail. */
export const REQUIRED = process.env.FRONTDESK_PROMETHEUS === 'required';

/** Where `prometheus` or `promtool` is. @returns {string | undefined} */
export function programOf(name, environment = process.env) {
  const folders = [...(environment.PATH ?? '').split(delimiter), UNPACKED];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

const isThere = () => programOf('prometheus') !== undefined && programOf('promtool') !== undefined;

/** Installs both where that can be done. */
export async function ensurePrometheus() {
  if (isThere()) return;
  const steps = new Steps();
  try {
    await steps.do('Fetching Prometheus, which reads the metrics and tries the alerts', 'half a minute', unpack);
  } catch (error) {
    if (!(error instanceof Failure) || REQUIRED) throw error;
    steps.note(`${error.message}. Until then the tests of the metrics are left out; all others run.`);
  }
}

async function unpack() {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const fetched = (await download()) || (await refreshed());
  const file = (await readdir(FOLDER)).find((name) => name.endsWith('.deb'));
  if (!fetched || file === undefined) throw new Failure('There is no Prometheus: install one (on Debian, apt-get install prometheus)');
  const unpacked = await capture('dpkg-deb', ['-x', file, '.'], { cwd: FOLDER });
  await rm(join(FOLDER, file));
  if (!unpacked.ok || !isThere()) throw new Failure(`Debian's package of Prometheus could not be unpacked: ${unpacked.stderr.trim()}`);
}

/** Into the folder, with nothing of the machine changed. */
const download = async () => (await capture('apt-get', ['-q', 'download', 'prometheus'], { cwd: FOLDER, timeoutMs: APT_TIMEOUT_MS })).ok;

/** A fresh image has no lists, and old ones name packages that are gone. */
async function refreshed() {
  await capture('apt-get', ['-q', 'update'], { timeoutMs: APT_TIMEOUT_MS });
  return download();
}
