/**
 * Many callers want the same time at the same moment, through two isolates that ask one object. Each has read the calendar as free before
 * any of them writes, so nothing but the object decides.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startIsolates, workday, type Frontdesk } from '../fixture.ts';
import { means, startsNamed } from './call.ts';
import { practice, secondsOf, type Practice } from './practice.ts';
import { assertAgreement, overlaps, settle } from './settling.ts';

const isolates = await startIsolates({ after }, 2);
const [frontdesk] = isolates as [Frontdesk];
const { sandbox } = frontdesk;

const WANTED = `${workday()}T10:00`;
/** The half hours of a day, from nine on. */
const HALF_HOURS = Array.from({ length: 16 }, (_, n) => `${String(9 + Math.floor(n / 2)).padStart(2, '0')}:${n % 2 ? '30' : '00'}`);

/** Asks something, through the isolate that it is given. */
type Ask = (through: Frontdesk) => Promise<string>;

/** Has everybody ask at once: Google's answers come when all have asked, every second one in the other isolate. */
async function together(clinic: Practice, asks: Ask[]): Promise<string[]> {
  // So that both isolates know the route and have a token, and all get as far as Google within its time.
  for (const through of isolates) await clinic.call().use('check', { date: workday() }, { through });
  sandbox.faults.add({ route: 'google.freeBusy', hold: true, times: asks.length });
  const heard = Promise.all(asks.map((ask, n) => ask(isolates[n % isolates.length]!)));
  await sandbox.faults.untilHeld(asks.length);
  sandbox.faults.clear();
  return heard;
}

/**
 * The same, only that all wait for D1, which is asked beside Google: that many cannot be sure to get there within Google's time. The
 * object, and so all that it asks, is in the first isolate.
 */
async function togetherAtTheTable(clinic: Practice, asks: Ask[]): Promise<string[]> {
  for (const through of isolates) await clinic.call().use('check', { date: workday() }, { through });
  const { d1 } = await frontdesk.counts();
  sandbox.requests.clear();
  await frontdesk.gather('AS is_current', Infinity);
  const heard = Promise.all(asks.map((ask, n) => ask(isolates[n % isolates.length]!)));
  while ((await frontdesk.counts()).d1 < d1 + asks.length || sandbox.requests.count('google.freeBusy') < asks.length);
  await frontdesk.gather('', 0);
  return heard;
}

/** So many strangers who book the same time. */
const strangers = (clinic: Practice, count: number): Ask[] =>
  Array.from({ length: count }, () => (through) => clinic.call().book(WANTED, {}, { through }));

// bug class 1
test('of 200 callers who book one time at once, one gets it, and 199 hear of other times near it', async () => {
  const clinic = await practice(frontdesk);
  const heard = await togetherAtTheTable(clinic, strangers(clinic, 200));
  assert.equal(heard.filter(means.booked).length, 1);
  const others = heard.filter((words) => !means.booked(words));
  for (const words of others) {
    assert.ok(means.taken(words), words);
    const near = startsNamed(words);
    assert.ok(near.length > 0 && !near.includes(WANTED), words);
    for (const start of near) assert.ok(start.startsWith(workday()), `${start} is not near ${WANTED}`);
  }
  await settle(frontdesk);
  assert.deepEqual(await clinic.counts(), { rows: 1, events: 1, texts: 1, receipts: 1 });
  const [row] = await clinic.appointments();
  assert.equal(row?.starts_at, secondsOf(WANTED));
  await assertAgreement(clinic);
});

// bug classes 1, 2, 3 and 19
test('booking, holding and moving race for one time as equals, and who loses keeps what they had', async () => {
  const clinic = await practice(frontdesk);
  const movers = await Promise.all(
    HALF_HOURS.map(async (time) => {
      const call = clinic.call();
      assert.ok(means.booked(await call.book(`${workday(1)}T${time}`)));
      return call;
    }),
  );
  const asks = movers.flatMap((mover): Ask[] => [
    ...strangers(clinic, 1),
    (through) => clinic.call().use('reserve', { start: WANTED }, { through }),
    (through) => mover.use('reschedule', { new_start: WANTED }, { through }),
  ]);
  const heard = await together(clinic, asks);
  const won = heard.filter((words) => means.booked(words) || means.held(words) || means.moved(words));
  assert.equal(won.length, 1);
  assert.ok(heard.every((words) => won.includes(words) || means.taken(words)));
  await settle(frontdesk);
  const active = await clinic.active();
  const there = active.filter(({ starts_at }) => starts_at === secondsOf(WANTED));
  assert.deepEqual([there.length, active.length], [1, movers.length + (means.moved(won[0]!) ? 0 : 1)]);
  await assertAgreement(clinic);
});

test('twenty callers who want any of two practitioners get both of them, once each', async () => {
  const clinic = await practice(frontdesk, ['Ana', 'Ben']);
  const heard = await together(clinic, strangers(clinic, 20));
  assert.equal(heard.filter(means.booked).length, 2);
  await settle(frontdesk);
  const calendars = (await clinic.active()).map(({ calendar_id }) => calendar_id).sort();
  assert.deepEqual(calendars, [...clinic.calendars].sort());
  await assertAgreement(clinic);
});

/** What SQL from outside meets is shown by the changes of triggers/appointments.ts. */
test('without the triggers the same race has one winner too: the object decides and writes without a pause in between', async () => {
  const clinic = await practice(frontdesk);
  for (const change of ['insert', 'update']) {
    await frontdesk.clinicSql(clinic.clinic.id, `DROP TRIGGER appointments_no_overlap_${change}`);
  }
  const heard = await together(clinic, strangers(clinic, 40));
  assert.equal(heard.filter(means.booked).length, 1);
  assert.ok(heard.every((words) => means.booked(words) || means.taken(words)), heard.join('\n'));
  assert.equal(await overlaps(clinic), 0);
});
