/**
 * `npm run deploy`: brings this checkout into production, step by step: checks, creates what is missing, applies migrations, uploads a
 * version, tries it, and only then lets it serve. What is there already is found, so a run that was cut off is finished by another.
 */
import { main, run } from './command.mjs';
import { Account, plan } from './deploy/account.mjs';
import * as commands from './deploy/commands.mjs';
import { addressOf, readOptions } from './deploy/options.mjs';
import { deploymentPlan, shiftPlan } from './deploy/plans.mjs';
import { readProduction } from './deploy/production.mjs';
import { deployFirst, description, tryVersion, uploadVersion } from './deploy/release.mjs';
import { checkJurisdiction, ensureDatabase, ensureNamespace, isOurDatabase, lookAround } from './deploy/resources.mjs';
import { Runner } from './deploy/runner.mjs';
import { missingSecrets } from './deploy/secrets.mjs';
import { smokeTest } from './deploy/smoke.mjs';
import { gradualVersions, onlyVersion, shift, told } from './deploy/traffic.mjs';

const USAGE = 'npm run deploy -- [--jurisdiction eu|us|fedramp|none] [--percent 10 | --shift 50] [--url https://…] [--wait 30] [--dry-run]';
const OWN = { jurisdiction: { type: 'string' }, percent: { type: 'string' }, shift: { type: 'string' } };
const AGAIN = 'Nothing was shifted. Mend it and run this again: it goes on from what is there.';
const MIGRATING = `${AGAIN} A migration that failed was undone as a whole. Those before it stay, and the code that serves can work with them.`;

const account = new Account();

await main(async () => {
  const options = readOptions(process.argv.slice(2), OWN, USAGE);
  const production = await readProduction(options.config);
  if (options.dryRun) return plan(options.shift === undefined ? deploymentPlan(production, options) : shiftPlan(options));
  const runner = new Runner(production, account.print);
  await (options.shift === undefined ? deploy(runner, production, options) : shiftFurther(runner, production, options));
  account.tell();
});

async function deploy(runner, production, options) {
  if (production.build) await account.step('Build the Worker and the console', () => build(production), AGAIN);
  const there = await account.step('Look at what there is', () => prepare(runner, production, options), AGAIN);
  const secrets = await account.step('Find the secrets that are missing', () => secretsFor(production, there), AGAIN);
  const namespaceId = await account.step('Create what is missing', () => create(runner, production, there, options), AGAIN);
  await account.step('Apply migrations, before the code that needs them', () => migrate(runner, production, there), MIGRATING);
  const release = { upload: await description(production), secrets, namespaceId };
  const tried = { worker: production.worker, patienceSeconds: options.patienceSeconds };
  await (there.deployment === undefined ? first(runner, production, release, tried, options) : next(runner, production, there, release, tried, options));
}

/** Wrangler does it again and finds it done. One that fails is to stop everything before anything is changed. */
function build(production) {
  return run('sh', ['-c', production.build], { cwd: production.folder });
}

/** All that can be refused before anything is changed. */
async function prepare(runner, production, options) {
  const there = await lookAround(runner, production);
  checkJurisdiction(there, production.database, options.jurisdiction);
  if (there.deployment !== undefined) {
    onlyVersion(there.deployment);
    addressOf(options, production);
    return { ...there, sealed: true };
  }
  // Left by a run that was cut off, by a Worker that was deleted, or by somebody else.
  return { ...there, sealed: there.database !== undefined && (await isOurDatabase(runner, production)) };
}

async function secretsFor(production, there) {
  const { values, made, file } = await missingSecrets(production, there.secrets, there);
  if (made.length > 0) account.did(`Made ${made.join(', ')}, and wrote them into ${file}. Cloudflare does not show them again: put them where you keep passwords, and delete the file.`);
  return values;
}

async function create(runner, production, there, options) {
  account.did(await ensureDatabase(runner, production, there, options));
  // Wrangler finds the namespace of a Worker that exists by its binding.
  if (there.deployment !== undefined) return undefined;
  const { id, did } = await ensureNamespace(runner, production);
  account.did(did);
  return id;
}

async function migrate(runner, { database: { binding } }, there) {
  const before = there.database && (await runner.json(commands.bookmarkOf(binding)));
  const said = await runner.run(commands.applyMigrations(binding));
  const back = before === undefined ? '' : ` The database as it was before: npm run restore -- --bookmark ${before.bookmark}`;
  account.did(said.includes('No migrations to apply') ? 'No migration was missing.' : `Applied migrations.${back}`);
}

async function first(runner, production, release, tried, options) {
  const unfinished = 'Run this again. No clinic is served yet.';
  const deployed = await account.step('Deploy the Worker for the first time', () => deployFirst(runner, production, release), unfinished);
  const ofWorkersDev = production.vars.PUBLIC_URL ? undefined : deployed.targets.find((target) => target.startsWith('https://'));
  const url = addressOf({ url: options.url ?? ofWorkersDev }, production);
  const smoke = () => smokeTest({ ...tried, url, versionId: deployed.versionId, chosen: false });
  await account.step('Try it', smoke, 'The Worker is deployed and does not answer as it should. No clinic is served yet: mend it, and run this again.');
  account.did(`Deployed the version ${deployed.versionId}; it answers at ${url}.`);
  if (production.vars.PUBLIC_URL === undefined) account.did(`Set PUBLIC_URL = "${url}" in [env.production.vars] of wrangler.toml and run this again: Twilio, Google and Vapi need it.`);
}

async function next(runner, production, there, release, tried, options) {
  const url = addressOf(options, production);
  const versionId = await account.step('Upload the version, which serves nobody yet', () => uploadVersion(runner, release), AGAIN);
  const serving = await account.step('Try it before it serves anybody', () => tryVersion(runner, there.deployment, versionId, { ...tried, url }), AGAIN);
  const percent = options.percent ?? 100;
  const go = () => shift(runner, versionId, percent, serving, release.upload.message);
  await account.step(`Let it serve ${percent} %`, go, 'The version was tried and may serve nobody yet: run this again.');
  const unfinished = 'The version serves. Run this again, so that cron and routes are those of wrangler.toml.';
  await account.step('Set cron and routes', () => runner.run(commands.deployTriggers()), unfinished);
  const verify = () => smokeTest({ ...tried, url, versionId, chosen: percent < 100 });
  await account.step('Try it as everybody reaches it', verify, 'The version serves and does not answer as it should: `npm run rollback` goes back.');
  account.did(`The version ${versionId} serves ${percent} %. \`npm run rollback\` goes back to ${serving}.`);
  if (percent < 100) account.did('Go on with `npm run deploy -- --shift 50`, and end with `--shift 100`.');
}

/** A gradual deployment goes on. */
async function shiftFurther(runner, production, options) {
  const url = addressOf(options, production);
  const [newer, older] = gradualVersions(await runner.json(commands.deploymentNow()));
  const tried = { url, worker: production.worker, patienceSeconds: options.patienceSeconds, versionId: newer.id };
  await account.step(`Try ${newer.id}`, () => smokeTest({ ...tried, chosen: true }), 'Nothing was shifted.');
  const go = () => shift(runner, newer.id, options.shift, older.id, `Shifted to ${options.shift} %`);
  await account.step(`Let it serve ${options.shift} %`, go, 'Run this again.');
  const rest = options.shift === 100 ? [] : [{ id: older.id, percent: 100 - options.shift }];
  account.did(`Served now: ${told([{ id: newer.id, percent: options.shift }, ...rest])}.`);
}
