/**
 * A throw-away PostgreSQL cluster in a temporary directory, reached over its Unix socket only.
 * PostgreSQL refuses to run as root, so root starts it as user `postgres`, or `nobody` where that one is missing.
 */
import { execFile } from 'node:child_process';
import { access, chown, constants, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN_ROOT = '/usr/lib/postgresql';
const USER = 'bench';

/** Longest wait for the server to accept connections. */
const START_SECONDS = 8;

/** Nothing is kept, so nothing needs to reach the disk; reads, which are measured, are not affected. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', listen_addresses: "''" };

/**
 * Starts a cluster.
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @returns {Promise<{host: string, user: string} | null>}  How to connect; null when PostgreSQL is not installed.
 */
export async function startPostgres(lifetime) {
  const bin = await binaries();
  const account = await serverAccount();
  if (bin === null || account === null) return null;
  const directory = await lifetime.temporaryDirectory('postgres');
  if (account.uid !== undefined) await chown(directory, account.uid, account.gid);
  const data = path.join(directory, 'data');
  const as = { ...account, cwd: directory, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };

  const pgCtl = (...args) => run(path.join(bin, 'pg_ctl'), ['-D', data, ...args], as);
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: directory }).map(([name, value]) => `-c ${name}=${value}`);

  const started = (async () => {
    await run(path.join(bin, 'initdb'), ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-sync'], as);
    await pgCtl('start', '-w', '-t', String(START_SECONDS), '-l', path.join(directory, 'log'), '-o', settings.join(' '));
  })();
  // A half-started server cannot be stopped yet, so the end waits for the start.
  lifetime.defer(() => started.then(() => pgCtl('stop', '-m', 'immediate', '-w')).catch(() => {}));
  await started;
  return { host: directory, user: USER };
}

/** The directory that holds initdb and pg_ctl: on PATH, or the newest version where Debian puts them. */
async function binaries() {
  const versions = await readdir(DEBIAN_ROOT).catch(() => []);
  const debian = versions.sort((a, b) => Number(b) - Number(a)).map((version) => path.join(DEBIAN_ROOT, version, 'bin'));
  for (const directory of [...process.env.PATH.split(path.delimiter), ...debian]) {
    const present = ['initdb', 'pg_ctl', 'postgres'].map((name) => access(path.join(directory, name), constants.X_OK));
    if ((await Promise.allSettled(present)).every(({ status }) => status === 'fulfilled')) return directory;
  }
  return null;
}

/** Ids to run the server under: our own, unless we are root; null when root finds nobody to become. */
async function serverAccount() {
  if (process.getuid() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      continue;
    }
  }
  return null;
}
