/** What `npm run deploy` refuses, before anything is changed or with everything left as it serves. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { project } from './project.ts';

test('without a token, and with one that Cloudflare refuses, it says what to do', async (t) => {
  const { cloudflare, run } = await project(t);
  const none = await run('deploy', ['--jurisdiction', 'eu'], { CLOUDFLARE_API_TOKEN: '' });
  assert.deepEqual([none.code, cloudflare.changes], [1, []]);
  assert.match(none.stderr, /Nobody is logged in at Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN/);
  const wrong = await run('deploy', ['--jurisdiction', 'eu'], { CLOUDFLARE_API_TOKEN: 'another' });
  assert.match(wrong.stderr, /Cloudflare refuses the token: it needs to edit Workers Scripts, Workers KV Storage and D1/);
});

test('where the database is kept has to be said, since it never changes', async (t) => {
  const { cloudflare, run } = await project(t);
  const { code, stderr } = await run('deploy');
  assert.equal(code, 2);
  assert.match(stderr, /where it is kept can never be changed\. Say where: --jurisdiction eu, us or fedramp/);
  assert.deepEqual(cloudflare.changes, []);
});

test("a database of the same name that is somebody else's is left alone", async (t) => {
  const { cloudflare, run } = await project(t);
  cloudflare.databases.make('frontdesk').sqlite.exec('CREATE TABLE invoices (id INTEGER)');
  const { code, stderr } = await run('deploy');
  assert.equal(code, 1);
  assert.match(stderr, /another database called frontdesk in this account, which is not Frontdesk's: it has the table invoices/);
  assert.deepEqual(cloudflare.changes, []);
});

test("a Worker of the same name that is somebody else's is left alone, and so is a jurisdiction", async (t) => {
  const { folder, cloudflare, run } = await project(t);
  await cloudflare.seed(join(folder, 'migrations'));
  const [version] = cloudflare.worker.versions;
  const elsewhere = await run('deploy', ['--jurisdiction', 'us']);
  assert.match(elsewhere.stderr, /is kept in the jurisdiction eu, which cannot be changed to us/);
  version?.resources.bindings.splice(0, Infinity, { type: 'plain_text', name: 'SHOP' });
  const { code, stderr } = await run('deploy');
  assert.equal(code, 1);
  assert.match(stderr, /another Worker called frontdesk-production in this account, which is not Frontdesk/);
  assert.deepEqual(cloudflare.changes, []);
});

test('a migration that fails is undone, and no version is uploaded', async (t) => {
  const { folder, cloudflare, run, migration } = await project(t);
  await cloudflare.seed(join(folder, 'migrations'));
  await migration('0099_broken.sql', 'CREATE TABLE half (id TEXT); INSERT INTO nowhere VALUES (1);');
  const { code, stderr } = await run('deploy');
  assert.equal(code, 1);
  assert.match(stderr, /^Step 5 failed: Apply migrations[^]*no such table: nowhere[^]*Nothing was shifted[^]*was undone as a whole/);
  const half = cloudflare.databases.named('frontdesk').sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").all();
  assert.deepEqual([half, cloudflare.worker.versions.length, cloudflare.worker.serving], [[], 1, '100 1']);
});

test('a build that fails stops everything before Cloudflare is asked', async (t) => {
  const { cloudflare, run, configure } = await project(t);
  await configure('command = "true"', 'command = "exit 3"');
  const { code, stderr } = await run('deploy', [], { CLOUDFLARE_API_TOKEN: '' });
  assert.equal(code, 1);
  assert.match(stderr, /^Step 1 failed: Build the Worker and the console\nsh -c exit 3 failed \(3\)/);
  assert.deepEqual(cloudflare.changes, []);
});

test('a secret that only a person has is asked for by its name', async (t) => {
  const { folder, cloudflare, run, configure } = await project(t);
  await cloudflare.seed(join(folder, 'migrations'));
  await configure('# GOOGLE_CLIENT_ID = ', 'GOOGLE_CLIENT_ID = ');
  const without = await run('deploy');
  assert.equal(without.code, 1);
  assert.match(without.stderr, /only you can bring them: GOOGLE_CLIENT_SECRET\. Set each as a variable of this command/);
  assert.deepEqual(cloudflare.changes, []);
});

test('a configuration that cannot be deployed is told whole, without asking Cloudflare', async (t) => {
  const { cloudflare, run, configure } = await project(t);
  await configure('ENVIRONMENT = "production"', 'ENVIRONMENT = "local"');
  await configure('redact_query_string = true', 'redact_query_string = false');
  await configure(/(\[\[env\.production\.kv_namespaces\]\]\nbinding = "ROUTES"\n)/, `$1id = "${'0'.repeat(32)}"\n`);
  const { code, stderr } = await run('deploy', [], { CLOUDFLARE_API_TOKEN: '' });
  assert.equal(code, 1);
  assert.match(stderr, /^The configuration cannot be deployed:\n- An id of nothing but zeros[^]*\n- observability\.redact_query_string[^]*\n- ENVIRONMENT/);
  assert.deepEqual(cloudflare.changes, []);
});
