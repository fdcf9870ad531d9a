/** Frontdesk itself: the Worker of build/ with a migrated D1, the local configuration and as many mappings as asked for. */
import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { unstable_readConfig as readConfig, unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import { build, isBuilt } from '../scripts/build.mjs';
import { Failure } from '../scripts/command.mjs';
import { PATHS } from '../scripts/project.mjs';
import { ORGS, SQLITE, sqliteRange } from './dataset.mjs';
import { builtModules, startWorker } from './workerd.mjs';

/** Mappings per INSERT when a store is filled: one transaction each. */
const CHUNK = 50_000;

/**
 * Builds the current sources, unless that has been done.
 * @returns {Promise<boolean>}  False when they do not build; the reason has been printed.
 */
export async function ensureBuilt() {
  try {
    if (!(await isBuilt())) await build();
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`Frontdesk does not build: ${error.message}\n`);
    return false;
  }
}

/** The local configuration: wrangler.toml's variables and the published local secrets. */
export async function localVariables() {
  return { ...readConfig({ config: PATHS.wranglerConfig }).vars, ...parseEnv(await readFile(PATHS.devVarsExample, 'utf8')) };
}

/**
 * A production configuration, with secrets made for the run: what production measures, without the `Server-Timing` header of the
 * local environment. The vendors' hosts are pinned and never asked.
 */
export const PRODUCTION = {
  ENVIRONMENT: 'production',
  VAPI_AUTH: 'secret',
  VAPI_LEGACY: 'off',
  VAPI_SECRETS: randomBytes(32).toString('base64url'),
  JWT_SECRET: randomBytes(48).toString('base64url'),
  VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  GOOGLE_TOKEN_URL: 'https://oauth2.googleapis.com/token',
  GOOGLE_API_BASE: 'https://www.googleapis.com',
  TWILIO_API_BASE: 'https://api.twilio.com',
  VAPI_API_BASE: 'https://api.vapi.ai',
  PUBLIC_URL: 'https://frontdesk.example.com',
};

/**
 * Starts Frontdesk.
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {object} options
 * @param {'socket' | 'miniflare'} options.via
 * @param {number} [options.mappings]  How many mappings its store holds.
 * @param {boolean} [options.filled]  Whether `state` holds them already.
 * @param {Record<string, string>} [options.variables]  Instead of the local configuration's.
 * @param {string} [options.state]  Directory for D1 and KV; one of Miniflare's own when absent.
 * @param {string} [options.front]  A module beside this one that stands before the Worker.
 */
export async function startFrontdesk(lifetime, { via, mappings = 0, filled = false, variables, state, front }) {
  const options = await frontdeskOptions(variables);
  if (front !== undefined) options.modules.unshift(await frontModule(front));
  const worker = await startWorker(lifetime, via, { ...options, resourcePersistencePath: state });
  const [database] = Object.keys(options.d1Databases);
  if (mappings > 0 && !filled) await fill(await worker.miniflare.getD1Database(database), mappings);
  return worker;
}

/** Miniflare's options for Frontdesk: modules, local configuration and bindings as wrangler.toml has them. */
export async function frontdeskOptions(variables = {}) {
  const config = readConfig({ config: PATHS.wranglerConfig });
  const named = (bindings) => Object.fromEntries(bindings.map(({ binding }) => [binding, binding]));
  return {
    ...(await builtModules(PATHS.worker)),
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    bindings: { ...(await localVariables()), ...variables },
    d1Databases: named(config.d1_databases),
    kvNamespaces: named(config.kv_namespaces),
    durableObjects: Object.fromEntries(
      config.durable_objects.bindings.map(({ name, class_name: className }) => [name, { className, useSQLite: true }]),
    ),
  };
}

async function frontModule(name) {
  const contents = await readFile(new URL(name, import.meta.url), 'utf8');
  return { type: 'ESModule', path: path.join(PATHS.worker, name), contents };
}

/** Applies the migrations and loads mappings by bulk SQL. */
export async function fill(database, mappings) {
  await migrate(database);
  await insert(database, 'orgs (id, name, zone)', `${SQLITE.orgId}, ${SQLITE.name}, 'America/New_York'`, 0, ORGS);
  for (let first = 0; first < mappings; first += CHUNK) {
    const columns = `${SQLITE.id}, ${SQLITE.orgId}, ${SQLITE.number}, ${SQLITE.name}`;
    await insert(database, 'phone_number_mapping (id, org_id, inbound_phone_number, clinic_name)', columns, first, Math.min(first + CHUNK, mappings));
    // What the triggers noted is not what is measured: lookups find nothing in KV and go on to D1, at every size.
    await database.prepare('DELETE FROM route_publications').run();
  }
}

async function migrate(database) {
  const files = (await readdir(PATHS.migrations)).filter((name) => name.endsWith('.sql')).sort();
  for (const file of files) {
    const statements = splitSqlQuery(await readFile(path.join(PATHS.migrations, file), 'utf8'));
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
}

function insert(database, into, columns, first, end) {
  return database.prepare(`INSERT INTO ${into} ${sqliteRange(first, end)} SELECT ${columns} FROM counter`).run();
}
