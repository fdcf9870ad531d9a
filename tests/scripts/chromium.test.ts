/** Finding the browser in which the console is tested. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from '../../scripts/chromium.mjs';

test('a browser that is named is taken, whatever else there is', () => {
  assert.equal(chromium({ CHROMIUM: '/opt/browser', PATH: '/usr/bin' }), '/opt/browser');
});

test('one on the path is found, by any of its names', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-chromium-'));
  t.after(() => rm(folder, { recursive: true }));
  const browser = join(folder, 'google-chrome');
  await writeFile(browser, '');
  await chmod(browser, 0o755);
  assert.equal(chromium({ PATH: `/nowhere:${folder}` }), browser);
});

test('without one there is none, and nobody fails for that', { skip: process.platform === 'darwin' && 'it may be among the applications' }, () => {
  assert.equal(chromium({ PATH: '/nowhere' }), undefined);
  assert.equal(chromium({}), undefined);
});
