/** Callers who want one time at the same moment. One of them gets it; the others hear so, and what is near, and get that. */
import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { control } from '../../sandbox/fixture.ts';
import { means, patient, startsNamed, type Tool } from '../booking/call.ts';
import { calledPractice, faulty, secondsOf, type Practice } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const DAY = workday();
const [TEN, ELEVEN] = [`${DAY}T10:00`, `${DAY}T11:00`];

/** What several callers hear who have all read the calendar before any of them writes. */
async function atOnce(t: TestContext, asks: (() => Promise<string>)[]): Promise<string[]> {
  faulty(t, frontdesk, { route: 'google.freeBusy', hold: true, times: asks.length });
  const heard = Promise.all(asks.map((ask) => ask()));
  await sandbox.faults.untilHeld(asks.length);
  sandbox.faults.clear();
  return heard;
}

const answered = (clinic: Practice, calls: number) => Promise.all(Array.from({ length: calls }, () => new Phone(clinic).answered()));
const won = (heard: string) => means.booked(heard) || means.held(heard) || means.moved(heard);

function assertHearsOfOthers(heard: string, wanted: string): void {
  assert.ok(means.taken(heard), heard);
  const near = startsNamed(heard);
  assert.ok(near.length > 0 && !near.includes(wanted) && near.every((start) => start.startsWith(DAY)), heard);
  assert.doesNotMatch(heard, /Ada|Bo|Cleo|Dan|Marsh|Frost|Hart|Reed/, 'nothing of whoever has it');
}

const RACES: [first: Tool, second: Tool][] = [
  ['book', 'book'],
  ['reserve', 'reserve'],
  ['reserve', 'book'],
  ['reschedule', 'book'],
  ['reschedule', 'reschedule'],
];

for (const [first, second] of RACES) {
  test(`${first} and ${second} want one time: exactly one gets it, and the other hears what is near and gets that`, async (t) => {
    const clinic = await calledPractice(frontdesk);
    const phones = await answered(clinic, 2);
    const tools = [first, second];
    for (const [n, tool] of tools.entries()) if (tool === 'reschedule') await phones[n]!.book(`${DAY}T1${4 + n}:00`);
    const heard = await atOnce(t, phones.map((phone, n) => () => phone.use(tools[n]!, wish(tools[n]!, n))));
    assert.equal(heard.filter(won).length, 1, heard.join('\n'));
    const loser = heard.findIndex((words) => !won(words));
    assertHearsOfOthers(heard[loser]!, TEN);
    const [near] = startsNamed(heard[loser]!);
    const after = await phones[loser]!.use(tools[loser]!, { ...wish(tools[loser]!, loser), ...at(tools[loser]!, near!) });
    assert.ok(won(after), after);
    const active = await clinic.active();
    assert.equal(active.length, 2);
    assert.equal(active.filter(({ starts_at }) => starts_at === secondsOf(TEN)).length, 1);
    await Promise.all(phones.map((phone) => phone.hangsUp()));
    const held = tools.filter((tool) => tool === 'reserve').length;
    const moves = tools.filter((tool) => tool === 'reschedule').length;
    await leaves(clinic, 2 - held, 2 - held + moves, held);
  });
}

const at = (tool: Tool, start: string) => (tool === 'reschedule' ? { new_start: start } : { start });
const wish = (tool: Tool, n: number) => ({ ...at(tool, TEN), ...(tool === 'book' && { name: patient(n) }) });

test('two callers whose assistants use the same ids do not get in each other’s way', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const phones = await answered(clinic, 2);
  const id = 'call_1';
  const heard = await atOnce(t, [TEN, ELEVEN].map((time, n) => () => phones[n]!.book(time, { name: patient(n) }, { id })));
  assert.ok(heard.every(means.booked), heard.join('\n'));
  await leaves(clinic, 2, 2);
});

test('of eight callers who were all told of one time, each is booked in the end, at a time of their own', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const phones = await answered(clinic, 8);
  const offered = await Promise.all(phones.map((phone) => phone.use('check', { date: DAY })));
  assert.ok(offered.every((heard) => heard.includes('more than nine openings')));
  let wishes = phones.map((phone, n) => ({ phone, name: patient(n), time: TEN }));
  for (let round = 0; wishes.length > 0; round++) {
    assert.ok(round < 8, `${wishes.length} callers are still on the line`);
    const heard = await atOnce(t, wishes.map(({ phone, name, time }) => () => phone.book(time, { name })));
    assert.ok(heard.some(means.booked), heard.join('\n'));
    wishes = wishes.flatMap((wish, n) => {
      if (means.booked(heard[n]!)) return [];
      assertHearsOfOthers(heard[n]!.replaceAll(wish.name, ''), wish.time);
      return [{ ...wish, time: startsNamed(heard[n]!)[n % startsNamed(heard[n]!).length]! }];
    });
  }
  await leaves(clinic, 8, 8);
});

test('a time that was offered, and that somebody at the clinic then fills by hand in Google, is not booked over', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  assert.match(await phone.use('check', { date: DAY }), /more than nine openings/);
  const event = { start: `${TEN}:00`, end: `${ELEVEN}:00`, summary: 'Ada Marsh, by hand' };
  await control(sandbox, 'POST', `/google/calendars/${encodeURIComponent(clinic.calendars[0]!)}/events`, event);
  assertHearsOfOthers(await phone.book(TEN), TEN);
  assert.ok(means.booked(await phone.book(ELEVEN)));
  assert.equal((await clinic.active()).length, 1);
});
