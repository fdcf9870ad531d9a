/** `npm run restore`: sets D1 back to an earlier moment (Time Travel), and has everything else look at what it says now. */
import { createInterface } from 'node:readline/promises';
import { Failure, main } from './command.mjs';
import { Account, plan } from './deploy/account.mjs';
import * as commands from './deploy/commands.mjs';
import { readOptions } from './deploy/options.mjs';
import { restorePlan } from './deploy/plans.mjs';
import { readProduction } from './deploy/production.mjs';
import { Runner } from './deploy/runner.mjs';

const USAGE = 'npm run restore -- (--at 2026-01-31T09:15:00Z | --bookmark <bookmark>) [--yes] [--dry-run]';
const OWN = { at: { type: 'string' }, bookmark: { type: 'string' }, yes: { type: 'boolean', default: false } };
const KEPT_DAYS = 30;

/** What makes KV and the clinics' objects follow. Cron does the rest within minutes. */
const AFTERWARDS = [
  'INSERT INTO route_publications (subject, org_id)',
  'SELECT inbound_phone_number, org_id FROM phone_number_mapping WHERE inbound_phone_number IS NOT NULL',
  'UNION SELECT sip_uri, org_id FROM phone_number_mapping WHERE sip_uri IS NOT NULL',
  'ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, due_at = unixepoch();',
  'INSERT INTO clinic_pokes (org_id) SELECT id FROM orgs WHERE true',
  'ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();',
].join(' ');

const account = new Account();

await main(async () => {
  const options = readOptions(process.argv.slice(2), OWN, USAGE);
  const at = momentOf(options);
  const production = await readProduction(options.config);
  if (options.dryRun) return plan(restorePlan(production, { ...options, at }, AFTERWARDS));
  if (!options.yes) await confirm(at ?? options.bookmark, production.database);
  await restore(new Runner(production, account.print), production.database, { ...options, at });
  account.tell();
});

/** The moment in UTC. @throws {Failure} with exit code 2 */
function momentOf({ at, bookmark }) {
  if ((at === undefined) === (bookmark === undefined)) throw new Failure(`give either --at or --bookmark; usage: ${USAGE}`, 2);
  if (at === undefined) return undefined;
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(at) ? Date.parse(at) : NaN;
  if (Number.isNaN(moment)) throw new Failure(`--at is a moment with its offset, such as 2026-01-31T09:15:00Z, not "${at}"; usage: ${USAGE}`, 2);
  const age = Date.now() - moment;
  if (age < 0) throw new Failure(`--at ${at} has not come yet`, 2);
  if (age > KEPT_DAYS * 86_400_000) throw new Failure(`--at ${at} is too long ago: D1 keeps ${KEPT_DAYS} days (7 on the free plan)`, 2);
  return new Date(moment).toISOString();
}

async function confirm(to, { name }) {
  const question = `The database ${name} is set back to ${to}. What clinics have set since is gone from it: numbers, credentials, hours, settings. Type its name to go on: `;
  if (!process.stdin.isTTY) throw new Failure('Nobody can be asked here whether that is meant: add --yes.', 2);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  if (answer.trim() !== name) throw new Failure('Nothing was changed.');
}

async function restore(runner, { binding }, { at, bookmark }) {
  const find = async (moment) => (await runner.json(commands.bookmarkOf(binding, moment))).bookmark;
  const before = await account.step('Keep the bookmark of the database as it is', () => find(), 'Nothing was changed.');
  const target = at === undefined ? bookmark : await account.step(`Find the bookmark of ${at}`, () => find(at), 'Nothing was changed.');
  const undo = `To undo the restoring: npm run restore -- --bookmark ${before}`;
  await account.step('Restore the database', () => runner.json(commands.restoreDatabase(binding, target)), `It may have been restored. ${undo}`);
  account.did(`Set the database back to ${at ?? target}. ${undo}`);
  const again = `The database is set back, and this is not: run it again with --bookmark ${target}. ${undo}`;
  const said = await account.step('Apply the migrations that are younger than that', () => runner.run(commands.applyMigrations(binding)), again);
  account.did(said.includes('No migrations to apply') ? 'No migration was younger.' : 'Applied the migrations that are younger.');
  const follow = () => runner.json(commands.queryDatabase(binding, AFTERWARDS));
  await account.step('Have routes published and objects look again', follow, again);
  account.did('Every number is listed for publication to KV, and every clinic’s object is told to look at its settings. Cron does it in the next minutes.');
  account.did('Appointments, texts and calls are in the clinics’ objects and were not set back (docs/operations.md, "Restoring a backup").');
}
