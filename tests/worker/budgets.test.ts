/**
 * Round trips are the latency of a call, so they are counted: external requests by the sandbox, hops to clinics' objects and calls to KV
 * and D1 by an observer in front of the Worker, and of its objects, that are otherwise the ones deployed.
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
import { calledPractice, faulty } from './booking/practice.ts';
import { freshNumber, start, toolCalls, workday, type Answer, type Calls, type Frontdesk } from './fixture.ts';

const NOTHING = { kv: 0, d1: 0, hops: 0 };
/** Whatever concerns a calendar is answered by the clinic's object. */
const ONE_HOP = { kv: 0, d1: 0, hops: 1 };
/** A route from KV is checked twice in D1: by the object, with all else that it lacks, and behind the answer for the Worker to know. */
const COLD = { kv: 1, d1: 2, hops: 1 };

/** An answer with what it cost, external requests per route included. */
async function cost(frontdesk: Frontdesk, ask: () => Promise<Answer>) {
  frontdesk.sandbox.requests.clear();
  const answer = await ask();
  const { inFront, altogether } = answer.observed;
  return { answer, inFront, altogether, external: frontdesk.sandbox.requests.counts() };
}

const free = ({ body }: Answer) => assert.match(body.results[0].result, /more than nine openings/);

const warm = await start({ after });

test('a warm check asks the object once, that Google once, and nothing else', async (t) => {
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
      assert.deepEqual(inFront, ONE_HOP);
      assert.deepEqual(altogether, ONE_HOP, 'behind the answer');
    });
  }

  await t.test('on another day too', async () => {
    const { external, altogether } = await cost(warm, () => warm.check(clinic.number, { date: workday(5) }));
    assert.deepEqual([external, altogether], [{ 'google.freeBusy': 1 }, ONE_HOP]);
  });

  await t.test('and a question that is wrong asks nobody else', async () => {
    const { external, altogether } = await cost(warm, () => warm.check(clinic.number, { date: '2026-01-15' }));
    assert.deepEqual([external, altogether], [{}, ONE_HOP]);
  });
});

test('the very first check of a calendar adds one token exchange, and keeps the token behind the answer', async () => {
  const clinic = await warm.clinic();
  const { answer, external, altogether } = await cost(warm, () => warm.check(clinic.number));
  free(answer);
  assert.deepEqual(external, { 'google.token': 1, 'google.freeBusy': 1 });
  // The token is kept by a third call to D1.
  assert.deepEqual(altogether, { ...COLD, d1: COLD.d1 + 1 });
  const kept = await warm.sql('SELECT count(*) AS rows FROM access_tokens WHERE org_id = ?', clinic.id);
  assert.deepEqual(kept, [{ rows: 1 }]);
});

