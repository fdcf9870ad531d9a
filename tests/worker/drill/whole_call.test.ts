/** Calls that go well, from ringing to the report, in every shape in which Vapi has ever put them. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { means, startsNamed } from '../booking/call.ts';
import { calledPractice, practice, secondsOf } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { SHAPES } from './envelope.ts';
import { ofVapi } from './carriers.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];

test('a caller asks, holds, books, hears what they have, moves it and cancels it, and each is seen and texted', async () => {
  const clinic = await practice(frontdesk);
  const phone = await new Phone(clinic).answered();

  const free = await phone.says('I need a cleaning.').use('check', { date: DAY });
  assert.match(free, /^On \w+, \w+ \d+.*, Oak Dental has more than nine openings, .* Today is \w+day, .*New York time\.$/);
  assert.ok(startsNamed(free).length === 5 && startsNamed(free).every((named) => named.startsWith(DAY)), free);

  assert.match(await phone.use('reserve', { start: TEN }), /^Held for the caller for 5 minutes: .* at 10 AM .*not booked yet/);
  await leaves(clinic, 0, 0, 1);

  const booked = await phone.says('Yes, for Ada Marsh.').book(TEN);
  assert.match(booked, /^The appointment at Oak Dental is booked: .* at 10 AM \(start .*T10:00\), under the name Ada Marsh\./);
  assert.match(booked, new RegExp(`on its way to the number ending in ${phone.caller!.slice(-2)}\\.`));
  await leaves(clinic, 1, 1);

  assert.match(await phone.use('find'), /^The caller has one appointment: .* at 10 AM .*under the name Ada Marsh\. It takes 30 minutes\./);

  const moved = await phone.use('reschedule', { new_start: TWO });
  assert.match(moved, /^The appointment has moved from .* at 10 AM to .* at 2 PM .*under the name Ada Marsh\..* on its way /);
  await leaves(clinic, 1, 2);
  assert.equal((await clinic.active())[0]?.starts_at, secondsOf(TWO));

  assert.match(await phone.use('cancel'), /^The appointment is cancelled: .* at 2 PM .* on its way /);
  assert.match(await phone.use('find'), /^No upcoming appointment was found under the number/);
  await phone.hangsUp();
  await leaves(clinic, 0, 3);
  assert.deepEqual((await clinic.appointments()).map(({ status }) => status), ['cancelled']);
  const texts = clinic.texts().map(({ to, body }) => [to, /is confirmed|has been moved|has been cancelled/.exec(body)?.[0]]);
  assert.deepEqual(texts, ['is confirmed', 'has been moved', 'has been cancelled'].map((said) => [phone.caller, said]));
});

for (const shape of SHAPES) {
  ofVapi(`a whole call whose tools come as "${shape}" has the same effect as any other`, async () => {
    const clinic = await calledPractice(frontdesk);
    const phone = await new Phone(clinic, { shape }).answered();
    assert.match(await phone.use('check', { date: DAY }), /more than nine openings/);
    assert.ok(means.held(await phone.use('reserve', { start: TEN })));
    assert.ok(means.booked(await phone.book(TEN)));
    assert.ok(means.moved(await phone.use('reschedule', { new_start: TWO })));
    assert.match(await phone.use('find'), /one appointment: .* at 2 PM/);
    await phone.hangsUp();
    await leaves(clinic, 1, 2);
    const [row] = await clinic.active();
    assert.deepEqual([row?.caller_number, row?.call_id, row?.patient_name], [phone.caller, phone.id, 'Ada Marsh']);
  });
}

ofVapi('tools that are called in one message are done in order, and each is answered under its own id', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const name = 'Ada Marsh';
  const [free, booked, found, mistaken, cancelled, none] = await phone.together([
    ['check', { date: DAY }, 'toolu_01'],
    ['book', { start: TEN, name }, 'call_2'],
    ['find', {}, 'x'],
    ['order_pizza', { size: 'large' }, 'call_4_{"odd": "id"}'],
    ['cancel', {}, 'call-ü-5'],
    ['find', {}, 'toolu_06'],
  ]);
  assert.match(free!, /more than nine openings/);
  assert.ok(means.booked(booked!));
  assert.match(found!, /one appointment: .* at 10 AM/);
  assert.match(mistaken!, /^There is no tool called order_pizza\. Use one of these: check_availability, /);
  assert.ok(means.cancelled(cancelled!));
  assert.match(none!, /^No upcoming appointment/);
  await phone.hangsUp();
  // Texts go out behind the answer, and what was cancelled by then is not confirmed.
  await leaves(clinic, 0, 1);
  assert.match(clinic.texts()[0]!.body, /has been cancelled/);
});

ofVapi('of more tools in one message than anybody needs, the first sixteen are run', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const heard = await phone.together(Array.from({ length: 18 }, (_, n) => ['find', { n }]));
  assert.deepEqual(heard.map((words) => /^(No upcoming|Too many)/.exec(words)?.[0]), [
    ...Array(16).fill('No upcoming'),
    ...Array(2).fill('Too many'),
  ]);
});

ofVapi('tools that come in five shapes in one call are of one caller', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.ok(means.held(await phone.use('reserve', { start: TEN }, { shape: 'function-call' })));
  const booked = await phone.book(TEN, {}, { shape: 'apiRequest' });
  assert.ok(means.booked(booked), booked);
  assert.equal(await phone.book(TEN, {}, { shape: 'nested parameters' }), booked);
  assert.equal(await phone.book(TEN, {}, { shape: 'seed' }), booked);
  assert.equal(await phone.book(TEN, {}, { shape: 'text twice' }), booked);
  await phone.hangsUp();
  await leaves(clinic, 1, 1);
});
