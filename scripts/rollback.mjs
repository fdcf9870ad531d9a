/** `npm run rollback`: lets the version before serve everybody again, if it can work with the schemas that there are now. */
import { Failure, main } from './command.mjs';
import { Account, plan } from './deploy/account.mjs';
import * as commands from './deploy/commands.mjs';
import { addressOf, readOptions } from './deploy/options.mjs';
import { rollbackPlan } from './deploy/plans.mjs';
import { readProduction } from './deploy/production.mjs';
import { Runner } from './deploy/runner.mjs';
import { obstacles, schemasOf } from './deploy/schemas.mjs';
import { smokeTest } from './deploy/smoke.mjs';
import { sharesOf, shift } from './deploy/traffic.mjs';

const USAGE = 'npm run rollback -- [--to <version id>] [--url https://…] [--wait 30] [--dry-run]';
/** What a deployment says that is a roll-back, before the version that served until then: that is none to go back to. */
const ROLLED_BACK_FROM = 'Rolled back from ';
const AS_BEFORE = 'Nothing was changed.';

const account = new Account();

await main(async () => {
  const options = readOptions(process.argv.slice(2), { to: { type: 'string' } }, USAGE);
  const production = await readProduction(options.config);
  if (options.dryRun) return plan(rollbackPlan(options.to));
  const url = addressOf(options, production);
  const runner = new Runner(production, account.print);
  const { current, target } = await account.step('Find the version before', () => versions(runner, options.to), AS_BEFORE);
  await account.step('See whether it can work with the schemas of now', () => check(runner, production, current, target), AS_BEFORE);
  const go = () => shift(runner, target, 100, undefined, `${ROLLED_BACK_FROM}${current}`);
  await account.step(`Let ${target} serve everybody`, go, `${AS_BEFORE} If secrets have changed since, deploy older code anew in place of rolling back.`);
  const smoke = () => smokeTest({ url, worker: production.worker, versionId: target, chosen: false, patienceSeconds: options.patienceSeconds });
  await account.step('Try it', smoke, `${target} serves and does not answer as it should.`);
  account.did(`Everybody is served by ${target} again. The database, the objects and the secrets are as they were. \`npm run rollback -- --to ${current}\` goes forward again.`);
  account.tell();
});

/** The newest version that serves anybody, and the last one before it that served everybody and was not rolled back from. */
async function versions(runner, to) {
  const deployments = await runner.json(commands.deploymentHistory());
  const left = new Set(deployments.map(({ annotations }) => annotations?.['workers/message']?.split(ROLLED_BACK_FROM)[1]));
  const [now, ...earlier] = deployments.toSorted((one, other) => other.created_on.localeCompare(one.created_on)).map(sharesOf);
  const serving = now.filter(({ percent }) => percent > 0);
  const [{ id: current }] = serving;
  const whole = earlier.flatMap((shares) => shares.filter(({ percent }) => percent === 100));
  const target = to ?? whole.find(({ id }) => id !== current && !left.has(id))?.id;
  if (target === undefined) throw new Failure('No earlier version has served everybody among the last deployments. Name one with --to.');
  if (target === current && serving.length === 1) throw new Failure(`${target} serves everybody already.`);
  return { current, target };
}

async function check(runner, { migrations }, current, target) {
  const tagOf = async (id) => (await runner.json(commands.viewVersion(id))).annotations?.['workers/tag'];
  const [newer, older] = [schemasOf(await tagOf(current)), schemasOf(await tagOf(target))];
  if (newer === undefined || older === undefined) {
    throw new Failure(`It is not known of which schemas ${newer === undefined ? current : target} is, since \`npm run deploy\` did not upload it. Deploy older code anew in place of rolling back.`);
  }
  const found = await obstacles(older, newer, migrations);
  if (found.length > 0) throw new Failure([`${target} cannot serve any more:`, ...found].join('\n- '));
}
