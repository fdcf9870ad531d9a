/**
 * A clinic whose calendar fails in the middle of a call. The agent never hears that a time is free or taken when nobody knows, what was
 * said to be booked is, and the call goes on as soon as Google does.
 */
import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { FaultSpec } from '../../../sandbox/faults.ts';
import { means, newToolCall } from '../booking/call.ts';
import { calledPractice, faulty, secondsOf, type Practice } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];
/** What the agent has to have said by then. */
const DEADLINE = 8_000;

/** How Google fails as a whole, and whether somebody has to connect the calendar anew. */
const OUTAGES: Omit<FaultSpec, 'route'>[] = [{ status: 503 }, { status: 429 }, { drop: 'before' }, { brokenJson: true }];

for (const outage of OUTAGES) {
  test(`Google fails between two questions (${JSON.stringify(outage)}): nothing is said that nobody knows, and then the call goes on`, async (t) => {
    const clinic = await calledPractice(frontdesk);
    const phone = await new Phone(clinic).answered();
    assert.match(await phone.use('check', { date: DAY }), /more than nine openings/);
    faulty(t, frontdesk, { route: 'google.*', ...outage });
    const [hold, book] = [newToolCall(), newToolCall()];
    for (const heard of [
      await phone.use('check', { date: DAY }),
      await phone.use('reserve', { start: TEN }, { id: hold }),
      await phone.book(TEN, {}, { id: book }),
    ]) {
      assert.match(heard, /^I can't check the calendar right now\. Apologize, and offer to try again/);
    }
    assert.match(await phone.use('find'), /^No upcoming appointment/, 'what is in the database needs no Google');
    assert.deepEqual(await clinic.appointments(), []);

    sandbox.faults.clear();
    assert.match(await phone.use('check', { date: DAY }), /more than nine openings/);
    assert.ok(means.held(await phone.use('reserve', { start: TEN }, { id: hold })));
    assert.ok(means.booked(await phone.book(TEN, {}, { id: book })));
    await phone.hangsUp();
    await leaves(clinic, 1, 1);
  });

  test(`Google fails while an appointment is moved and cancelled (${JSON.stringify(outage)}): what was said happens when it is back`, async (t) => {
    const clinic = await calledPractice(frontdesk);
    const phone = await new Phone(clinic).answered();
    assert.ok(means.booked(await phone.book(TEN)));
    faulty(t, frontdesk, { route: 'google.*', ...outage });
    assert.match(await phone.use('reschedule', { new_start: TWO }), /^I can't check the calendar right now/);
    assert.match(await phone.use('find'), /at 10 AM/);
    sandbox.faults.clear();
    faulty(t, frontdesk, { route: 'google.events.patch', ...outage }, { route: 'google.events.get', ...outage });
    assert.ok(means.moved(await phone.use('reschedule', { new_start: TWO })));
    assert.match(await phone.use('find'), /at 2 PM/);
    sandbox.faults.clear();
    await leaves(clinic, 1, 2);
    assert.equal((await clinic.active())[0]?.starts_at, secondsOf(TWO));
    faulty(t, frontdesk, { route: 'google.*', ...outage });
    assert.ok(means.cancelled(await phone.use('cancel')), 'cancelling needs no calendar to be read');
    await phone.hangsUp();
    sandbox.faults.clear();
    await leaves(clinic, 0, 3);
  });
}

test('Google hangs: the agent hears in time that nothing is known, and is heard again when Google is', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  faulty(t, frontdesk, { route: 'google.freeBusy', hold: true });
  const began = performance.now();
  // A client that does not wait for what is behind the answer, as Vapi does not.
  const { signal } = new AbortController();
  const heard = await Promise.all([phone.use('check', { date: DAY }, { signal }), phone.book(TEN, {}, { signal })]);
  assert.ok(performance.now() - began < DEADLINE + 1_000);
  for (const words of heard) assert.match(words, /^I can't check the calendar right now/);
  await phone.tells('hang');
  sandbox.faults.clear();
  assert.ok(means.booked(await phone.book(TEN)));
  await leaves(clinic, 1, 1);
});

test('the clinic’s consent is withdrawn in the middle of a call, and given again', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.ok(means.booked(await phone.book(TEN)));
  const grant = sandbox.state.google.grants[clinic.clinic.refreshToken]!;
  delete sandbox.state.google.grants[clinic.clinic.refreshToken];
  // The access tokens that there are end with it.
  sandbox.faults.add({ route: 'google.freeBusy', status: 401 });
  assert.match(await phone.use('check', { date: DAY }), /^I can't check the calendar right now/);
  assert.match(await phone.use('reschedule', { new_start: TWO }), /^I can't check the calendar right now/);
  sandbox.state.google.grants[clinic.clinic.refreshToken] = grant;
  sandbox.faults.clear();
  await reconnect(clinic);
  assert.match(await phone.use('check', { date: DAY, part_of_day: 'morning' }), /has 5 openings/);
  assert.ok(means.moved(await phone.use('reschedule', { new_start: TWO })));
  await leaves(clinic, 1, 2);
});

async function reconnect({ clinic }: Practice): Promise<void> {
  const json = { calendar_id: clinic.calendarId, refresh_token: clinic.refreshToken };
  await frontdesk.done('PUT', '/api/integrations/google', { token: clinic.admin, json });
}

test('Google refuses the event for good: the caller hears that nothing is booked, and nothing is', async (t: TestContext) => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  faulty(t, frontdesk, { route: 'google.events.insert', status: 403, reason: 'requiredAccessLevel' });
  const heard = await phone.book(TEN);
  assert.ok(means.refused(heard), heard);
  assert.match(await phone.use('find'), /^No upcoming appointment/);
  sandbox.faults.clear();
  assert.ok(means.booked(await phone.says('Try once more.').book(TEN)));
  await phone.hangsUp();
  await leaves(clinic, 1, 1);
});

test('the failing clinic’s neighbours do not notice', async (t) => {
  const [broken, well] = [await calledPractice(frontdesk), await calledPractice(frontdesk)];
  const phones = [await new Phone(broken).answered(), await new Phone(well).answered()] as const;
  delete sandbox.state.google.calendars[broken.calendars[0]!];
  t.after(() => sandbox.faults.clear());
  const [no, yes] = await Promise.all(phones.map((phone) => phone.book(TEN)));
  assert.match(no!, /^I can't check the calendar right now/);
  assert.ok(means.booked(yes!));
  await leaves(well, 1, 1);
});
