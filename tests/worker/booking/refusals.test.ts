/**
 * Google refuses for good. Within the call that undoes what was begun, and the caller is not told that it was done. What anybody
 * was told to be done stays, and the clinic sees that its calendar lacks it.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { FaultSpec } from '../../../sandbox/faults.ts';
import { control } from '../../sandbox/fixture.ts';
import { start, workday } from '../fixture.ts';
import { means, newToolCall } from './call.ts';
import { calledPractice, faulty, secondsOf, type Practice } from './practice.ts';
import { assertAgreement, follow, settle } from './settling.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const WANTED = `${workday()}T10:00`;
const LATER = `${workday()}T14:30`;
const INSERT = 'google.events.insert';
const REFUSED = { status: 403, reason: 'forbidden' } as const;

/** Somebody deletes the only event of a clinic in Google's calendar. */
async function deleteInGoogle(clinic: Practice): Promise<void> {
  const [{ id, calendarId } = assert.fail('there is no event')] = clinic.events();
  await control(sandbox, 'DELETE', `/google/calendars/${encodeURIComponent(calendarId)}/events/${id}`);
}

/** What Google refuses for good. */
const REFUSALS: Omit<FaultSpec, 'route'>[] = [
  { status: 403, reason: 'requiredAccessLevel' },
  { status: 403, reason: 'forbidden' },
  { status: 404 },
];

for (const fault of REFUSALS) {
  test(`Google refuses the event for good (${JSON.stringify(fault)}): nothing is booked, and the time is free again`, async (t) => {
    const clinic = await calledPractice(frontdesk);
    const [call, toolCallId] = [clinic.call(), newToolCall()];
    faulty(t, frontdesk, { route: INSERT, ...fault });
    const words = await call.book(WANTED, {}, { toolCallId });
    assert.ok(means.refused(words), words);
    await settle(frontdesk);
    assert.deepEqual(await clinic.counts(), { rows: 0, events: 0, texts: 0, receipts: 0 });
    await assertAgreement(clinic);
    const [row] = await clinic.appointments();
    assert.deepEqual([row?.status, row?.cancelled_by], ['cancelled', 'refused']);
    assert.ok((await clinic.audit()).some(({ actor }) => actor === 'system'), 'the org can see why');
    sandbox.faults.clear();
    assert.ok(means.booked(await clinic.call().book(LATER)));
    assert.ok(means.booked(await call.book(WANTED, {}, { toolCallId })), 'the same request, when Google takes it');
    await settle(frontdesk);
    assert.equal(clinic.events().length, 2);
    await assertAgreement(clinic);
  });
}

test('a move that Google refuses for good leaves the appointment where it was', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const call = clinic.call();
  await call.book(WANTED);
  faulty(t, frontdesk, { route: 'google.events.patch', status: 403, reason: 'forbidden' });
  const words = await call.use('reschedule', { new_start: LATER });
  assert.ok(!means.moved(words) && !means.uncertain(words), words);
  sandbox.faults.clear();
  await settle(frontdesk);
  assert.deepEqual((await clinic.active()).map(({ starts_at }) => starts_at), [secondsOf(WANTED)]);
  assert.equal(clinic.texts().length, 1);
  await assertAgreement(clinic);
  assert.ok(means.booked(await clinic.call().book(LATER)), 'the time it was to move to is free');
});

test('what was said to be booked stays booked, also when Google refuses it for good afterwards', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const [call, toolCallId] = [clinic.call(), newToolCall()];
  faulty(t, frontdesk, { route: INSERT, status: 503 });
  const words = await call.book(WANTED, {}, { toolCallId });
  assert.ok(means.booked(words), words);
  sandbox.faults.clear();
  sandbox.faults.add({ route: INSERT, status: 403, reason: 'forbidden' });
  assert.equal(await call.book(WANTED, {}, { toolCallId }), words);
  await settle(frontdesk);
  assert.equal((await clinic.active()).length, 1);
  const [work] = await clinic.work();
  assert.ok(work?.dead_at, 'the work is given up for the org to see');
  sandbox.faults.clear();
  const { items } = await frontdesk.done('GET', '/api/outbox', { token: clinic.clinic.admin });
  await frontdesk.done('POST', `/api/outbox/${items[0].id}/retry`, { token: clinic.clinic.admin });
  await settle(frontdesk);
  assert.deepEqual(await clinic.counts(), { rows: 1, events: 1, texts: 1, receipts: 1 });
  await assertAgreement(clinic);
});

