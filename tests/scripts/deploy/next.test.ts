/** `npm run deploy` where Frontdesk serves already: a version is tried before it serves anybody, and takes over at once or by shares. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { project } from './project.ts';

/** Only a person has it. */
const SECRET = { GOOGLE_CLIENT_SECRET: 'canary-google-secret' };

test('a version that answers wrongly serves nobody; the one that is mended takes over by shares', async (t) => {
  const { folder, cloudflare, run, migration, configure } = await project(t);
  await cloudflare.seed(join(folder, 'migrations'));
  await migration('0099_further.sql', 'CREATE TABLE further (id TEXT PRIMARY KEY) STRICT;');
  await configure('# GOOGLE_CLIENT_ID = ', 'GOOGLE_CLIENT_ID = ');
  const { worker } = cloudflare;

  worker.illness = { status: 503, body: { detail: 'The configuration is not sound.' } };
  const failed = await run('deploy', [], SECRET);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /^Step \d failed: Try it before it serves anybody\n\/health answered 503 The configuration is not sound\./);
  assert.match(failed.stderr, /Everybody is served by [\w-]+, as before\.\nNothing was shifted\./);
  assert.equal(worker.serving, '100 1');
  // At no moment was anybody served by it.
  const shares = worker.deployments.flatMap(({ versions }) => versions.filter(({ version_id: id }) => id === worker.versions[1]?.id));
  assert.deepEqual(shares.map(({ percentage }) => percentage), [0]);
  // The migration came before the code, and stays.
  assert.ok(cloudflare.databases.applied('frontdesk').includes('0099_further.sql'));
  // A new secret comes with the version, and the others are kept.
  assert.deepEqual(worker.secrets, ['GOOGLE_CLIENT_SECRET', 'JWT_SECRET', 'VAPI_SECRETS', 'VAULT_KEYS']);

  worker.illness = undefined;
  const begun = await run('deploy', ['--percent', '10'], SECRET);
  assert.equal(begun.code, 0, begun.stdout + begun.stderr);
  assert.equal(worker.serving, '10 3, 90 1');
  assert.equal(worker.versions[2]?.annotations['workers/tag']?.split('-object')[0], 'd1-0099');
  assert.deepEqual(worker.schedules, [{ cron: '* * * * *' }]);
  assert.equal(worker.settings['observability'].redact_query_string, true);

  const another = await run('deploy', [], SECRET);
  assert.match(another.stderr, /A gradual deployment is under way \(10 % by [\w-]+, 90 % by [\w-]+\)\. End it first/);
  const ended = await run('deploy', ['--shift', '100']);
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(worker.serving, '100 3');

  const all = [failed, begun, another, ended].map(({ stdout, stderr }) => stdout + stderr).join('');
  assert.ok(!all.includes('canary'));
  const plans = await Promise.all([run('deploy', ['--percent', '10', '--dry-run']), run('deploy', ['--shift', '100', '--dry-run'])]);
  const planned = commands(plans.map(({ stdout }) => stdout).join('\n'));
  for (const command of commands(all)) assert.ok(planned.has(command), `${command}\nis not among\n${[...planned].join('\n')}`);
});

test('a dry run asks Cloudflare nothing and needs nobody to be logged in', async (t) => {
  const { cloudflare, run } = await project(t);
  const requests: string[] = [];
  cloudflare.before = (request) => requests.push(request);
  const runs = [['deploy'], ['rollback'], ['restore', '--bookmark', '0000']].map(([name = '', ...args]) => run(name, [...args, '--dry-run'], { CLOUDFLARE_API_TOKEN: '' }));
  for (const { code, stdout, stderr } of await Promise.all(runs)) {
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Nothing is done\. This would be run:\n1\. /);
  }
  assert.deepEqual(requests, []);
});

/** The commands of wrangler in a text, without what only a run knows. */
const commands = (text: string) => new Set(text.split('\n').filter((line) => line.includes('$ wrangler')).map(shape));

const shape = (line: string) =>
  line
    .replace(/[\da-f]{8}-[\da-f-]{27}/g, '…')
    .replace(/--message ('[^']*'|\S+)/, '--message …')
    .replace(/ --secrets-file \S+/, '')
    .trim();
