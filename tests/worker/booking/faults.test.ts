/**
 * Google and Twilio fail for a while when somebody books. The caller hears in time what is true: booked, when it will be there in
 * the end; or that it cannot be said now, and then nothing is.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { FaultSpec } from '../../../sandbox/faults.ts';
import { start, workday } from '../fixture.ts';
import { means, newToolCall } from './call.ts';
import { calledPractice, faulty, type Practice } from './practice.ts';
import { assertAgreement, settle } from './settling.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const WANTED = `${workday()}T10:00`;
const INSERT = 'google.events.insert';
const TEXT = 'twilio.messages.create';
/** What a call may take, from the tool's request to its answer. */
const DEADLINE = 8_000;

async function assertBookedOnce(clinic: Practice): Promise<void> {
  sandbox.faults.clear();
  await settle(frontdesk);
  assert.deepEqual(await clinic.counts(), { rows: 1, events: 1, texts: 1, receipts: 1 });
  await assertAgreement(clinic);
}

/** Nothing at all is left of a request. */
async function assertNothing(clinic: Practice): Promise<void> {
  assert.deepEqual(await clinic.counts(), { rows: 0, events: 0, texts: 0, receipts: 0 });
  await assertAgreement(clinic);
}

/** What keeps a calendar from being read, so that nobody knows whether the time is free. */
const UNREADABLE: Omit<FaultSpec, 'route'>[] = [
  { status: 500 },
  { status: 429 },
  { status: 401 },
  { status: 403, reason: 'userRateLimitExceeded' },
  { status: 404 },
  { drop: 'before' },
  { brokenJson: true },
  { status: 200, body: {} },
];

// bug class 22
for (const fault of UNREADABLE) {
  test(`the calendar cannot be read (${JSON.stringify(fault)}): nothing is booked, and nothing is said to be taken`, async (t) => {
    const clinic = await calledPractice(frontdesk);
    const [call, toolCallId] = [clinic.call(), newToolCall()];
    faulty(t, frontdesk, { route: 'google.freeBusy', ...fault });
    const words = await call.book(WANTED, {}, { toolCallId });
    assert.ok(!means.booked(words) && !means.taken(words), words);
    await assertNothing(clinic);
    sandbox.faults.clear();
    if (fault.status === 401) await reconnect(clinic);
    assert.ok(means.booked(await call.book(WANTED, {}, { toolCallId })));
    await assertBookedOnce(clinic);
  });
}

/** A token that is refused again and again has somebody connect the calendar anew. */
async function reconnect({ clinic }: Practice): Promise<void> {
  const json = { calendar_id: clinic.calendarId, refresh_token: clinic.refreshToken };
  await frontdesk.done('PUT', '/api/integrations/google', { token: clinic.admin, json });
}

test('failures that pass by themselves within the call are not heard', async (t) => {
  for (const fault of [{ status: 500 }, { status: 429 }, { status: 401 }, { drop: 'after' }] as const) {
    const clinic = await calledPractice(frontdesk);
    faulty(t, frontdesk, { route: 'google.freeBusy', times: 1, ...fault }, { route: INSERT, times: 1, ...fault });
    const words = await clinic.call().book(WANTED);
    assert.ok(means.booked(words), words);
    await assertBookedOnce(clinic);
  }
});

/** What keeps an event from being written for now. */
const POSTPONED: Omit<FaultSpec, 'route'>[] = [
  { status: 500 },
  { status: 503, afterWork: true },
  { status: 429 },
  { status: 403, reason: 'rateLimitExceeded' },
  { drop: 'before' },
  { drop: 'after' },
  { brokenJson: true },
];

for (const fault of POSTPONED) {
  test(`the event cannot be written now (${JSON.stringify(fault)}): it is booked, and written as soon as it can be`, async (t) => {
    const clinic = await calledPractice(frontdesk);
    faulty(t, frontdesk, { route: INSERT, ...fault }, { route: 'google.events.get', status: 503 });
    const words = await clinic.call().book(WANTED);
    assert.ok(means.booked(words), words);
    assert.ok(!(await clinic.call().use('check', { date: workday() })).includes(`(start ${WANTED})`), 'the time is taken');
    assert.ok(means.taken(await clinic.call().book(WANTED)));
    await assertBookedOnce(clinic);
  });
}

test('Google and Twilio hang: the caller hears in time that it is booked, and both follow', async (t) => {
  const clinic = await calledPractice(frontdesk);
  faulty(t, frontdesk, { route: INSERT, hold: true }, { route: TEXT, hold: true });
  const started = performance.now();
  const words = await clinic.call().book(WANTED, {}, { hasty: true });
  assert.ok(performance.now() - started < DEADLINE);
  assert.ok(means.booked(words), words);
  await assertBookedOnce(clinic);
});

/** What becomes of a text: how Twilio answers, how many it has in the end, and what the row says. */
const TEXTS: [fault: Omit<FaultSpec, 'route'>, texts: number, status: RegExp][] = [
  [{ status: 429, times: 2 }, 1, /accepted|sent|delivered/],
  [{ status: 500, afterWork: true, times: 1 }, 1, /accepted|sent|delivered/],
  [{ drop: 'after', times: 1 }, 1, /accepted|sent|delivered/],
  [{ status: 400, code: 21211 }, 0, /failed/],
  [{ status: 400, code: 21610 }, 0, /failed|suppressed/],
];

for (const [fault, texts, status] of TEXTS) {
  test(`Twilio fails (${JSON.stringify(fault)}): the booking stands, and the text is sent ${texts ? 'once' : 'not at all'}`, async (t) => {
    const clinic = await calledPractice(frontdesk);
    faulty(t, frontdesk, { route: TEXT, ...fault });
    assert.ok(means.booked(await clinic.call().book(WANTED)));
    await settle(frontdesk);
    assert.deepEqual(await clinic.counts(), { rows: 1, events: 1, texts, receipts: 1 });
    assert.match((await clinic.messages())[0]?.status, status);
    await assertAgreement(clinic);
  });
}
