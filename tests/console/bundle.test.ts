/** What the build makes: small, typed, and served under a policy that allows nothing else. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { frontdeskOptions } from '../../bench/frontdesk.mjs';
import { capture } from '../../scripts/command.mjs';
import { CONSOLE_DIST } from '../../scripts/console.mjs';
import { testedBuild } from '../../scripts/build.mjs';
import { inRoot, PATHS } from '../../scripts/project.mjs';

const LIMIT_BYTES = 60 * 1024;
const ASSETS = join(CONSOLE_DIST, 'console', 'assets');

test('the console is one script and one style sheet, 60 KB together when compressed', async (t) => {
  const names = await readdir(ASSETS);
  assert.deepEqual(names.map((name) => name.replace(/-\w{8}\./, '-hash.')).sort(), ['app-hash.css', 'app-hash.js']);
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(ASSETS, name)), { level: 9 }).length));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  t.diagnostic(`${size} bytes compressed`);
  assert.ok(size <= LIMIT_BYTES, `${size} bytes`);
});

test('the page names them, and holds no script or style of its own', async () => {
  const page = await readFile(join(CONSOLE_DIST, 'console', 'index.html'), 'utf8');
  for (const name of await readdir(ASSETS)) assert.ok(page.includes(`/console/assets/${name}"`), name);
  assert.doesNotMatch(page, /<style|<script(?![^>]*src=)|\sstyle=|\son\w+=/);
});

test('page and assets have the same strict policy', async () => {
  const rules = (await readFile(join(CONSOLE_DIST, '_headers'), 'utf8')).split('\n\n');
  const policies = rules.map((rule) => /Content-Security-Policy: (.*)/.exec(rule)?.[1]).filter(Boolean);
  assert.equal(policies.length, 2);
  assert.equal(new Set(policies).size, 1);
  assert.match(policies[0]!, /^default-src 'none'; script-src 'self'; style-src 'self';.* require-trusted-types-for 'script'; trusted-types 'none'$/);
  assert.doesNotMatch(policies[0]!, /unsafe|\*|https?:/);
});

test('the console compiles against openapi.json', async () => {
  const { ok, stdout } = await capture(PATHS.node, [join(PATHS.packages, 'typescript', 'bin', 'tsc'), '-p', inRoot('console')], { timeoutMs: 120_000 });
  assert.ok(ok, stdout);
});

test('the benchmark measures the Worker without the console in front', async () => {
  assert.ok(!('assets' in (await frontdeskOptions({}, testedBuild()))));
});
