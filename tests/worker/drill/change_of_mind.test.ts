/** Callers who change their mind, in the same call and in the next. What they said last holds, and nothing is left of the rest. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { means, startsNamed } from '../booking/call.ts';
import { calledPractice, practice, secondsOf, type Practice } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, ELEVEN, TWO] = [`${DAY}T10:00`, `${DAY}T11:00`, `${NEXT}T14:00`];

/** A clinic with a short service and a long one. */
async function withServices(): Promise<Practice> {
  const clinic = await practice(frontdesk);
  for (const [name, minutes] of [['Dental cleaning', 30], ['Whitening', 60]]) {
    await frontdesk.done('POST', '/api/services', { token: clinic.clinic.admin, json: { name, minutes } });
  }
  return clinic;
}

async function startsAt(clinic: Practice, ...starts: string[]): Promise<void> {
  assert.deepEqual((await clinic.active()).map(({ starts_at }) => starts_at), starts.map(secondsOf));
}

test('no after a hold: the next hold is in its place, and a time that was given up is anybody’s', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.ok(means.held(await phone.use('reserve', { start: TEN })));
  const other = await new Phone(clinic).answered();
  assert.ok(means.taken(await other.book(TEN)));
  assert.ok(means.held(await phone.says('No, eleven is better.').use('reserve', { start: ELEVEN })));
  await startsAt(clinic, ELEVEN);
  assert.ok(means.booked(await other.book(TEN)));
  assert.ok(means.booked(await phone.book(ELEVEN)));
  await leaves(clinic, 2, 2);
});

test('no after a hold, and the caller hangs up: the hold lapses by itself, and nothing is left to see or to send', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.ok(means.held(await phone.use('reserve', { start: TEN, name: 'Ada Marsh' })));
  await phone.says('No, thank you.').hangsUp();
  await leaves(clinic, 0, 0, 1);
  await frontdesk.clinicSql(clinic.clinic.id, 'UPDATE appointments SET hold_expires_at = unixepoch()');
  await leaves(clinic, 0, 0);
  const other = await new Phone(clinic).answered();
  assert.match(await other.use('check', { date: DAY }), /more than nine openings/);
  assert.ok(means.booked(await other.book(TEN)));
  // Who held it and comes too late hears so, and what is near.
  const late = await phone.book(TEN);
  assert.ok(means.taken(late) && startsNamed(late).length > 0, late);
  await leaves(clinic, 1, 1);
});

test('no after a hold, and the model cancels: the hold ends, and the agent hears so', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.ok(means.held(await phone.use('reserve', { start: TEN })));
  const heard = await phone.says('No, never mind.').use('cancel');
  assert.doesNotMatch(heard, /another number|call back/, heard);
  await leaves(clinic, 0, 0);
  assert.ok(means.booked(await new Phone(clinic).book(TEN)));
});

test('a hold that has lapsed is booked all the same while nobody else has the time', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  await phone.use('reserve', { start: TEN });
  await frontdesk.clinicSql(clinic.clinic.id, 'UPDATE appointments SET hold_expires_at = unixepoch() - 60');
  assert.ok(means.booked(await phone.book(TEN)));
  await leaves(clinic, 1, 1);
});

test('another time than the one that is held is booked: the hold is gone with it', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  await phone.use('reserve', { start: TEN });
  assert.ok(means.booked(await phone.book(ELEVEN)));
  await leaves(clinic, 1, 1);
  await startsAt(clinic, ELEVEN);
});

test('a time that is held for a move does not stand in its way, and the hold ends with it', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  await phone.book(TEN);
  assert.ok(means.held(await phone.use('reserve', { start: ELEVEN })));
  assert.ok(means.moved(await phone.use('reschedule', { new_start: ELEVEN })));
  await leaves(clinic, 1, 2);
  await startsAt(clinic, ELEVEN);
});

test('a model that holds five times at once for one caller holds one of them', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const times = ['09:00', '09:30', '10:30', '12:00', '13:00'];
  const heard = await Promise.all(times.map((time) => phone.use('reserve', { start: `${DAY}T${time}` })));
  assert.ok(heard.every(means.held), heard.join('\n'));
  await leaves(clinic, 0, 0, 1);
});

test('another time, back again and away again with the same words: it is where it was moved last', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  await phone.book(TEN);
  for (const new_start of [ELEVEN, TEN, ELEVEN, TWO, ELEVEN]) {
    assert.ok(means.moved(await phone.use('reschedule', { new_start })), new_start);
    await startsAt(clinic, new_start);
  }
  assert.match(await phone.use('reschedule', { new_start: ELEVEN, date: DAY }), /at 11 AM/);
  await leaves(clinic, 1, 6);
});

test('cancelled after all, booked after all, cancelled after all: with the same words each time', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  for (let round = 1; round <= 3; round++) {
    assert.ok(means.booked(await phone.book(TEN)));
    await leaves(clinic, 1, 2 * round - 1);
    assert.ok(means.cancelled(await phone.use('cancel')));
    await leaves(clinic, 0, 2 * round);
  }
  assert.match(await phone.use('find'), /^No upcoming appointment/);
});

test('another service at the same time: the agent hears that nothing was booked anew, and the service changes when it is moved', async () => {
  const clinic = await withServices();
  const phone = await new Phone(clinic).answered();
  const cleaning = await phone.book(TEN, { service: 'cleaning' });
  assert.match(cleaning, /is booked: .* at 10 AM .* for Dental cleaning, under the name Ada Marsh\. It takes 30 minutes/);
  const again = await phone.book(TEN, { service: 'whitening' });
  assert.match(again, /already has an appointment at that time: .* for Dental cleaning.*Nothing new was booked/);
  const longer = await phone.use('reschedule', { new_start: TEN, service: 'whitening' });
  assert.match(longer, /for Whitening/, longer);
  const [row] = await clinic.active();
  assert.deepEqual([row?.service_name, row?.ends_at - row?.starts_at], ['Whitening', 3600]);
  await leaves(clinic, 1, 2);
});

test('another service that is too long for the time: the first stays, and the agent hears when there is room', async () => {
  const clinic = await withServices();
  await new Phone(clinic).book(`${DAY}T10:30`, { service: 'cleaning' });
  const phone = await new Phone(clinic).answered();
  assert.ok(means.booked(await phone.book(TEN, { service: 'cleaning' })));
  const refused = await phone.use('reschedule', { new_start: TEN, service: 'whitening' });
  assert.ok(means.taken(refused) && startsNamed(refused).length > 0, refused);
  const to = startsNamed(refused)[0]!;
  assert.ok(means.moved(await phone.use('reschedule', { new_start: to, service: 'whitening' })), 'what was offered can be had');
  assert.match(await phone.use('find'), /for Whitening/);
  await leaves(clinic, 2, 3);
});

test('a second appointment for the family, and then which one is meant is asked and told apart', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.ok(means.booked(await phone.book(TEN)));
  assert.ok(means.booked(await phone.book(ELEVEN, { name: 'Ben Marsh' })));
  const which = await phone.use('cancel');
  assert.match(which, /has 2 appointments: .* at 10 AM .*Ada Marsh; .* at 11 AM .*Ben Marsh\. Ask the caller which one to cancel/);
  const [, second] = startsNamed(which);
  assert.match(await phone.use('cancel', { date: second }), /is cancelled: .* at 11 AM .*Ben Marsh/);
  assert.match(await phone.use('reschedule', { name: 'Ada', new_start: TWO }), /has moved from .* at 10 AM to .* at 2 PM/);
  await leaves(clinic, 1, 4);
  await startsAt(clinic, TWO);
});