/** Vapi asks with every turn of a caller, and the caller waits in silence. */
test('a warm question of a knowledge base asks nobody at all, and the tool its object alone', async () => {
  const clinic = await warm.clinic();
  const fact = { topic: 'parking', ask: ['where can I park'], say: 'Behind the building.' };
  await warm.done('PUT', '/api/knowledge', { token: clinic.admin, json: { facts: [fact] } });
  const messagesOpenAIFormatted = [{ role: 'user', content: 'Where can I park?' }];
  const message = { type: 'knowledge-base-request', phoneNumber: { number: clinic.number }, messagesOpenAIFormatted };
  const turn = () => warm.call('POST', '/api/vapi/webhook', { json: { message } });
  await turn();
  const { answer, external, altogether } = await cost(warm, turn);
  assert.equal(answer.body.documents.length, 1, answer.text);
  assert.deepEqual([external, altogether], [{}, NOTHING]);

  const call = { id: 'call_1', name: 'answer_question' };
  const json = toolCalls(clinic.number, { question: 'where can I park' }, {}, call);
  const asked = () => warm.call('POST', '/api/vapi/webhook', { json });
  await asked();
  const tool = await cost(warm, asked);
  assert.match(tool.answer.body.results[0].result, /^Behind the building\./);
  assert.deepEqual([tool.external, tool.altogether], [{}, ONE_HOP]);
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

  await t.test('a check adds one KV read and one D1 batch, the token being in D1, and one behind the answer', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.check(byNumber.number));
    free(answer);
    assert.deepEqual(external, { 'google.freeBusy': 1 });
    assert.deepEqual(inFront, COLD);
    assert.deepEqual(altogether, inFront, 'nothing else is left to do behind the answer');
  });

  await t.test('a check by number and id adds no more than that', async () => {
    const { answer, external, altogether } = await cost(frontdesk, () =>
      frontdesk.check({ number: byBoth.number, id }),
    );
    free(answer);
    assert.deepEqual([external, altogether], [{ 'google.freeBusy': 1 }, COLD]);
  });

  await t.test('a look-up reads KV once, and verifies with one D1 batch behind the answer; its token is read once', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.lookup(lookedUp.number));
    assert.equal(answer.status, 200);
    // The verification may begin before the answer is made; the answer does not wait for it.
    // The other one says what stands against the token, and counts for ten seconds.
    assert.deepEqual([external, inFront.kv, altogether], [{}, 1, { kv: 1, d1: 2, hops: 0 }]);
  });

  await t.test('the next look-up asks nothing at all', async () => {
    const { answer, external, inFront, altogether } = await cost(frontdesk, () => frontdesk.lookup(lookedUp.number));
    assert.equal(answer.status, 200);
    assert.deepEqual([external, inFront, altogether], [{}, NOTHING, NOTHING]);
  });

  await t.test('an unknown number costs one KV read and one D1 batch, and then nothing', async () => {
    const number = freshNumber();
    for (const expected of [{ kv: 1, d1: 1, hops: 0 }, NOTHING]) {
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

/** The same without the text, which is held until the answer is there. That would never come if it waited for it. */
async function costInFront(t: TestContext, call: Call) {
  faulty(t, warm, { route: 'twilio.messages.create', hold: true });
  const { inFront, external } = await costOfBooking(call, { hasty: true });
  await warm.sandbox.faults.untilHeld(1);
  warm.sandbox.faults.clear();
  delete external['twilio.messages.create'];
  return { external, ...inFront };
}

test('a booking asks the object once, that reads the calendar, D1 beside it, and inserts the event before it is answered', async (t) => {
  const clinic = await calledPractice(warm);
  const external = { 'google.freeBusy': 1, 'google.events.insert': 1 };

  await t.test('at a clinic that was called before', async (t) => {
    assert.deepEqual(await costInFront(t, clinic.call()), { external, kv: 0, d1: 1, hops: 1 });
  });

  await t.test('D1 does not wait for the calendar', async (t) => {
    const another = await calledPractice(warm);
    const { d1 } = await warm.counts();
    faulty(t, warm, { route: 'google.freeBusy', hold: true });
    const booking = costOfBooking(another.call(), { hasty: true });
    await warm.sandbox.faults.untilHeld(1);
    while ((await warm.counts()).d1 === d1);
    assert.deepEqual(warm.sandbox.faults.held(), ['google.freeBusy']);
    warm.sandbox.faults.clear();
    await booking;
  });

  await t.test('and behind its answer it sends the text, and logs the call', async () => {
    const another = await calledPractice(warm);
    const paid = await costOfBooking(another.call());
    assert.deepEqual(paid.external, { ...external, 'twilio.messages.create': 1 });
    assert.deepEqual(paid.altogether, { kv: 0, d1: 1, hops: 1 });
  });

  await t.test('in an isolate that has just started it adds what a check adds', async () => {
    const another = await calledPractice(warm);
    await warm.kill();
    const paid = await costOfBooking(another.call());
    assert.deepEqual(paid.external, { ...external, 'twilio.messages.create': 1 });
    assert.deepEqual(paid.altogether, { kv: COLD.kv, d1: 1 + COLD.d1, hops: 1 });
  });
});

/** What one sweep asks of KV, D1 and objects. */
async function costOfSweep(): Promise<Calls> {
  const before = await warm.counts();
  await warm.sweep();
  const after = await warm.counts();
  return { kv: after.kv - before.kv, d1: after.d1 - before.d1, hops: after.hops - before.hops };
}

test('a sweep with nothing to do makes four D1 calls and touches neither document nor object', async () => {
  await warm.sweep();
  assert.deepEqual(await costOfSweep(), { kv: 0, d1: 4, hops: 0 });
});

test('the busiest sweep stays below the 50 subrequests of the free plan', async () => {
  const org = await warm.org();
  const rows = Array.from({ length: 40 }, () => `('${randomUUID()}', '${org.id}', '${freshNumber()}', 'Oak')`).join();
  await warm.sql(`INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES ${rows}`);
  await warm.called(org);
  const { kv, d1, hops } = await costOfSweep();
  assert.equal(kv, 24, 'documents written');
  assert.ok(kv + d1 + hops < 50, `${kv + d1 + hops} subrequests`);
});
