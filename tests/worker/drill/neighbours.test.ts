/**
 * Two clinics on one deployment, and callers of one of them whose model asks for the other's: by every id, number and name that it may have
 * come by. What was called decides, and nothing of the other clinic is said or touched.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { means } from '../booking/call.ts';
import { practice, type Row } from '../booking/practice.ts';
import { freshNumber, start, workday } from '../fixture.ts';
import { numberRecord, SHAPES } from './envelope.ts';
import { leaves, Phone, type Dialled } from './phone.ts';

// As in production: with the seed's selectors a model could choose the clinic where the signalling names none.
const frontdesk = await start({ after }, { vars: { VAPI_LEGACY: 'off' } });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];
const PATIENT = freshNumber();
const [OAK_ID, ELM_ID] = ['11111111-1111-4111-8111-1111111111aa', '11111111-1111-4111-8111-1111111111bb'];

const oak = await practice(frontdesk, ['Ana', 'Ben'], await frontdesk.org('Oak Dental'));
const elm = await practice(frontdesk, [], await frontdesk.org('Elm Clinic'));
let theirs: Row;

/** All of Oak Dental that could be in an answer. */
const OAKS = /Oak|Ana|Ben\b|Whitening|Ada|Marsh|10 AM|T10:00/;

before(async () => {
  await frontdesk.map(oak.clinic, oak.clinic.number, { vapi_phone_number_id: OAK_ID });
  await frontdesk.map(elm.clinic, elm.clinic.number, { vapi_phone_number_id: ELM_ID });
  await frontdesk.done('POST', '/api/services', { token: oak.clinic.admin, json: { name: 'Whitening', minutes: 30 } });
  const phone = await new Phone(oak, { caller: PATIENT, numberId: OAK_ID }).answered();
  assert.ok(means.booked(await phone.book(TEN, { service: 'whitening', practitioner: 'Ana' })));
  await phone.hangsUp();
  await leaves(oak, 1, 1);
  [theirs] = (await oak.active()) as [Row];
});

/** What a model may have come by and sends along. */
const smuggled = (): Record<string, unknown> => ({
  appointment_id: theirs.id,
  appointmentId: theirs.id,
  id: theirs.id,
  event_id: theirs.event_id,
  calendar_id: theirs.calendar_id,
  org_id: oak.clinic.id,
  orgId: oak.clinic.id,
  tenantId: oak.clinic.id,
  tenant_id: oak.clinic.id,
  clinic: 'Oak Dental',
  inboundPhoneNumber: oak.clinic.number,
  inbound_phone_number: oak.clinic.number,
  phone_number_id: OAK_ID,
  caller_number: PATIENT,
  customer: { number: PATIENT },
});

/** The other clinic is as it was. */
async function untouched(): Promise<void> {
  assert.deepEqual(await oak.active(), [theirs]);
  await leaves(oak, 1, 1);
}

/** Tries everything with what was smuggled in, and hears nothing of the other clinic. */
async function triesAll(phone: Phone): Promise<string[]> {
  const more = smuggled();
  const heard = [
    await phone.use('find', more),
    await phone.use('find', { ...more, date: DAY, name: 'Ada Marsh' }),
    await phone.use('cancel', more),
    await phone.use('cancel', { ...more, date: DAY }),
    await phone.use('reschedule', { ...more, new_start: TWO }),
    await phone.use('text', more),
    await phone.use('check', { ...more, date: NEXT }),
    await phone.use('check', { ...more, date: NEXT, service: 'telepathy' }),
    await phone.use('check', { ...more, date: NEXT, practitioner: 'Dr. No' }),
  ];
  for (const words of heard) assert.doesNotMatch(words, OAKS);
  return heard;
}

