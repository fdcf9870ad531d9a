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
import { after, test, type TestContext } from 'node:test';
import { means, type Attempt, type Call } from './booking/call.ts';
import { calledPractice } from './booking/practice.ts';
import { freshNumber, start, workday, type Answer, type Calls, type Frontdesk } from './fixture.ts';

const NOTHING = { kv: 0, d1: 0 };

/** An answer with what it cost, external requests per route included. */
async function cost(frontdesk: Frontdesk, ask: () => Promise<Answer>) {
  frontdesk.sandbox.requests.clear();
  const answer = await ask();
  const { inFront, altogether } = answer.observed;
  return { answer, inFront, altogether, external: frontdesk.sandbox.requests.counts() };
}

const free = ({ body }: Answer) => assert.match(body.results[0].result, /16 openings/);

const warm = await start({ after });

test('a warm check asks Google once and nothing else', async (t) => {
  const clinic = await warm.clinic();
  const id = randomUUID();
  await warm.map(clinic, clinic.number, { vapi_phone_number_id: id });
  const shapes = {
    'by the number': clinic.number,
    'by number and id, as Vapi sends them': { number: clinic.number, id },
    'by the id alone': { id },
  };
  for (const [how, called] of Object.entries(shapes)) {
    await t.test(how, async () => {
      await warm.check(called).then(free);
      const { answer, external, inFront, altogether } = await cost(warm, () => warm.check(called));
      free(answer);
      assert.deepEqual(external, { 'google.freeBusy': 1 });
      assert.deepEqual(inFront, NOTHING);
      assert.deepEqual(altogether, NOTHING, 'behind the answer');
    });
  }

  await t.test('on another day too', async () => {
    const { external, altogether } = await cost(warm, () => warm.check(clinic.number, { date: workday(5) }));
    assert.deepEqual([external, altogether], [{ 'google.freeBusy': 1 }, NOTHING]);
  });

  await t.test('and a question that is wrong asks nobody', async () => {
    const { external, altogether } = await cost(warm, () => warm.check(clinic.number, { date: '2026-01-15' }));
    assert.deepEqual([external, altogether], [{}, NOTHING]);
  });
});

test('the very first check of a calendar adds one token exchange, and keeps the token behind the answer', async () => {
  const clinic = await warm.clinic();
  const { answer, external, altogether } = await cost(warm, () => warm.check(clinic.number));
  free(answer);
  assert.deepEqual(external, { 'google.token': 1, 'google.freeBusy': 1 });
  assert.deepEqual(altogether, { kv: 1, d1: 2 });
  const kept = await warm.sql('SELECT count(*) AS rows FROM access_tokens WHERE org_id = ?', clinic.id);
  assert.deepEqual(kept, [{ rows: 1 }]);
});

/** Three clinics that were all called, and a Frontdesk that has just started over what that left: tokens in D1, documents in KV. */
async function restarted(t: TestContext) {
  const state = await mkdtemp(join(tmpdir(), 'frontdesk-'));
  t.after(() => rm(state, { recursive: true, force: true }));
  const before = await start(t, { state, sandbox: warm.sandbox });
  const id = randomUUID();
  const clinics = [await before.clinic(), await before.clinic(), await before.clinic()] as const;
  await before.map(clinics[1], clinics[1].number, { vapi_phone_number_id: id });
  for (const { number } of clinics) await before.check(number).then(free);
  await before.close();
  return { frontdesk: await start(t, { state, sandbox: warm.sandbox }), clinics, id };
}

