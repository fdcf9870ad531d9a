/** The mark of a running `npm start`: two at once would share one database, and a reset would pull it away. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Failure } from './command.mjs';
import { PATHS } from './project.mjs';

/** Remembers the processes that must all be gone before the local state may be touched. @param {number[]} pids */
export async function markRunning(pids) {
  await mkdir(PATHS.state, { recursive: true });
  await writeFile(PATHS.running, JSON.stringify({ pids }));
}

/** Forgets them. */
export const clearRunning = () => rm(PATHS.running, { force: true });

/** @throws {Failure} when a local environment is running */
export async function refuseWhileRunning() {
  const pid = (await markedPids()).find(isAlive);
  if (pid === undefined) return;
  throw new Failure(`Frontdesk is running (process ${pid}): stop it first (if it is not, delete .wrangler/running.json)`);
}

async function markedPids() {
  try {
    return JSON.parse(await readFile(PATHS.running, 'utf8')).pids;
  } catch {
    // Missing, or cut short by a crash: either way nothing that can be asked for.
    return [];
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
