/** Who is on the line: callers whose number is withheld, and callers whose call broke off and who call again. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { means, newToolCall, startsNamed } from '../booking/call.ts';
import { calledPractice, faulty } from '../booking/practice.ts';
import { freshNumber, start, workday } from '../fixture.ts';
import { ofVapi, withToolCallIds } from './carriers.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, ELEVEN, TWO] = [`${DAY}T10:00`, `${DAY}T11:00`, `${NEXT}T14:00`];

/** How Vapi and carriers put a number that is withheld. */
const WITHHELD: (object | undefined)[] = [
  undefined,
  {},
  { number: 'anonymous', numberE164CheckEnabled: false },
  { number: '+266696687' },
  { number: 'Restricted', name: 'Anonymous' },
  { sipUri: 'sip:anonymous@anonymous.invalid' },
];

for (const customer of WITHHELD) {
  ofVapi(`a number that is withheld (${JSON.stringify(customer)}): it is asked for, and the caller sees nobody's appointments`, async () => {
    const clinic = await calledPractice(frontdesk);
    const patient = new Phone(clinic);
    assert.ok(means.booked(await patient.book(TEN)));

    const phone = await new Phone(clinic, { caller: null, ...(customer && { customer }) }).answered();
    assert.match(await phone.use('check', { date: DAY, part_of_day: 'morning' }), /has 5 openings/);
    assert.ok(means.held(await phone.use('reserve', { start: ELEVEN })));
    const asked = await phone.book(ELEVEN, { name: 'Cy Brook' });
    assert.match(asked, /^The caller's number is not shown\. Ask for a phone number/);
    const given = freshNumber();
    const booked = await phone.says('It is …').book(ELEVEN, { name: 'Cy Brook', phone: given });
    assert.match(booked, new RegExp(`is booked: .* at 11 AM .*Cy Brook.* to the number ending in ${given.slice(-2)}`));
    assert.equal(await phone.says('Sorry?').book(ELEVEN, { name: 'Cy Brook', phone: given }), booked, 'asked anew');

    const said = { phone: patient.caller, caller_number: patient.caller, name: 'Ada Marsh', date: DAY };
    for (const heard of [
      await phone.use('find', said),
      await phone.use('cancel', said),
      await phone.use('reschedule', { ...said, new_start: TWO }),
      await phone.use('text', said),
    ]) {
      assert.match(heard, /^None of the caller's appointments matches that.* has one appointment: .*under the name Cy Brook/);
      assert.doesNotMatch(heard, /Ada/);
    }
    await phone.hangsUp();
    await leaves(clinic, 2, 2);
    assert.deepEqual(clinic.texts().map(({ to }) => to), [patient.caller, given]);
  });
}

test('who says another caller’s number hears nothing of what is under it', async () => {
  const clinic = await calledPractice(frontdesk);
  const patient = new Phone(clinic);
  assert.ok(means.booked(await patient.book(TEN, { notes: 'afraid of needles' })));
  const phone = await new Phone(clinic, { caller: null }).answered();
  const heard = await phone.book(TEN, { name: 'Cy Brook', phone: patient.caller });
  assert.ok(means.taken(heard), heard);
  assert.doesNotMatch(heard, /Ada|Marsh|needles/);
  // Nor does one whose own number is shown.
  const other = await new Phone(clinic).answered();
  for (const words of [
    await other.use('find', { phone: patient.caller, name: 'Ada Marsh' }),
    await other.use('cancel', { phone: patient.caller, date: DAY }),
    await other.book(TEN, { phone: patient.caller }),
  ]) {
    assert.doesNotMatch(words, /needles|Ada/, words);
  }
  await leaves(clinic, 1, 1);
});

test('who says a number hears the same, whether something is under it at that time or not', async () => {
  const clinic = await calledPractice(frontdesk);
  const patient = new Phone(clinic);
  assert.ok(means.booked(await patient.book(TEN)));
  const says = (phone: string | null) => new Phone(clinic, { caller: null }).book(TEN, { name: 'Cy Brook', phone });
  assert.equal(await says(patient.caller), await says(freshNumber()));
});

test('a hold of a caller without a number is that call’s alone', async () => {
  const clinic = await calledPractice(frontdesk);
  const [one, two] = [new Phone(clinic, { caller: null }), new Phone(clinic, { caller: null })];
  assert.ok(means.held(await one.use('reserve', { start: TEN })));
  assert.ok(means.held(await two.use('reserve', { start: ELEVEN })));
  assert.ok(means.taken(await two.book(TEN, { phone: freshNumber() })));
  assert.ok(means.booked(await one.book(TEN, { phone: freshNumber() })));
  await leaves(clinic, 1, 1, 1);
});

test('a call that broke off after a hold is taken up again from the same number, and nobody else has the time meanwhile', async () => {
  const clinic = await calledPractice(frontdesk);
  const caller = freshNumber();
  const first = await new Phone(clinic, { caller }).answered();
  assert.ok(means.held(await first.use('reserve', { start: TEN })));
  await first.hangsUp('customer-did-not-answer');
  assert.ok(means.taken(await new Phone(clinic).book(TEN)));
  const second = await new Phone(clinic, { caller }).answered();
  const free = await second.use('check', { date: DAY, part_of_day: 'morning' });
  assert.match(free, /has 6 openings/, 'their own hold does not stand in their way');
  assert.ok(means.booked(await second.book(TEN)));
  await leaves(clinic, 1, 1);
});

test('a call that broke off while it was booked: who calls again hears that it is, and books nothing twice', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const caller = freshNumber();
  const first = await new Phone(clinic, { caller }).answered();
  const gone = new AbortController();
  faulty(t, frontdesk, { route: 'google.events.insert', hold: true, times: 1 });
  const unheard = first.book(TEN, {}, { signal: gone.signal });
  await frontdesk.sandbox.faults.untilHeld(1);
  gone.abort();
  await assert.rejects(unheard);
  await first.hangsUp('phone-call-provider-closed-websocket');
  frontdesk.sandbox.faults.clear();

  const second = await new Phone(clinic, { caller }).answered();
  assert.match(await second.use('find'), /^The caller has one appointment: .* at 10 AM/);
  assert.ok(means.booked(await second.book(TEN)));
  await second.hangsUp();
  await leaves(clinic, 1, 1);
});

withToolCallIds('what is left of the first call is changed in the second, and what the first still repeats does not change it back', async () => {
  const clinic = await calledPractice(frontdesk);
  const caller = freshNumber();
  const first = await new Phone(clinic, { caller }).answered();
  const [book, move] = [newToolCall(), newToolCall()];
  const booked = await first.book(TEN, {}, { id: book });
  const moved = await first.use('reschedule', { new_start: ELEVEN }, { id: move });
  const second = await new Phone(clinic, { caller }).answered();
  assert.deepEqual(startsNamed(await second.use('find')), [ELEVEN]);
  assert.ok(means.moved(await second.use('reschedule', { new_start: TWO })));
  assert.equal(await first.book(TEN, {}, { id: book }), booked);
  assert.equal(await first.use('reschedule', { new_start: ELEVEN }, { id: move }), moved);
  assert.deepEqual(startsNamed(await second.use('find')), [TWO]);
  await leaves(clinic, 1, 3);
});

test('a call that broke off after a move: who asks for it again hears that it is there, and after a cancellation that there is none', async () => {
  const clinic = await calledPractice(frontdesk);
  const caller = freshNumber();
  const first = await new Phone(clinic, { caller }).answered();
  await first.book(TEN);
  await first.use('reschedule', { new_start: TWO });
  const second = await new Phone(clinic, { caller }).answered();
  assert.match(await second.use('reschedule', { new_start: TWO }), /is at that time already, so nothing was changed: .* at 2 PM/);
  assert.match(await second.use('reschedule', { date: DAY, new_start: TWO }), /^None of the caller's appointments matches that, .* at 2 PM/);
  await second.use('cancel');
  const third = await new Phone(clinic, { caller }).answered();
  assert.match(await third.use('cancel'), /^There is no upcoming appointment under the caller's number to cancel/);
  await leaves(clinic, 0, 3);
});

test('the number is the caller’s however a carrier writes it', async () => {
  const clinic = await calledPractice(frontdesk);
  const caller = freshNumber();
  assert.ok(means.booked(await new Phone(clinic, { caller }).book(TEN)));
  const [digits, national] = [caller.slice(1), caller.slice(2)];
  const spaced = `+1 (${national.slice(0, 3)}) ${national.slice(3, 6)}-${national.slice(6)}`;
  for (const written of [`tel:${caller}`, `sip:${caller}@sip.example.com`, `00${digits}`, ` ${digits}`, spaced]) {
    assert.match(await new Phone(clinic, { caller: written }).use('find'), /one appointment: .* at 10 AM/, written);
  }
  await leaves(clinic, 1, 1);
});
