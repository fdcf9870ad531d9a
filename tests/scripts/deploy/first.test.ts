/** `npm run deploy` on an account that has nothing yet, run for real against a fake of Cloudflare's API. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDevVars } from '../../../scripts/dev-vars.mjs';
import { project } from './project.ts';

test('a first deployment that is cut off is finished by the next run, with the secrets of the first', async (t) => {
  const { folder, cloudflare, run } = await project(t);
  let running: ChildProcess | undefined;
  cloudflare.before = (request) => {
    if (request === 'POST /storage/kv/namespaces') running?.kill('SIGKILL');
  };
  const cutOff = await run('deploy', ['--jurisdiction', 'eu'], {}, (child) => (running = child));
  assert.deepEqual([cutOff.code, cloudflare.workers.size, cloudflare.databases.names], [null, 0, ['frontdesk']]);
  const kept = join(folder, '.production.secrets');
  const secrets = parseDevVars(await readFile(kept, 'utf8'));
  assert.equal((await stat(kept)).mode & 0o777, 0o600);

  cloudflare.before = () => {};
  const { code, stdout, stderr } = await run('deploy');
  assert.equal(code, 0, stdout + stderr);
  assert.deepEqual(parseDevVars(await readFile(kept, 'utf8')), secrets);
  assert.equal(cloudflare.databases.named('frontdesk').jurisdiction, 'eu');
  assert.deepEqual(cloudflare.databases.applied('frontdesk'), (await readdir(join(folder, 'migrations'))).sort());
  assert.deepEqual(cloudflare.namespaces.map(({ title }) => title), ['frontdesk-production-routes']);

  const { worker } = cloudflare;
  assert.deepEqual([worker.serving, worker.secrets], ['100 1', ['JWT_SECRET', 'VAPI_SECRETS', 'VAULT_KEYS']]);
  const [{ resources, annotations }] = worker.versions as [(typeof worker.versions)[0]];
  const bound = Object.fromEntries(resources.bindings.map(({ name, type, ...more }) => [name, { type, ...more }]));
  assert.equal(bound['ROUTES']?.['namespace_id'], cloudflare.namespaces[0]?.id);
  assert.equal(bound['DB']?.['id'] ?? bound['DB']?.['database_id'], cloudflare.databases.named('frontdesk').uuid);
  assert.equal(bound['CF_VERSION_METADATA']?.type, 'version_metadata');
  assert.match(annotations['workers/tag'] ?? '', /^d1-\d{4}-object-\d+$/);

  // What was made is of use, and is told nowhere but in the file.
  assert.equal(Buffer.from(secrets['VAULT_KEYS']?.split(':')[1] ?? '', 'base64').length, 32);
  assert.ok(Buffer.byteLength(secrets['JWT_SECRET'] ?? '') >= 32);
  for (const value of Object.values(secrets)) assert.ok(!(stdout + cutOff.stdout).includes(value));
  assert.match(stdout, /Found the database frontdesk\.[^]*No clinic|Set PUBLIC_URL = /);
  assert.deepEqual((await readdir(folder)).filter((name) => name.includes('first-deploy')), []);
});
