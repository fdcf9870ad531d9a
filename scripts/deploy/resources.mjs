/** What is at Cloudflare already, and creating what is missing: the Worker's database and its namespace. */
import { Failure } from '../command.mjs';
import * as commands from './commands.mjs';

const JURISDICTIONS = ['eu', 'us', 'fedramp', 'none'];

/**
 * @typedef {object} There  What there is.
 * @property {{ uuid: string, jurisdiction?: string } | undefined} database
 * @property {{ versions: { version_id: string, percentage: number }[] } | undefined} deployment  None while the Worker does not exist.
 * @property {string[]} secrets  Names of those that the Worker has.
 */

/** Looks. Nothing is changed. @param {import('./runner.mjs').Runner} runner @returns {Promise<There>} */
export async function lookAround(runner, production) {
  const databases = await runner.json(commands.listDatabases());
  const database = databases.find(({ name }) => name === production.database.name);
  const deployment = await runner.jsonIfThere(commands.deploymentNow());
  if (deployment === undefined) return { database, deployment, secrets: [] };
  const version = await runner.json(commands.viewVersion(servingMost(deployment)));
  refuseOthersWorker(version, production);
  const secrets = version.resources.bindings.filter(({ type }) => type === 'secret_text').map(({ name }) => name);
  return { database, deployment, secrets };
}

/** The version that most are served by. */
export const servingMost = ({ versions }) => versions.toSorted((one, other) => other.percentage - one.percentage)[0].version_id;

/** A Worker of the same name that is somebody's other work must not be written over. */
function refuseOthersWorker({ resources: { bindings } }, { worker, database }) {
  const isOurs = bindings.some(({ type, class_name: name }) => type === 'durable_object_namespace' && name === 'Clinic')
    || bindings.some(({ type, name }) => type === 'd1' && name === database.binding);
  if (isOurs) return;
  throw new Failure(`There is another Worker called ${worker} in this account, which is not Frontdesk. Change \`name\` in wrangler.toml, or choose another account.`);
}

/**
 * Has the database be there, and be ours. Answers what was done.
 * @param {{ jurisdiction?: string }} options
 */
export async function ensureDatabase(runner, production, there, { jurisdiction }) {
  const { name } = production.database;
  if (there.database === undefined) {
    await runner.run(commands.createDatabase(name, jurisdiction));
    return `Created the database ${name}${jurisdiction === 'none' ? '' : `, which is kept in the jurisdiction ${jurisdiction}`}.`;
  }
  return `Found the database ${name}.`;
}

/** What can be known of the database before anything is changed. @throws {Failure} */
export function checkJurisdiction({ database }, { name }, jurisdiction) {
  if (jurisdiction !== undefined && !JURISDICTIONS.includes(jurisdiction)) {
    throw new Failure(`--jurisdiction is one of ${JURISDICTIONS.join(', ')}, not "${jurisdiction}"`, 2);
  }
  if (database === undefined && jurisdiction === undefined) {
    throw new Failure(
      `There is no database ${name} yet, and where it is kept can never be changed. Say where: --jurisdiction eu, us or fedramp, or none to leave it to Cloudflare.`,
      2,
    );
  }
  const known = database?.jurisdiction ?? 'none';
  if (database !== undefined && jurisdiction !== undefined && 'jurisdiction' in database && known !== jurisdiction) {
    throw new Failure(`The database ${name} is kept in the jurisdiction ${known}, which cannot be changed to ${jurisdiction}. Leave --jurisdiction out.`);
  }
}

/** A database of the same name without a Worker: one of an earlier run that was cut off, or somebody else's. @returns {Promise<boolean>} whether it holds our tables */
export async function isOurDatabase(runner, { database }) {
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'";
  const [{ results }] = await runner.json(commands.queryDatabase(database.binding, sql));
  const tables = results.map(({ name }) => name);
  if (tables.includes('orgs') && tables.includes('d1_migrations')) return true;
  if (tables.every((name) => name === 'd1_migrations')) return false;
  throw new Failure(
    `There is another database called ${database.name} in this account, which is not Frontdesk's: it has the table ${tables.find((name) => name !== 'd1_migrations')}. Change \`database_name\` in wrangler.toml.`,
  );
}

/** The id of the namespace, which is made if it is missing. @returns {Promise<{ id: string, did: string }>} */
export async function ensureNamespace(runner, { namespace: { title } }) {
  const known = (await runner.json(commands.listNamespaces())).find((namespace) => namespace.title === title);
  if (known !== undefined) return { id: known.id, did: `Found the KV namespace ${title}.` };
  const said = await runner.run(commands.createNamespace(title));
  const [, id] = said.match(/\bid"?\s*[:=]\s*"([0-9a-f]{32})"/) ?? [];
  if (id === undefined) throw new Failure(`The KV namespace ${title} was created, and wrangler did not say its id. Run this again: it is found by its name.`);
  return { id, did: `Created the KV namespace ${title}.` };
}
