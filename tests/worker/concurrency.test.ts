/** Many calls at once in one isolate. Requests are held at Google and let go when all that matter have arrived: nothing sleeps. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, test } from 'node:test';
import { control } from '../sandbox/fixture.ts';
import { CHECK, start, toolCalls, workday, type Answer, type Clinic } from './fixture.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const free = ({ status, body }: Answer) => status === 200 && /more than nine openings/.test(body.results[0].result);

/** Resolves when `count` more requests have reached the Worker. Each look is a request of its own, so nothing spins. */
async function arrived(before: number, count: number): Promise<void> {
  while ((await frontdesk.counts()).requests < before + count);
}

/** Asks `count` times at once, Google's token service being held until all have arrived. */
async function askTogether(clinic: Clinic, count: number): Promise<Answer[]> {
  const { requests } = await frontdesk.counts();
  sandbox.faults.add({ route: 'google.token', hold: true });
  const answers = Promise.all(Array.from({ length: count }, () => frontdesk.check(clinic.number)));
  await arrived(requests, count);
  await sandbox.faults.untilHeld(1);
  sandbox.faults.clear();
  return answers;
}

test('100 cold checks of one clinic make one token exchange, and all are answered', async () => {
  const clinic = await frontdesk.clinic();
  sandbox.requests.clear();
  const answers = await askTogether(clinic, 100);
  assert.equal(answers.filter(free).length, 100);
  assert.deepEqual(sandbox.requests.counts(), { 'google.token': 1, 'google.freeBusy': 100 });
});

test('a token that Google refuses to 50 calls at once is replaced once', async () => {
  const clinic = await frontdesk.clinic();
  await frontdesk.heard(clinic.number);
  await control(sandbox, 'POST', '/google/tokens/expire');
  sandbox.requests.clear();
  const answers = await askTogether(clinic, 50);
  assert.equal(answers.filter(free).length, 50);
  assert.equal(sandbox.requests.count('google.token'), 1);
  const { status } = await frontdesk.done('GET', '/api/integrations/google', { token: clinic.admin });
  assert.equal(status, 'connected');
});

test('a refusal that comes late does not cost the token that was fetched meanwhile', async (t) => {
  const clinic = await frontdesk.clinic();
  await frontdesk.heard(clinic.number);
  await control(sandbox, 'POST', '/google/tokens/expire');
  sandbox.requests.clear();
  sandbox.faults.add({ route: 'google.freeBusy', hold: true, times: 1 });
  t.after(() => sandbox.faults.clear());
  const late = frontdesk.check(clinic.number);
  await sandbox.faults.untilHeld(1);
  assert.ok(free(await frontdesk.check(clinic.number)));
  assert.equal(sandbox.requests.count('google.token'), 1);
  sandbox.faults.release();
  assert.ok(free(await late));
  assert.equal(sandbox.requests.count('google.token'), 1);
});

test('a token exchange that fails is not tried again by each of those who waited for it', async (t) => {
  const clinic = await frontdesk.clinic();
  sandbox.requests.clear();
  const { requests } = await frontdesk.counts();
  sandbox.faults.add({ route: 'google.token', hold: true, status: 503 });
  t.after(() => sandbox.faults.clear());
  const answers = Promise.all(Array.from({ length: 30 }, () => frontdesk.check(clinic.number)));
  await arrived(requests, 30);
  await sandbox.faults.untilHeld(1);
  sandbox.faults.release();
  assert.ok(
    (await answers).every(
      ({ status, body }) => status === 200 && /can't check the calendar/.test(body.results[0].error),
    ),
  );
  assert.deepEqual(sandbox.requests.counts(), { 'google.token': 1 });
});

test('clinics do not wait for each other: one whose token service hangs holds up nobody else', async (t) => {
  const [stuck, clinic] = [await frontdesk.clinic(), await frontdesk.clinic()];
  sandbox.faults.add({ route: 'google.token', hold: true, times: 1 });
  t.after(() => sandbox.faults.clear());
  const waiting = frontdesk.check(stuck.number);
  await sandbox.faults.untilHeld(1);
  assert.ok(free(await frontdesk.check(clinic.number)));
  assert.deepEqual(sandbox.faults.held(), ['google.token']);
  sandbox.faults.clear();
  assert.ok(free(await waiting));
});

test('a caller who hangs up in the middle of an exchange does not take it from the others who wait for it', async (t) => {
  const clinic = await frontdesk.clinic();
  sandbox.requests.clear();
  sandbox.faults.add({ route: 'google.token', hold: true, times: 1 });
  t.after(() => sandbox.faults.clear());
  const caller = request(frontdesk.url + CHECK, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  const cut = once(caller, 'error');
  caller.end(JSON.stringify(toolCalls(clinic.number, { date: workday() })));
  await sandbox.faults.untilHeld(1);
  const { requests } = await frontdesk.counts();
  const started = performance.now();
  const others = Promise.all(Array.from({ length: 20 }, () => frontdesk.check(clinic.number)));
  await arrived(requests, 20);
  // A reset, which is what the runtime takes for a caller that is gone: it cancels the request, but not what the object has begun for it.
  caller.socket?.resetAndDestroy();
  await cut;
  sandbox.faults.release();
  assert.equal((await others).filter(free).length, 20);
  assert.ok(performance.now() - started < 8_000);
  assert.equal(sandbox.requests.count('google.token'), 1);
});

test('calls of twenty clinics at once each hear of their own', async () => {
  const clinics = await Promise.all(
    Array.from({ length: 20 }, (_, n) => frontdesk.clinic(`Clinic ${String.fromCharCode(65 + n)}`)),
  );
  const calls = clinics.flatMap((clinic) => Array<Clinic>(5).fill(clinic));
  const answers = await Promise.all(calls.map(({ number }) => frontdesk.heard(number)));
  answers.forEach((heard, n) => assert.ok(heard.includes(`, ${calls[n]?.name} has more than nine openings`), heard));
});