test('in an isolate that has just started', async (t) => {
  const { frontdesk, clinics, id } = await restarted(t);
  const [byNumber, byBoth, lookedUp] = clinics;

  await t.test('a check adds one KV read and one D1 batch, the token being in D1', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.check(byNumber.number));
    free(answer);
    assert.deepEqual(external, { 'google.freeBusy': 1 });
    assert.deepEqual(inFront, { kv: 1, d1: 1 });
    assert.deepEqual(altogether, inFront, 'nothing is left to do behind the answer');
  });

  await t.test('a check by number and id adds no more than that', async () => {
    const { answer, external, altogether } = await cost(frontdesk, () =>
      frontdesk.check({ number: byBoth.number, id }),
    );
    free(answer);
    assert.deepEqual([external, altogether], [{ 'google.freeBusy': 1 }, { kv: 1, d1: 1 }]);
  });

  await t.test('a look-up reads KV once, and verifies with one D1 batch behind the answer', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.lookup(lookedUp.number));
    assert.equal(answer.status, 200);
    // The verification may begin before the answer is made; the answer does not wait for it.
    assert.deepEqual([external, inFront.kv, altogether], [{}, 1, { kv: 1, d1: 1 }]);
  });

  await t.test('the next look-up asks nothing at all', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.lookup(lookedUp.number));
    assert.equal(answer.status, 200);
    assert.deepEqual([external, inFront, altogether], [{}, NOTHING, NOTHING]);
  });

  await t.test('an unknown number costs one KV read and one D1 batch, and then nothing', async () => {
    const number = freshNumber();
    for (const expected of [{ kv: 1, d1: 1 }, NOTHING]) {
      const { answer, altogether } = await cost(frontdesk, () => frontdesk.lookup(number));
      assert.deepEqual([answer.status, altogether], [404, expected]);
    }
  });

  await t.test('a look-up without a valid token asks nothing', async () => {
    const { answer, altogether } = await cost(frontdesk, () => frontdesk.lookup(freshNumber(), 'no.valid.token'));
    assert.deepEqual([answer.status, altogether], [401, NOTHING]);
  });
});


/** Books, and counts what that cost. */
async function costOfBooking(call: Call, attempt: Attempt = {}) {
  const args = { start: `${workday()}T10:00`, name: 'Ada Marsh' };
  const paid = await cost(warm, () => call.cost('book', args, attempt));
  assert.ok(means.booked(paid.answer.body.results[0].result), paid.answer.text);
  return paid;
}

/**
 * The same without what goes on behind the answer: whatever begins with a change of one row is held until the answer is there,
 * which would never come if it waited for that. Two such batches have begun by then, for the event and for the text. The call's
 * log is a hop to the clinic's object, which is not counted here; tests/http/calls shows that nobody waits for it.
 */
async function costInFront(call: Call) {
  await warm.gather('UPDATE', Infinity);
  const { inFront, external } = await costOfBooking(call, { hasty: true });
  await warm.gather('', 0);
  return { external, kv: inFront.kv, d1: inFront.d1 - 2 };
}

test('a booking reads the calendar, writes one batch and inserts the event before it is answered', async (t) => {
  const clinic = await calledPractice(warm);
  const external = { 'google.freeBusy': 1, 'google.events.insert': 1 };

  await t.test('at a clinic that was called before', async () => {
    assert.deepEqual(await costInFront(clinic.call()), { external, kv: 0, d1: 1 });
  });

  await t.test('in an isolate that has just started, where it adds what a check adds', async () => {
    const another = await calledPractice(warm);
    await warm.kill();
    assert.deepEqual(await costInFront(another.call()), { external, kv: 1, d1: 2 });
  });

  await t.test('and behind its answer it sends the text, notes both, and logs the call', async () => {
    const another = await calledPractice(warm);
    const paid = await costOfBooking(another.call());
    assert.deepEqual(paid.external, { ...external, 'twilio.messages.create': 1 });
    assert.deepEqual(paid.altogether, { kv: 0, d1: 7 });
  });
});

/** What one sweep asks of KV and D1. */
async function costOfSweep(): Promise<Calls> {
  const before = await warm.counts();
  await warm.sweep();
  const after = await warm.counts();
  return { kv: after.kv - before.kv, d1: after.d1 - before.d1 };
}

test('a sweep with nothing to do makes five D1 calls and touches no document', async () => {
  await warm.sweep();
  assert.deepEqual(await costOfSweep(), { kv: 0, d1: 5 });
});

test('the busiest sweep stays below the 50 subrequests of the free plan', async () => {
  const org = await warm.org();
  const rows = Array.from({ length: 40 }, () => `('${randomUUID()}', '${org.id}', '${freshNumber()}', 'Oak')`).join();
  await warm.sql(`INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES ${rows}`);
  const { kv, d1 } = await costOfSweep();
  assert.equal(kv, 24, 'documents written');
  assert.ok(kv + d1 < 50, `${kv + d1} subrequests`);
});