/** What happens to the first of two identical requests and to the second, which comes while the first waits for Google. */
const TWINS: [what: string, first: Omit<FaultSpec, 'route'>, second: Omit<FaultSpec, 'route'> | null][] = [
  ['the first hangs and the second is refused', { hold: true, drop: 'before', times: 1 }, REFUSED],
  ['the first is refused late and the second is not', { hold: true, ...REFUSED, times: 1 }, null],
];

for (const tool of ['book', 'reschedule'] as const) {
  for (const [what, first, second] of TWINS) {
    test(`two identical requests to ${tool}, of which ${what}: what either hears is true in the end`, async (t) => {
      const clinic = await calledPractice(frontdesk);
      const [call, toolCallId] = [clinic.call(), newToolCall()];
      if (tool === 'reschedule') await call.book(LATER);
      const ask = () =>
        tool === 'book'
          ? call.book(WANTED, {}, { toolCallId })
          : call.use('reschedule', { new_start: WANTED }, { toolCallId });
      const route = tool === 'book' ? INSERT : 'google.events.patch';
      faulty(t, frontdesk, { route, ...first }, ...(second ? [{ route, ...second }] : []));
      const one = ask();
      await sandbox.faults.untilHeld(1);
      const other = await ask();
      // What hangs is not let go: it hangs until its caller cannot be kept waiting any longer.
      if (first.status) sandbox.faults.release();
      const heard = [await one, other];
      sandbox.faults.clear();
      await settle(frontdesk);
      const there = (await clinic.active()).some(({ starts_at }) => starts_at === secondsOf(WANTED));
      const said = heard.some((words) => means.booked(words) || means.moved(words));
      assert.equal(said, there, heard.join('\n'));
    });
  }
}

test('after a move that Google refused, what people do in Google is followed as before', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const call = clinic.call();
  await call.book(WANTED);
  faulty(t, frontdesk, { route: 'google.events.patch', ...REFUSED });
  assert.ok(!means.moved(await call.use('reschedule', { new_start: LATER })));
  sandbox.faults.clear();
  await settle(frontdesk);
  await deleteInGoogle(clinic);
  await follow(clinic);
  assert.equal((await clinic.active()).length, 0);
});

// bug class 17
test('a move to another calendar that Google refuses for good leaves the event where it was', async (t) => {
  const clinic = await calledPractice(frontdesk, ['Ana', 'Ben']);
  const call = clinic.call();
  assert.ok(means.booked(await call.book(WANTED, { practitioner: 'Ana' })));
  faulty(t, frontdesk, { route: INSERT, ...REFUSED });
  const words = await call.use('reschedule', { new_start: LATER, practitioner: 'Ben' });
  assert.ok(!means.moved(words), words);
  sandbox.faults.clear();
  await settle(frontdesk);
  assert.deepEqual(clinic.events().map(({ calendarId }) => calendarId), [clinic.calendars[0]]);
  await assertAgreement(clinic);
});

test('an event that somebody deleted in Google is no obstacle to cancelling, and is there again after moving', async () => {
  for (const tool of ['cancel', 'reschedule'] as const) {
    const clinic = await calledPractice(frontdesk);
    const call = clinic.call();
    await call.book(WANTED);
    await deleteInGoogle(clinic);
    const words = await call.use(tool, tool === 'cancel' ? {} : { new_start: LATER });
    assert.ok(means.cancelled(words) || means.moved(words), words);
    await settle(frontdesk);
    assert.equal(clinic.events().length, tool === 'cancel' ? 0 : 1);
    await assertAgreement(clinic);
  }
});

