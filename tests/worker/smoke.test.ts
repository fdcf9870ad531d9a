/** The test that `npm run deploy` gives a version before it serves anybody, on the Worker itself. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PRODUCTION } from '../../bench/frontdesk.mjs';
import { smokeTest } from '../../scripts/deploy/smoke.mjs';
import { sandboxFor, start } from './fixture.ts';

const sandbox = await sandboxFor({ after });
const tried = { worker: 'frontdesk-production', chosen: true, patienceSeconds: 0 };

test('a production that is configured well passes, under its own id and no other', async (t) => {
  const { url } = await start(t, { vars: PRODUCTION, sandbox });
  const { version_id: versionId } = await (await fetch(`${url}/health`)).json();
  assert.match(versionId, /^[\w-]{8,}$/);
  await smokeTest({ ...tried, url, versionId });
  await assert.rejects(smokeTest({ ...tried, url, versionId: 'another' }), /was answered by the version [\w-]+, and not by another/);
});

test('one that refuses its configuration, or is not there, fails', async (t) => {
  const { url } = await start(t, { vars: { ...PRODUCTION, VAULT_KEYS: '' }, sandbox });
  await assert.rejects(smokeTest({ ...tried, url, versionId: 'any' }), /\/health answered 503 /);
  await assert.rejects(smokeTest({ ...tried, url: 'http://127.0.0.1:9', versionId: 'any' }), /\/health answered nothing/);
});
