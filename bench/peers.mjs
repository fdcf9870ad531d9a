/** The four peers: how each is built, started and filled. Every starter returns where it listens, or why it is skipped. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import pg from 'pg';
import { MAPPINGS, PEER_SECRET, POSTGRES, SQLITE, sqliteRange } from './dataset.mjs';
import { startPostgres } from './postgres.mjs';
import { buildRustPeer } from './rust.mjs';
import { verifyConstant, verifyLookup } from './verify.mjs';
import { builtModules, singleModule, startWorker } from './workerd.mjs';

const here = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/**
 * @typedef {object} Peer
 * @property {string} label  As printed.
 * @property {boolean} constant  Whether it answers the same to everything.
 * @property {(lifetime: import('./lifetime.mjs').Lifetime, options: object) => Promise<{target: object} | {skipped: string}>} start
 * @property {typeof verifyLookup} verify
 */

/** @type {Record<string, Peer>} */
export const PEERS = {
  javascript: { label: 'bare JavaScript Worker', constant: true, start: startJavaScript, verify: verifyConstant },
  rust: { label: 'bare Rust Worker', constant: true, start: startRust, verify: verifyConstant },
  typescript: { label: 'Hono, jose, KV, D1', constant: false, start: startTypeScript, verify: verifyLookup },
  express: { label: 'Express, PostgreSQL', constant: false, start: startExpress, verify: verifyLookup },
};

/** The bare JavaScript Worker's code, for scenarios that need one of their own. */
export const javaScriptModule = async () => singleModule('worker.mjs', await readFile(here('javascript/worker.mjs'), 'utf8'));

async function startJavaScript(lifetime, { via, more }) {
  return startWorker(lifetime, via, { ...(await javaScriptModule()), ...more });
}

async function startRust(lifetime, { via, more }) {
  return startWorker(lifetime, via, { ...(await builtModules(await buildRustPeer(here('rust')))), ...more });
}

async function startTypeScript(lifetime, { via }) {
  const { outputFiles } = await build({
    entryPoints: [here('typescript/worker.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
  });
  const worker = await startWorker(lifetime, via, {
    ...singleModule('worker.mjs', outputFiles[0].text),
    bindings: { JWT_SECRET: PEER_SECRET },
    d1Databases: ['DB'],
    kvNamespaces: ['ROUTES'],
  });
  await fillD1(await worker.miniflare.getD1Database('DB'));
  return worker;
}

async function fillD1(database) {
  const columns = 'number TEXT PRIMARY KEY, org_id TEXT NOT NULL, clinic_name TEXT NOT NULL';
  await database.prepare(`CREATE TABLE mappings (${columns}) STRICT, WITHOUT ROWID`).run();
  await database
    .prepare(`INSERT INTO mappings ${sqliteRange(0, MAPPINGS)} SELECT ${SQLITE.number}, ${SQLITE.orgId}, ${SQLITE.name} FROM counter`)
    .run();
}

async function startExpress(lifetime) {
  const cluster = await startPostgres(lifetime);
  if (cluster === null) return { skipped: 'PostgreSQL (initdb, pg_ctl, postgres) is not installed' };
  await fillPostgres(cluster);
  const settings = { NODE_ENV: 'production', NODE_NO_WARNINGS: '1', JWT_SECRET: PEER_SECRET };
  const server = fork(here('express/server.ts'), { env: { ...process.env, ...settings, PGHOST: cluster.host, PGUSER: cluster.user } });
  lifetime.defer(() => ended(server));
  const failed = once(server, 'exit').then(() => Promise.reject(new Error('Express did not start')));
  const [{ port }] = await Promise.race([once(server, 'message'), failed]);
  failed.catch(() => {});
  return { target: { host: '127.0.0.1', port } };
}

async function fillPostgres({ host, user }) {
  const client = new pg.Client({ host, user, database: 'postgres' });
  await client.connect();
  const columns = 'id bigserial PRIMARY KEY, org_id uuid NOT NULL, number text NOT NULL, clinic_name text NOT NULL';
  await client.query(`CREATE TABLE mappings (${columns})`);
  await client.query(
    `INSERT INTO mappings (org_id, number, clinic_name)
     SELECT ${POSTGRES.orgId}, ${POSTGRES.number}, ${POSTGRES.name} FROM generate_series(0, $1::int - 1) AS n`,
    [MAPPINGS],
  );
  await client.query('CREATE UNIQUE INDEX mappings_number ON mappings (number)');
  await client.query('VACUUM ANALYZE mappings');
  await client.end();
}

/** Ends a child process and waits until it is gone. */
export async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