for (const shape of SHAPES) {
  test(`the other clinic's patient calls here, and the model asks for everything there, as "${shape}"`, async () => {
    const phone = await new Phone(elm, { caller: PATIENT, numberId: ELM_ID, shape }).answered();
    const [found, matching, cancelled, , moved, texted, free] = await triesAll(phone);
    assert.match(found!, /^No upcoming appointment was found under the number/);
    assert.match(matching!, /^No upcoming appointment under the caller's number matches/);
    for (const words of [cancelled!, moved!, texted!]) assert.match(words, /^There is no argument called "(appointment_id|id|event_id)"/);
    assert.match(free!, /Elm Clinic has more than nine openings/);
    await phone.hangsUp();
    await untouched();
    await leaves(elm, 0, 0);
  });
}

test('a time that is taken there is free here, and the same booking is another one', async () => {
  const phone = await new Phone(elm, { caller: PATIENT, callId: theirs.call_id }).answered();
  const booked = await phone.book(TEN, smuggled());
  assert.match(booked, /^The appointment at Elm Clinic is booked: .* at 10 AM/);
  assert.match(await phone.use('find', smuggled()), /^The caller has one appointment/);
  await leaves(elm, 1, 1);
  // The row stands in the object of the clinic that was called, and says whose calendar it is on; `untouched` looks into the other.
  assert.deepEqual((await elm.active()).map(({ calendar_id }) => calendar_id), elm.calendars);
  const { appointment_id, appointmentId, id, event_id, ...more } = smuggled();
  assert.ok(means.cancelled(await phone.use('cancel', more)));
  await untouched();
  await leaves(elm, 0, 2);
});

test('members of the message that are the model’s or the operator’s to fill do not select a clinic', async () => {
  const beside = {
    ...smuggled(),
    tenantId: oak.clinic.id,
    assistant: { name: 'Oak Dental', metadata: { orgId: oak.clinic.id, org_id: oak.clinic.id, number: oak.clinic.number } },
    artifact: { variableValues: { called_number: oak.clinic.number, 'phoneNumber.number': oak.clinic.number } },
    destination: { number: oak.clinic.number },
  };
  const phone = await new Phone(elm, { caller: PATIENT }).answered();
  assert.match(await phone.use('check', { date: NEXT, called_number: oak.clinic.number }, { beside }), /^On .*Elm Clinic has more than nine openings/);
  assert.match(await phone.use('find', {}, { beside }), /^No upcoming/);
});

test('the number is ours and Vapi’s id of it theirs: the number decides, and nothing is told of the other clinic', async () => {
  const phone = await new Phone(elm, { caller: PATIENT, numberId: OAK_ID }).answered();
  const heard = await triesAll(phone);
  assert.match(heard[0]!, /^No upcoming appointment/);
  assert.match(heard[6]!, /Elm Clinic has more than nine openings/);
  await phone.hangsUp();
  await untouched();
});

const NOT_SET_UP = /^The number that was called is not set up/;
const STRANGE = numberRecord('+12125550199', undefined, String);

/** Numbers that the signalling gives and that are not, or not only, this clinic's. */
const CONNECTIONS: [what: string, dialled: () => Dialled, heard: RegExp][] = [
  ['the number is nobody’s', () => ({ phoneNumber: STRANGE }), NOT_SET_UP],
  ['there is no number at all', () => ({ phoneNumber: null, kind: 'webCall' }), /^I can't tell which clinic this call is for/],
  ['the number cannot be read', () => ({ phoneNumber: { number: 'anonymous' } }), /^I can't tell which clinic/],
];

for (const [what, dialled, expected] of CONNECTIONS) {
  test(`${what}: no clinic answers, whatever the model says`, async () => {
    const phone = await new Phone(elm, { caller: PATIENT, ...dialled() }).answered();
    for (const words of await triesAll(phone)) assert.match(words, expected);
    const booked = await phone.book(TEN, smuggled());
    assert.match(booked, expected);
    assert.match(await phone.use('find', smuggled(), { shape: 'seed' }), expected);
    await phone.hangsUp();
    await untouched();
    await leaves(elm, 0, 2);
  });
}
