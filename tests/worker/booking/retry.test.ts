/**
 * The same request comes again: Vapi repeats what it got no answer to, and a model asks anew under another id. There is one
 * booking, one event and one text, and the caller hears what they heard before.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startIsolates, workday, type Frontdesk } from '../fixture.ts';
import { means, newToolCall } from './call.ts';
import { faulty, practice, secondsOf, type Practice } from './practice.ts';
import { assertAgreement, settle } from './settling.ts';

const [frontdesk, second] = (await startIsolates({ after }, 2)) as [Frontdesk, Frontdesk];
const { sandbox } = frontdesk;

const WANTED = `${workday()}T10:00`;
const LATER = `${workday()}T14:30`;
const ONCE = { rows: 1, events: 1, texts: 1, receipts: 1 };

async function assertOnce(clinic: Practice, receipts = 1): Promise<void> {
  await settle(frontdesk);
  assert.deepEqual(await clinic.counts(), { ...ONCE, receipts });
  await assertAgreement(clinic);
}

// bug classes 11 and 12
test('an identical retry gets the same words, in this isolate, in another and after a restart', async () => {
  const clinic = await practice(frontdesk);
  const [call, toolCallId] = [clinic.call(), newToolCall()];
  const first = await call.book(WANTED, {}, { toolCallId });
  assert.ok(means.booked(first), first);
  assert.equal(await call.book(WANTED, {}, { toolCallId }), first);
  assert.equal(await call.book(WANTED, {}, { toolCallId, through: second }), first);
  await frontdesk.kill();
  assert.equal(await call.book(WANTED, {}, { toolCallId }), first);
  await assertOnce(clinic);
});

test('a model that asks again under another id, in the same call or the next, gets the same words', async () => {
  const clinic = await practice(frontdesk);
  const call = clinic.call();
  const first = await call.book(WANTED);
  assert.equal(await call.book(WANTED), first);
  assert.equal(await call.book(WANTED, {}, { through: second }), first);
  assert.equal(await clinic.call({ caller: call.caller }).book(WANTED), first);
  await settle(frontdesk);
  const { rows, events, texts } = await clinic.counts();
  assert.deepEqual({ rows, events, texts }, { rows: 1, events: 1, texts: 1 });
  await assertAgreement(clinic);
});

// bug class 11: the platform gives up sooner than Google answers
test('retries while the first is still held at Google share its one effect', async (t) => {
  const clinic = await practice(frontdesk);
  const [call, toolCallId] = [clinic.call(), newToolCall()];
  faulty(t, frontdesk, { route: 'google.events.insert', hold: true, times: 1 });
  const first = call.book(WANTED, {}, { toolCallId });
  await sandbox.faults.untilHeld(1);
  const again = await Promise.all([
    call.book(WANTED, {}, { toolCallId }),
    call.book(WANTED, {}, { toolCallId, through: second }),
    call.book(WANTED),
  ]);
  sandbox.faults.clear();
  const words = await first;
  assert.ok(means.booked(words), words);
  assert.deepEqual(again, [words, words, words]);
  await settle(frontdesk);
  const { rows, events, texts } = await clinic.counts();
  assert.deepEqual({ rows, events, texts }, { rows: 1, events: 1, texts: 1 });
  await assertAgreement(clinic);
});

test('retries that race with the first share its one effect, whichever of them writes', async (t) => {
  const clinic = await practice(frontdesk);
  const [call, toolCallId] = [clinic.call(), newToolCall()];
  faulty(t, frontdesk, { route: 'google.freeBusy', hold: true, times: 12 });
  const heard = Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      // Half of them as Vapi repeats itself, half as a model does.
      call.book(WANTED, {}, { through: n % 2 ? second : frontdesk, ...(n % 4 < 2 ? { toolCallId } : {}) }),
    ),
  );
  await sandbox.faults.untilHeld(12);
  sandbox.faults.clear();
  const words = new Set(await heard);
  assert.equal(words.size, 1, [...words].join('\n'));
  assert.ok(means.booked([...words][0]!));
  await settle(frontdesk);
  const { rows, events, texts } = await clinic.counts();
  assert.deepEqual({ rows, events, texts }, { rows: 1, events: 1, texts: 1 });
  await assertAgreement(clinic);
});

// bug class 13
for (const fault of [{ drop: 'after' }, { status: 503, afterWork: true }, { brokenJson: true }] as const) {
  test(`Google inserts the event and its answer is lost (${JSON.stringify(fault)}): there is one event`, async (t) => {
    const clinic = await practice(frontdesk);
    const [call, toolCallId] = [clinic.call(), newToolCall()];
    faulty(t, frontdesk, { route: 'google.events.insert', ...fault });
    const first = await call.book(WANTED, {}, { toolCallId });
    assert.ok(means.booked(first), first);
    assert.equal(await call.book(WANTED, {}, { toolCallId }), first);
    sandbox.faults.clear();
    await assertOnce(clinic);
  });
}

// bug class 15
for (const fault of [{ drop: 'after' }, { status: 500, afterWork: true }, { brokenJson: true }] as const) {
  test(`Twilio takes the text and its answer is lost (${JSON.stringify(fault)}): it is not sent again`, async (t) => {
    const clinic = await practice(frontdesk);
    faulty(t, frontdesk, { route: 'twilio.messages.create', ...fault });
    assert.ok(means.booked(await clinic.call().book(WANTED)));
    sandbox.faults.clear();
    await assertOnce(clinic);
    assert.ok((await clinic.messages())[0]?.sid, 'which text it was is found out');
  });
}

// bug class 16
test('another request under the same id is refused and changes nothing', async () => {
  const clinic = await practice(frontdesk);
  const [call, toolCallId] = [clinic.call(), newToolCall()];
  const first = await call.book(WANTED, {}, { toolCallId });
  const refused = [
    await call.book(LATER, {}, { toolCallId }),
    await call.book(WANTED, { name: 'Grace Hop' }, { toolCallId }),
    await call.use('cancel', {}, { toolCallId, through: second }),
    await call.use('reschedule', { new_start: LATER }, { toolCallId }),
  ];
  for (const words of refused) assert.ok(means.otherRequest(words), words);
  assert.equal(await call.book(WANTED, {}, { toolCallId }), first);
  await assertOnce(clinic);
});

test('a time is not held under an id that a booking was made with', async () => {
  const clinic = await practice(frontdesk);
  const [call, toolCallId] = [clinic.call(), newToolCall()];
  assert.ok(means.booked(await call.book(WANTED, {}, { toolCallId })));
  const words = await call.use('reserve', { start: LATER }, { toolCallId });
  assert.ok(means.otherRequest(words), words);
  assert.equal((await clinic.active()).length, 1);
});

test('ids are a call’s own: two calls and two clinics may use the same', async () => {
  const [one, other] = [await practice(frontdesk), await practice(frontdesk)];
  const [toolCallId, callId] = [newToolCall(), 'the same call'];
  assert.ok(means.booked(await one.call().book(WANTED, {}, { toolCallId })));
  assert.ok(means.booked(await one.call().book(LATER, {}, { toolCallId })));
  assert.ok(means.booked(await one.call({ callId }).book(`${workday()}T15:00`, {}, { toolCallId })));
  assert.ok(means.booked(await other.call({ callId }).book(WANTED, {}, { toolCallId })));
  await settle(frontdesk);
  assert.deepEqual([(await one.active()).length, (await other.active()).length], [3, 1]);
});

// bug classes 14 and 20
test('moving and cancelling are repeated without a second effect, and a freed time can be booked again', async () => {
  const clinic = await practice(frontdesk);
  const call = clinic.call();
  await call.book(WANTED);
  const [move, cancel] = [newToolCall(), newToolCall()];
  const moved = await call.use('reschedule', { new_start: LATER }, { toolCallId: move });
  assert.ok(means.moved(moved), moved);
  assert.equal(await call.use('reschedule', { new_start: LATER }, { toolCallId: move, through: second }), moved);
  const cancelled = await call.use('cancel', {}, { toolCallId: cancel });
  assert.ok(means.cancelled(cancelled), cancelled);
  assert.equal(await call.use('cancel', {}, { toolCallId: cancel, through: second }), cancelled);
  assert.equal(await call.use('reschedule', { new_start: LATER }, { toolCallId: move }), moved, 'what was said once stays said');
  await settle(frontdesk);
  assert.deepEqual([(await clinic.active()).length, clinic.events().length, clinic.texts().length], [0, 0, 3]);
  // The caller changes their mind: the same start, the same person, and a new booking.
  assert.ok(means.booked(await call.book(WANTED)));
  await settle(frontdesk);
  assert.equal((await clinic.active())[0]?.starts_at, secondsOf(WANTED));
  await assertAgreement(clinic);
});
