/** Calls that used to end nowhere: whatever cannot be booked or answered goes on in another way, and nothing is lost. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { means } from '../booking/call.ts';
import { calledPractice, practice, secondsOf, type Practice } from '../booking/practice.ts';
import { freshNumber, start, workday } from '../fixture.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${DAY}T14:00`];
const WITHHELD = { caller: null, customer: { number: 'anonymous' } };

async function startsAt(clinic: Practice, ...starts: string[]): Promise<void> {
  assert.deepEqual((await clinic.active()).map(({ starts_at }) => starts_at), starts.map(secondsOf));
}

test('a withheld caller who changes their mind has what they booked in this call, and nobody else’s', async () => {
  const clinic = await calledPractice(frontdesk);
  const known = new Phone(clinic);
  assert.ok(means.booked(await known.book(`${DAY}T09:00`)));
  const phone = await new Phone(clinic, WITHHELD).answered();
  assert.ok(means.booked(await phone.book(TEN, { name: 'Cy Brook', phone: freshNumber() })));
  assert.match(await phone.use('find'), /^The caller has one appointment: .* at 10 AM/);
  assert.ok(means.moved(await phone.says('Two is better.').use('reschedule', { date: DAY, new_start: '2 pm' })));
  await startsAt(clinic, `${DAY}T09:00`, TWO);
  // The next call is another caller's, also if it is theirs.
  const later = await new Phone(clinic, WITHHELD).answered();
  assert.match(await later.use('cancel', {}), /number is withheld/);
  assert.ok(means.cancelled(await phone.says('I cannot come at all.').use('cancel')));
  await startsAt(clinic, `${DAY}T09:00`);
  await leaves(clinic, 1, 4);
});

test('a cancelled appointment that is wanted back is what it was: service, practitioner, notes', async () => {
  const clinic = await practice(frontdesk, ['Kim', 'Roe']);
  await frontdesk.done('POST', '/api/services', { token: clinic.clinic.admin, json: { name: 'Whitening', minutes: 60 } });
  const phone = await new Phone(clinic).answered();
  const wanted = { service: 'whitening', practitioner: 'Roe', notes: 'Needs a ramp' };
  const booked = await phone.book(TEN, wanted);
  assert.match(booked, /is booked: .* for Whitening with Roe/);
  assert.ok(means.cancelled(await phone.says('Cancel it, please.').use('cancel', { date: 'the next one' })));
  assert.equal(await phone.says('No, wait, I can come after all.').book(TEN), booked);
  const [row] = await clinic.active();
  const { service_name, practitioner_name, notes, starts_at, ends_at } = row!;
  assert.deepEqual([service_name, practitioner_name, notes, ends_at - starts_at], ['Whitening', 'Roe', 'Needs a ramp', 3600]);
  await leaves(clinic, 1, 3);
});

test('a name that was misheard is put right, and what is said of another time moves nothing', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.ok(means.booked(await phone.book(TEN, { name: 'Ada Marsch' })));
  const spelled = { name: "it's Ada M-A-R-S-H" };
  assert.match(await phone.says('It is Ada Marsh, without a c.').book(TEN, spelled), /whether this is for the same person, or for somebody else/);
  assert.match(await phone.says('For me.').book(TEN, { ...spelled, another_person: false }), /corrected the name to Ada Marsh/);
  const refused = await phone.use('cancel', { time: '4:45 pm' });
  assert.match(refused, /^None of the caller's appointments matches that, so nothing was done\. .* at 10 AM .* whether to cancel that one/);
  assert.match(await phone.use('cancel', { when: 'some day soon' }), /^I could not read "some day soon"/);
  await startsAt(clinic, TEN);
  await leaves(clinic, 1, 1);
});

test('a part of the day in which the clinic is never open is answered with its hours, and what is near is booked', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const heard = await phone.says('After work, please.').use('check', { date: NEXT, part_of_day: 'after work' });
  assert.match(heard, /no appointments in the evening on .*: the hours are 9 AM to 5 PM\. The nearest openings are .* 4:30 PM/);
  assert.ok(means.booked(await phone.book(`${NEXT}T16:30`)));
  await leaves(clinic, 1, 1);
});

const inbox = async ({ clinic }: Practice): Promise<any[]> =>
  (await frontdesk.done('GET', '/api/inbox?status=open', { token: clinic.admin })).items;

test('do you take Delta Dental: what is listed is answered, what is not goes to staff, and what nobody wrote down becomes a message', async () => {
  const clinic = await calledPractice(frontdesk);
  const json = {
    facts: [{ topic: 'parking', ask: ['where can I park'], say: 'There are six spaces behind the house.' }],
    insurance: { accepted: ['Delta Dental PPO'], not_accepted: ['DeltaCare'] },
  };
  await frontdesk.done('PUT', '/api/knowledge', { token: clinic.clinic.admin, json });
  const phone = await new Phone(clinic).answered();
  const ask = (question: string) => phone.says(question).use('ask', { question });
  assert.match(await ask('do you take delta dental ppo'), /Delta Dental PPO.*staff/i);
  assert.match(await ask('do you take DeltaCare'), /DeltaCare/);
  const which = await ask('do you take delta dental');
  assert.match(which, /Delta Dental PPO/);
  assert.doesNotMatch(which, /^Yes/);
  assert.match(await ask('where can I park'), /six spaces behind the house/);
  assert.match(await ask('how many ibuprofen can I take'), /take_message|not .*answer/i);
  assert.match(await ask('do you make custom skis'), /take_message/);
  assert.match(await phone.use('message', { about: 'Do you make custom skis?' }), /^The message is taken down\./);
  assert.deepEqual((await inbox(clinic)).map(({ about }) => about), ['Do you make custom skis?']);
  const gaps = await frontdesk.done('GET', '/api/knowledge/gaps', { token: clinic.clinic.admin });
  assert.ok(gaps.items.some(({ question }: any) => /skis/.test(question)), JSON.stringify(gaps));
});

test('nobody is free for four weeks: the agent is told to take a message, and it is taken', async () => {
  const clinic = await calledPractice(frontdesk);
  // Saturdays alone, and closed on all that can be booked.
  const saturdays = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((week) => nextSaturday(week)).map((date) => ({ date, hours: [] }));
  const json = { weekly: { saturday: [{ open: '09:00', close: '12:00' }] }, overrides: saturdays, horizon_days: 60 };
  await frontdesk.done('PUT', '/api/schedule', { token: clinic.clinic.admin, json });
  const phone = await new Phone(clinic).answered();
  const heard = await phone.use('check', { earliest: true });
  assert.match(heard, /has nothing free in the next four weeks\. Offer to take a message \(take_message\)/);
  assert.match(await phone.use('message', { about: 'Wants the first time there is', for: 'anybody' }), /^The message is taken down\./);
  assert.equal((await inbox(clinic)).length, 1);
});

test('a wrong number: nothing is found, nothing is held, and nothing is left', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.match(await phone.says('Is this the garage?').use('find'), /^No upcoming appointment was found .*\(take_message\)/);
  await phone.says('Sorry, wrong number.').hangsUp();
  await leaves(clinic, 0, 0);
  assert.deepEqual(await inbox(clinic), []);
});

/** The date of a Saturday to come, by the calendar of the clinic's week. */
function nextSaturday(week: number): string {
  const day = new Date(`${workday()}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + ((6 - day.getUTCDay() + 7) % 7) + 7 * (week - 1));
  return day.toISOString().slice(0, 10);
}
