/** Frontdesk itself: a built Worker with a migrated D1, the local configuration and as many mappings as asked for. */
import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { unstable_readConfig as readConfig, unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import { build, BUILDS, isBuilt } from '../scripts/build.mjs';
import { Failure } from '../scripts/command.mjs';
import { PATHS } from '../scripts/project.mjs';
import { ORGS, sqlite, sqliteRange } from './dataset.mjs';
import { builtModules, startWorker } from './workerd.mjs';

/** The module with which the clinics' objects are open to SQL; requests go through it as they came. */
export const OPEN_CLINIC = 'open_clinic.mjs';

/** The module with which Frontdesk keeps a ledger of what is billed; it uses the one above. */
export const LEDGER = 'ledger.mjs';

/** Mappings per INSERT when a store is filled: one transaction each. */
const CHUNK = 10_000;

/**
 * Builds a release of the current sources, unless that has been done.
 * @returns {Promise<boolean>}  False when they do not build; the reason has been printed.
 */
export async function ensureBuilt() {
  try {
    if (!(await isBuilt(BUILDS.release))) await build(BUILDS.release);
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
  RATE_LIMITS: 'off',
  UNPROVEN_NUMBERS: '1000000',
  VAPI_AUTH: 'secret',
  ...Object.fromEntries(['RETELL', 'DOGRAH', 'SYNTHFLOW', 'MCP', 'ELEVENLABS', 'TELNYX'].map((name) => [`${name}_AUTH`, 'secret'])),
  VAPI_LEGACY: 'off',
  WEBHOOKS_LOCAL: 'off',
  VAPI_SECRETS: randomBytes(32).toString('base64url'),
  JWT_SECRET: randomBytes(48).toString('base64url'),
  VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  GOOGLE_CLIENT_ID: 'frontdesk-bench.apps.example.com',
  GOOGLE_CLIENT_SECRET: randomBytes(32).toString('base64url'),
  GOOGLE_AUTH_URL: 'https://accounts.google.com/o/oauth2/v2/auth',
  GOOGLE_TOKEN_URL: 'https://oauth2.googleapis.com/token',
  GOOGLE_API_BASE: 'https://www.googleapis.com',
  TWILIO_API_BASE: 'https://api.twilio.com',
  VAPI_API_BASE: 'https://api.vapi.ai',
  RETELL_API_BASE: 'https://api.retellai.com',
  PUBLIC_URL: 'https://frontdesk.example.com',
};

/**
 * Starts Frontdesk.
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {object} options
 * @param {'socket' | 'miniflare'} options.via
 * @param {number} [options.mappings]  How many mappings its store holds.
 * @param {number} [options.orgs]  How many orgs share them.
 * @param {boolean} [options.filled]  Whether `state` holds them already.
 * @param {Record<string, string>} [options.variables]  Instead of the local configuration's.
 * @param {string} [options.state]  Directory for D1, KV and objects; one of Miniflare's own when absent.
 * @param {string[]} [options.fronts]  Modules beside this one: the first stands before the Worker and uses the others.
 * @param {object} [options.more]  Further options of Miniflare.
 */
export async function startFrontdesk(lifetime, { via, mappings = 0, orgs = ORGS, filled = false, variables, state, fronts = [], more }) {
  const options = { ...(await frontdeskOptions(variables)), ...more };
  options.modules.unshift(...(await Promise.all(fronts.map((name) => frontModule(name)))));
  const worker = await startWorker(lifetime, via, { ...options, resourcePersistencePath: state });
  const [database] = Object.keys(options.d1Databases);
  if (mappings > 0 && !filled) await fill(await worker.miniflare.getD1Database(database), mappings, orgs);
  return worker;
}

/**
 * Miniflare's options for Frontdesk: modules, local configuration and bindings as wrangler.toml has them.
 * @param {Record<string, string>} [variables]  Instead of the local configuration's.
 * @param {import('../scripts/build.mjs').Build} [build]  What is measured is what is deployed; tests name another.
 */
export async function frontdeskOptions(variables = {}, { folder } = BUILDS.release) {
  const config = readConfig({ config: PATHS.wranglerConfig });
  const named = (bindings) => Object.fromEntries(bindings.map(({ binding }) => [binding, binding]));
  return {
    ...(await builtModules(folder)),
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    bindings: { ...(await localVariables()), ...variables },
    d1Databases: named(config.d1_databases),
    kvNamespaces: named(config.kv_namespaces),
    ratelimits: Object.fromEntries(config.ratelimits.map(({ name, ...limit }) => [name, limit])),
    durableObjects: Object.fromEntries(
      config.durable_objects.bindings.map(({ name, class_name: className }) => [name, { className, useSQLite: true }]),
    ),
  };
}

/** A module of this directory as one of the Worker's. @param {import('../scripts/build.mjs').Build} [build] */
export async function frontModule(name, { folder } = BUILDS.release) {
  const contents = await readFile(new URL(name, import.meta.url), 'utf8');
  return { type: 'ESModule', path: path.join(folder, name), contents };
}

/**
 * Runs statements in one transaction inside a clinic's object, whose class has to be that of `open_clinic.mjs`.
 * @param {import('miniflare').Miniflare} miniflare
 * @param {string} org  The clinic's id.
 * @param {...[sql: string, ...values: unknown[]]} statements  Numbers arrive as REAL, as those do that the object binds itself.
 * @returns {Promise<Record<string, any>[][]>}  The rows of each statement.
 * @throws {Error} with the database's reason.
 */
export async function inClinic(miniflare, org, ...statements) {
  const clinics = await miniflare.getDurableObjectNamespace('CLINICS');
  const { results, error } = await clinics.getByName(org).run(statements);
  if (error !== undefined) throw new Error(error);
  return results;
}

/**
 * What was entered in the ledger since this was last asked, if Frontdesk was started with it.
 * @param {{host: string, port: number}} target
 * @returns {Promise<object[]>}  As `costOf` takes them.
 */
export async function ledgerOf({ host, port }) {
  return (await fetch(`http://${host}:${port}/_ledger`)).json();
}

/** Has a clinic's object ring its alarm now; back when what it did and began is done. */
export async function ringClinic(miniflare, org) {
  const clinics = await miniflare.getDurableObjectNamespace('CLINICS');
  await clinics.getByName(org).ring();
}

/**
 * Applies the migrations and loads mappings by bulk SQL. For each of them a trigger would count its clinic's
 * numbers and raise its version, which is not what is measured: lookups find nothing in KV and go on to D1, at every size.
 */
export async function fill(database, mappings, orgs) {
  const { id, orgId, number, name } = sqlite(orgs);
  await migrate(database);
  await insert(database, 'orgs (id, name, zone)', `${orgId}, ${name}, 'America/New_York'`, 0, orgs);
  await withoutTrigger(database, 'phone_number_mapping_insert', async () => {
    for (let first = 0; first < mappings; first += CHUNK) {
      const columns = `${id}, ${orgId}, ${number}, ${name}`;
      await insert(database, 'phone_number_mapping (id, org_id, inbound_phone_number, clinic_name)', columns, first, Math.min(first + CHUNK, mappings));
    }
  });
}

/** Does some work while a trigger sleeps. */
async function withoutTrigger(database, name, work) {
  const { sql } = await database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?").bind(name).first();
  await database.prepare(`DROP TRIGGER ${name}`).run();
  await work();
  await database.prepare(sql).run();
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
