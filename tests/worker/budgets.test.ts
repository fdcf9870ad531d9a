/**
 * Round trips are the latency of a call, so they are counted: external requests by the sandbox, calls to KV and D1 by an
 * observer in front of the Worker that is otherwise the one deployed.
 *
 * `inFront` counts calls begun before the answer, `altogether` adds the work that goes on behind it (`waitUntil`), which
 * costs no caller any time but does cost quota. D1 calls are round trips: a batch is one.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { freshNumber, sandboxFor, start, workday, type Answer, type Clinic, type Frontdesk } from './fixture.ts';

const NOTHING = { kv: 0, d1: 0 };

/** An answer with what it cost, external requests per route included. */
async function cost(frontdesk: Frontdesk, ask: () => Promise<Answer>) {
  frontdesk.sandbox.requests.clear();
  const answer = await ask();
  const { inFront, altogether } = answer.observed;
  return { answer, inFront, altogether, external: frontdesk.sandbox.requests.counts() };
}

const free = ({ body }: Answer) => assert.match(body.results[0].result, /16 openings/);

/** A Frontdesk that has just started over a state in which everything has been asked before: D1 has a token, KV a document. */
async function restarted(t: TestContext, prepare: (frontdesk: Frontdesk) => Promise<Clinic>) {
  const state = await mkdtemp(join(tmpdir(), 'frontdesk-'));
  t.after(() => rm(state, { recursive: true, force: true }));
  const sandbox = await sandboxFor(t);
  const before = await start(t, { state, sandbox });
  const clinic = await prepare(before);
  await before.check(clinic.number).then(free);
  await before.close();
  return { frontdesk: await start(t, { state, sandbox }), clinic };
}

test('a warm check asks Google once and nothing else', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  const id = randomUUID();
  await frontdesk.map(clinic, clinic.number, { vapi_phone_number_id: id });
  const shapes = {
    'by the number': clinic.number,
    'by number and id, as Vapi sends them': { number: clinic.number, id },
    'by the id alone': { id },
  };
  for (const [how, called] of Object.entries(shapes)) {
    await t.test(how, async () => {
      await frontdesk.check(called).then(free);
      const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.check(called));
      free(answer);
      assert.deepEqual(external, { 'google.freeBusy': 1 });
      assert.deepEqual(inFront, NOTHING);
      assert.deepEqual(altogether, NOTHING, 'behind the answer');
    });
  }

  await t.test('on another day too', async () => {
    const { external, altogether } = await cost(frontdesk, () => frontdesk.check(clinic.number, { date: workday(5) }));
    assert.deepEqual([external, altogether], [{ 'google.freeBusy': 1 }, NOTHING]);
  });

  await t.test('and a question that is wrong asks nobody', async () => {
    const { external, altogether } = await cost(frontdesk, () =>
      frontdesk.check(clinic.number, { date: '2026-01-15' }),
    );
    assert.deepEqual([external, altogether], [{}, NOTHING]);
  });
});

test('a cold check with a token in D1 adds one KV read and one D1 batch', async (t) => {
  const { frontdesk, clinic } = await restarted(t, (before) => before.clinic());
  const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.check(clinic.number));
  free(answer);
  assert.deepEqual(external, { 'google.freeBusy': 1 });
  assert.deepEqual(inFront, { kv: 1, d1: 1 });
  assert.deepEqual(altogether, inFront, 'nothing is left to do behind the answer');
});

test('a cold check by number and id adds no more than that', async (t) => {
  const id = randomUUID();
  const { frontdesk, clinic } = await restarted(t, async (before) => {
    const clinic = await before.clinic();
    await before.map(clinic, clinic.number, { vapi_phone_number_id: id });
    return clinic;
  });
  const { answer, inFront, altogether } = await cost(frontdesk, () => frontdesk.check({ number: clinic.number, id }));
  free(answer);
  assert.deepEqual(
    [inFront, altogether],
    [
      { kv: 1, d1: 1 },
      { kv: 1, d1: 1 },
    ],
  );
});

test('the very first check of a calendar adds one token exchange, and keeps the token behind the answer', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  const { answer, external, altogether } = await cost(frontdesk, () => frontdesk.check(clinic.number));
  free(answer);
  assert.deepEqual(external, { 'google.token': 1, 'google.freeBusy': 1 });
  assert.deepEqual(altogether, { kv: 1, d1: 2 });
  assert.equal((await frontdesk.sql('SELECT count(*) AS rows FROM access_tokens'))[0]?.rows, 1);
});

test('look-ups', async (t) => {
  const { frontdesk, clinic } = await restarted(t, (before) => before.clinic());

  await t.test('a cold one reads KV once, and verifies with one D1 batch behind the answer', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.lookup(clinic.number));
    assert.equal(answer.status, 200);
    // The verification may begin before the answer is made; the answer does not wait for it.
    assert.deepEqual([external, inFront.kv, altogether], [{}, 1, { kv: 1, d1: 1 }]);
  });

  await t.test('a warm one asks nothing at all', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.lookup(clinic.number));
    assert.equal(answer.status, 200);
    assert.deepEqual([external, inFront, altogether], [{}, NOTHING, NOTHING]);
  });

  await t.test('an unknown number costs one KV read and one D1 batch, and then nothing', async () => {
    const number = freshNumber();
    const [first, second] = [
      await cost(frontdesk, () => frontdesk.lookup(number)),
      await cost(frontdesk, () => frontdesk.lookup(number)),
    ];
    assert.deepEqual([first.answer.status, second.answer.status], [404, 404]);
    assert.deepEqual([first.altogether, second.altogether], [{ kv: 1, d1: 1 }, NOTHING]);
  });

  await t.test('one without a valid token asks nothing', async () => {
    const { answer, altogether } = await cost(frontdesk, () => frontdesk.lookup(freshNumber(), 'no.valid.token'));
    assert.deepEqual([answer.status, altogether], [401, NOTHING]);
  });
});

test('a sweep with nothing to do makes one D1 call and touches no document', async (t) => {
  const frontdesk = await start(t);
  const before = await frontdesk.counts();
  await frontdesk.sweep();
  const { kv, d1 } = await frontdesk.counts();
  assert.deepEqual({ kv: kv - before.kv, d1: d1 - before.d1 }, { kv: 0, d1: 1 });
});

test('the busiest sweep stays below the 50 subrequests of the free plan', async (t) => {
  const frontdesk = await start(t);
  const org = await frontdesk.org();
  const rows = Array.from({ length: 40 }, () => `('${randomUUID()}', '${org.id}', '${freshNumber()}', 'Oak')`).join();
  await frontdesk.sql(
    `INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES ${rows}`,
  );
  const before = await frontdesk.counts();
  await frontdesk.sweep();
  const { kv, d1 } = await frontdesk.counts();
  assert.equal(kv - before.kv, 36, 'documents written');
  assert.ok(kv - before.kv + d1 - before.d1 < 50);
});
