/** Where the runtime is asked for a clinic's object. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRODUCTION } from '../../../bench/frontdesk.mjs';
import { problem, start, token, ZONE, type Frontdesk } from '../fixture.ts';

/** Adds an org and has its object asked, by an admin who lists its calls; gives the org's id and the admin's answer. */
async function ask(frontdesk: Frontdesk, org: object, secret?: string) {
  const json = { name: 'Oak Dental', zone: ZONE, ...org };
  const { id } = await frontdesk.done('POST', '/api/orgs', { token: token('platform', undefined, secret), json });
  return { id, answer: await frontdesk.call('GET', '/api/calls', { token: token('viewer', id, secret) }) };
}

test('an object has the name of its org, and a hint near its zone', async (t) => {
  const frontdesk = await start(t);
  const expected = [];
  for (const [zone, locationHint] of [
    ['America/New_York', 'enam'],
    ['America/Los_Angeles', 'wnam'],
    ['Europe/Berlin', 'weur'],
    ['Australia/Sydney', 'oc'],
    ['UTC', undefined],
  ]) {
    const { id, answer } = await ask(frontdesk, { zone });
    assert.equal(answer.status, 200, answer.text);
    expected.push(locationHint === undefined ? { name: id } : { name: id, locationHint });
  }
  assert.deepEqual(await frontdesk.addresses(), expected);
});

// workerd has no jurisdictions when it runs by itself.
test('the local environment has every object in the one namespace', async (t) => {
  const frontdesk = await start(t);
  const { id, answer } = await ask(frontdesk, { jurisdiction: 'eu' });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(await frontdesk.addresses(), [{ name: id }]);
});

test('a production asks in the jurisdiction or not at all', async (t) => {
  const frontdesk = await start(t, { vars: PRODUCTION });
  for (const jurisdiction of ['eu', 'us']) {
    const { answer } = await ask(frontdesk, { jurisdiction }, PRODUCTION.JWT_SECRET);
    problem(answer, 503, 'unavailable');
  }
  const addresses = await frontdesk.addresses();
  assert.deepEqual([...new Set(addresses.map(({ jurisdiction }) => jurisdiction))], ['eu', 'us']);
  assert.ok(addresses.every(({ name }) => name === undefined));
  assert.equal(await frontdesk.objects(), 0);
  const { answer } = await ask(frontdesk, {}, PRODUCTION.JWT_SECRET);
  assert.equal(answer.status, 200, answer.text);
});

test('a token of an org that is not there makes no object', async (t) => {
  const frontdesk = await start(t);
  const nobody = token('admin', '0198c0de-0000-7000-8000-0000000000ff');
  problem(await frontdesk.call('GET', '/api/calls', { token: nobody }), 404, 'not_found');
  assert.deepEqual([await frontdesk.addresses(), await frontdesk.objects()], [[], 0]);
});
