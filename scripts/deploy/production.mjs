/** What `wrangler.toml` says of production, and whether it can be deployed. */
import { dirname, resolve } from 'node:path';
import { unstable_readConfig as readConfig } from 'wrangler';
import { Failure } from '../command.mjs';
import { PATHS } from '../project.mjs';
import { newestStep, newestMigration } from './schemas.mjs';

const ENVIRONMENT = 'production';
/** The binding by which /health knows its own version. */
const VERSION = 'CF_VERSION_METADATA';

/**
 * @typedef {object} Production
 * @property {string} path  Of the configuration.
 * @property {string} folder  Where it stands, and where commands run.
 * @property {string} worker  The Worker's name at Cloudflare.
 * @property {Record<string, string>} vars
 * @property {string[]} secrets  Names of those without which it does not start.
 * @property {{ binding: string, name: string }} database
 * @property {{ binding: string, title: string }} namespace
 * @property {string} migrations  The folder of D1's migrations.
 * @property {string} [build]  What wrangler runs before it uploads.
 * @property {string} tag  Which schemas the code is of, as versions are tagged with it.
 */

/** Reads it. @param {string} [config]  Another file than wrangler.toml. @throws {Failure} that names all that is wrong */
export async function readProduction(config = PATHS.wranglerConfig) {
  const path = resolve(config);
  const read = parsed(path);
  const problems = [...bindingProblems(read), ...variableProblems(read.vars)];
  if (problems.length > 0) throw new Failure(['The configuration cannot be deployed:', ...problems].join('\n- '));
  const [database] = read.d1_databases;
  const [namespace] = read.kv_namespaces;
  const migrations = resolve(dirname(path), database.migrations_dir ?? 'migrations');
  return {
    path,
    folder: dirname(path),
    worker: read.name,
    vars: read.vars,
    secrets: secretsOf(read),
    database: { binding: database.binding, name: database.database_name },
    namespace: { binding: namespace.binding, title: titleOf(read.name, namespace.binding) },
    migrations,
    build: read.build.command,
    tag: `d1-${await newestMigration(migrations)}-object-${await newestStep()}`,
  };
}

function parsed(path) {
  try {
    return readConfig({ config: path, env: ENVIRONMENT }, { hideWarnings: true });
  } catch (error) {
    throw new Failure(`${path} cannot be read: ${error.message}`);
  }
}

/** As wrangler names a namespace that it makes by itself. */
const titleOf = (worker, binding) => `${worker}-${binding.toLowerCase().replaceAll('_', '-')}`;

function secretsOf({ secrets, vars }) {
  const required = secrets?.required ?? [];
  return vars.GOOGLE_CLIENT_ID && !required.includes('GOOGLE_CLIENT_SECRET') ? [...required, 'GOOGLE_CLIENT_SECRET'] : required;
}

function bindingProblems(config) {
  const [databases, namespaces] = [config.d1_databases, config.kv_namespaces];
  const isPlaceholder = (id) => typeof id === 'string' && /^[0-]+$/.test(id);
  const found = [
    [databases.length !== 1 || !databases[0].database_name, '[[env.production.d1_databases]] has to be one, with a database_name.'],
    [namespaces.length !== 1, '[[env.production.kv_namespaces]] has to be one.'],
    [
      isPlaceholder(databases[0]?.database_id) || isPlaceholder(namespaces[0]?.id),
      'An id of nothing but zeros stands for no resource: remove the line, ids are found by name.',
    ],
    [config.version_metadata?.binding !== VERSION, `[env.production.version_metadata] has to have the binding ${VERSION}, or no version can be told from another.`],
    [config.observability?.redact_query_string !== true, 'observability.redact_query_string has to be true: Google sends people back with a code in the address.'],
    [config.observability?.logs?.invocation_logs !== false, 'observability.logs.invocation_logs has to be false: look-ups have phone numbers in their addresses.'],
    [config.exports?.Clinic?.storage !== 'sqlite', "[exports.Clinic] has to be there with storage sqlite, or every clinic's database is gone."],
  ];
  return found.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

function variableProblems(vars) {
  const url = vars.PUBLIC_URL;
  const isOrigin = url === undefined || (URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).origin === url.replace(/\/$/, ''));
  const found = [
    [vars.ENVIRONMENT !== 'production', 'ENVIRONMENT in [env.production.vars] has to be "production".'],
    [!isOrigin, 'PUBLIC_URL in [env.production.vars] has to be an origin such as https://frontdesk.example.com, without a path.'],
  ];
  return found.filter(([isWrong]) => isWrong).map(([, text]) => text);
}
