import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { parseDevVars } from '../../scripts/dev-vars.mjs';
import { ROOT, script } from './program.ts';

test('set-up does nothing the second time, and is quick about it', async () => {
  assert.equal((await script('setup.mjs')).code, 0);
  const { code, stdout } = await script('setup.mjs');
  assert.equal(code, 0);
  const [, seconds] = stdout.match(/^Everything is in place \((\d+\.\d) s\)\n$/) ?? [];
  assert.ok(Number(seconds) < 10, stdout);
});

test('the published local secrets fit the Worker and the sandbox', async () => {
  const vars = parseDevVars(await readFile(join(ROOT, '.dev.vars.example'), 'utf8'));
  const keys = (vars['VAULT_KEYS'] ?? '').split(',').map((entry) => entry.split(':')[1] ?? '');
  assert.ok(Buffer.byteLength(vars['JWT_SECRET'] ?? '') >= 32);
  assert.deepEqual(keys.map((key) => Buffer.from(key, 'base64').length), keys.map(() => 32));
  assert.equal(vars['GOOGLE_CLIENT_SECRET'], DEMO_GOOGLE.clientSecret);
});

test('the local OAuth client is the sandbox’s', async () => {
  const config = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  assert.ok(config.includes(`GOOGLE_CLIENT_ID = "${DEMO_GOOGLE.clientId}"`));
});
