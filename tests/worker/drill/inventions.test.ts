/** A model that makes things up: ids, services, people, dates, zones and tools. The agent hears what there is, and nothing is done. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { means, type Tool } from '../booking/call.ts';
import { practice, secondsOf } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { withUnknownTools } from './carriers.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];
/** Two years ahead. */
const FAR = `${workday(520)}T10:00`;
const NOBODY = '0198c0de-0000-7000-8000-00000000dead';
const TODAY = /Today is \w+day, \w+ \d+, \d{4}, New York time\.$/;

const clinic = await practice(frontdesk, ['Lee', 'Ortiz']);
const phone = new Phone(clinic);

before(async () => {
  for (const name of ['Dental cleaning', 'Whitening']) {
    await frontdesk.done('POST', '/api/services', { token: clinic.clinic.admin, json: { name, minutes: 30 } });
  }
  await phone.answered();
});

/** What is invented, and what the agent hears of it. Nobody has an appointment. */
const INVENTED: [tool: Tool, args: object, heard: RegExp][] = [
  ['cancel', { appointment_id: NOBODY }, /^There is no argument called "appointment_id", so nothing was done/],
  ['cancel', { event_id: 'fd0198c0de0000700080000000000000deadr0' }, /^There is no argument called "event_id"/],
  ['reschedule', { appointment_id: NOBODY, new_start: TWO }, /^There is no argument called "appointment_id"/],
  ['reschedule', {}, /^The start time is missing\. .* send it as new_start/],
  ['find', { appointment_id: NOBODY, confirmation_number: 'ABC-123' }, /^No upcoming appointment was found/],
  ['text', { appointment_id: NOBODY }, /^There is no argument called "appointment_id"/],
  ['book', { start: TEN, name: 'Ada Marsh', service: 'hair transplant' }, /has no service called "hair transplant"\. The services are Dental cleaning and Whitening/],
  ['book', { start: TEN, name: 'Ada Marsh', practitioner: 'Dr. House' }, /has no practitioner called "Dr\. House"\. The practitioners are Lee and Ortiz/],
  ['check', { date: DAY, service: 'telepathy' }, /has no service called "telepathy"/],
  ['reserve', { start: TEN, practitioner: 'Nurse Joy' }, /has no practitioner called "Nurse Joy"/],
  ['check', { date: '2023-10-05' }, /^Thursday, October 5, 2023 is in the past\./],
  ['check', { from: '2023-10-02', to: '2023-10-06' }, /in the past/],
  ['book', { start: '2023-10-05T10:00', name: 'Ada Marsh' }, /^Thursday, October 5, 2023 is in the past\. .*YYYY-MM-DDTHH:MM/],
  ['book', { start: '2023-10-05T10:00:00Z', name: 'Ada Marsh' }, /^Thursday, October 5, 2023 is in the past\./],
  ['reserve', { start: '2024-02-30T10:00' }, /^There is no February 30 in the calendar\./],
  ['book', { start: `${DAY}T15:00:00Z`, name: 'Ada Marsh' }, /New York time\. .* send it without Z, zone or offset/],
  ['book', { start: `${DAY}T10:00+09:00`, name: 'Ada Marsh' }, /New York time/],
  ['book', { start: TEN, timezone: 'Asia/Tokyo', name: 'Ada Marsh' }, /New York time/],
  ['book', { start: `${DAY}T25:00`, name: 'Ada Marsh' }, /no such time|could not read/],
  ['book', { start: `${DAY}T03:00`, name: 'Ada Marsh' }, /would not fit into the hours of/],
  ['book', { start: `${DAY}T10:07`, name: 'Ada Marsh' }, /can't start at 10:07 AM/],
  ['book', { start: FAR, name: 'Ada Marsh' }, /is too far ahead/],
  ['book', { start: TEN, name: '{{customer.name}}' }, /The name could not be read\. Ask the caller/],
  ['book', { start: '{{slot}}', name: 'Ada Marsh' }, /template that was not filled in/],
  ['book', { start: TEN, name: '' }, /^Ask the caller for their first and last name/],
  ['book', { start: TEN, name: 'the caller' }, /^Ask the caller for their first and last name/],
  ['book', { start: TEN, name: 'Ada Marsh', phone: '12' }, /^The phone number is not complete/],
  ['book', { start: TEN, name: 'Ada Marsh', phone: '+12125550123 ext. 4' }, /extension/],
  ['text', { kind: 'poem' }, /confirmation or reminder/],
];

for (const [tool, args, expected] of INVENTED) {
  test(`${tool} with ${JSON.stringify(args)} is not done, and the agent hears what to do`, async () => {
    const heard = await phone.use(tool, args);
    assert.match(heard, expected);
    assert.match(heard, TODAY);
    assert.ok(!means.booked(heard) && !means.held(heard) && !means.moved(heard) && !means.cancelled(heard), heard);
  });
}

test('nothing is left of all that', async () => {
  await leaves(clinic, 0, 0);
  assert.deepEqual([await clinic.appointments(), await clinic.receipts(), await clinic.messages()], [[], [], []]);
});

withUnknownTools('tools that do not exist are named with those that do, and tools of the model’s own are not obeyed', async () => {
  const names = ['delete_appointment', 'execute_sql', 'get_all_patients', 'Book_Appointment!', 'x'.repeat(300), 'a\nb"c{}'];
  const heard = await phone.together(names.map((name) => [name, { start: TEN, name: 'Ada Marsh' }]));
  for (const words of heard) assert.match(words, /^There is no tool called .*\. Use one of these: check_availability, reserve_slot, book_appointment/);
  await leaves(clinic, 0, 0);
});

test('what is invented beside what is right changes nothing about it, and no id is ever said', async () => {
  const more = { calendar_id: 'primary', duration_minutes: 600, price: 0, confirmed: true };
  const words = [
    await phone.book(TEN, { ...more, service: 'cleaning', practitioner: 'Lee' }),
    await phone.use('find', more),
    await phone.use('reschedule', { ...more, new_start: TWO, end: `${NEXT}T23:00` }),
  ];
  assert.ok(means.booked(words[0]!) && means.moved(words[2]!), words.join('\n'));
  const [row] = await clinic.active();
  assert.deepEqual([row?.starts_at, row?.ends_at], [secondsOf(TWO), secondsOf(TWO) + 1800]);
  for (const heard of words) assert.doesNotMatch(heard, /[0-9a-f]{8}-[0-9a-f]{4}|fd[0-9a-f]{30}|@calendar|made-up/);
  // An id of an appointment could say another than is meant: it is answered, and nothing is done.
  for (const tool of ['cancel', 'text'] as const) {
    assert.match(await phone.use(tool, { ...more, appointment_id: NOBODY }), /^There is no argument called "appointment_id", so nothing was done/);
  }
  assert.ok(means.cancelled(await phone.use('cancel', more)));
  await leaves(clinic, 0, 3);
});

test('an offset that is the clinic’s own is understood, and so is the start as it was offered', async () => {
  const caller = await new Phone(clinic).answered();
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', timeZoneName: 'longOffset' })
    .formatToParts(new Date(`${DAY}T15:00:00Z`))
    .find(({ type }) => type === 'timeZoneName')!
    .value.replace('GMT', '');
  assert.ok(means.booked(await caller.book(`${TEN}:00${offset}`)));
  assert.equal((await clinic.active())[0]?.starts_at, secondsOf(TEN));
  assert.ok(means.cancelled(await caller.use('cancel', { date: `(start ${TEN})`.slice(7, -1) })));
});
