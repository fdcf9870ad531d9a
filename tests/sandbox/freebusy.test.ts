/** freeBusy: what counts as busy, how periods are cut and joined, and its two kinds of errors. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { call, control, demoToken, reason, sandboxFor, type Answer } from './fixture.ts';

const ID = 'rooms@calendar.example.com';
const DAY = { timeMin: '2026-12-01T00:00:00-05:00', timeMax: '2026-12-02T00:00:00-05:00' };

/** A sandbox with an empty calendar in New York, and a way to ask for its busy times. */
async function withCalendar(t: TestContext) {
  const sandbox = await sandboxFor(t);
  const access = { [DEMO_GOOGLE.user]: 'owner' };
  await control(sandbox, 'PUT', `/google/calendars/${ID}`, { timeZone: 'America/New_York', access });
  const token = await demoToken(sandbox);
  const query = (json: object): Promise<Answer> =>
    call(sandbox, 'POST', '/calendar/v3/freeBusy', { token, json });
  const busy = async (json: object = {}): Promise<unknown> =>
    (await query({ ...DAY, items: [{ id: ID }], ...json })).body.calendars[ID].busy;
  return { sandbox, query, busy };
}

function add(sandbox: Sandbox, start: string, end: string, others: object = {}): Promise<any> {
  return control(sandbox, 'POST', `/google/calendars/${ID}/events`, { start, end, ...others });
}

test('periods are answered in UTC, or in the zone asked for', async (t) => {
  const { sandbox, busy } = await withCalendar(t);
  await add(sandbox, '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  assert.deepEqual(await busy(), [{ start: '2026-12-01T14:00:00Z', end: '2026-12-01T15:00:00Z' }]);
  const local = [{ start: '2026-12-01T09:00:00-05:00', end: '2026-12-01T10:00:00-05:00' }];
  assert.deepEqual(await busy({ timeZone: 'America/New_York' }), local);
});

test('transparent, cancelled and empty events do not count; tentative ones do', async (t) => {
  const { sandbox, busy } = await withCalendar(t);
  await add(sandbox, '2026-12-01T09:00:00', '2026-12-01T10:00:00', { transparency: 'transparent' });
  const { id } = await add(sandbox, '2026-12-01T10:00:00', '2026-12-01T11:00:00');
  await control(sandbox, 'DELETE', `/google/calendars/${ID}/events/${id}`);
  await add(sandbox, '2026-12-01T12:00:00', '2026-12-01T12:00:00');
  assert.deepEqual(await busy(), []);
  await add(sandbox, '2026-12-01T13:00:00', '2026-12-01T14:00:00', { status: 'tentative' });
  assert.deepEqual(await busy(), [{ start: '2026-12-01T18:00:00Z', end: '2026-12-01T19:00:00Z' }]);
});

test('the range is half-open and cuts what reaches beyond it', async (t) => {
  const { sandbox, busy } = await withCalendar(t);
  await add(sandbox, '2026-11-30T23:00:00', '2026-12-01T00:00:00');
  await add(sandbox, '2026-12-02T00:00:00', '2026-12-02T01:00:00');
  assert.deepEqual(await busy(), []);
  await add(sandbox, '2026-11-30T22:00:00', '2026-12-01T01:00:00');
  assert.deepEqual(await busy(), [{ start: '2026-12-01T05:00:00Z', end: '2026-12-01T06:00:00Z' }]);
});

test('overlapping and touching events are one period', async (t) => {
  const { sandbox, busy } = await withCalendar(t);
  await add(sandbox, '2026-12-01T11:00:00', '2026-12-01T12:00:00');
  await add(sandbox, '2026-12-01T09:00:00', '2026-12-01T10:30:00');
  await add(sandbox, '2026-12-01T10:00:00', '2026-12-01T11:00:00');
  assert.deepEqual(await busy(), [{ start: '2026-12-01T14:00:00Z', end: '2026-12-01T17:00:00Z' }]);
});

test("whole days are busy from midnight to midnight in the calendar's zone, their end exclusive", async (t) => {
  const { sandbox, busy } = await withCalendar(t);
  await add(sandbox, '2026-11-01', '2026-11-02'); // 25 hours long in New York
  const range = { timeMin: '2026-10-31T00:00:00Z', timeMax: '2026-11-05T00:00:00Z' };
  assert.deepEqual(await busy(range), [{ start: '2026-11-01T04:00:00Z', end: '2026-11-02T05:00:00Z' }]);
});

test('unknown calendars fail inside the 200, beside those that work', async (t) => {
  const { query } = await withCalendar(t);
  const { status, body } = await query({ ...DAY, items: [{ id: ID }, { id: 'nobody@example.com' }] });
  assert.equal(status, 200);
  assert.deepEqual(body.calendars, {
    [ID]: { busy: [] },
    'nobody@example.com': { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] },
  });
});

test('a calendar can be told to fail inside the 200', async (t) => {
  const { sandbox, query } = await withCalendar(t);
  await control(sandbox, 'PUT', `/google/calendars/${ID}`, { freeBusyError: 'internalError' });
  const { body } = await query({ ...DAY, items: [{ id: ID }] });
  assert.deepEqual(body.calendars[ID].errors, [{ domain: 'global', reason: 'internalError' }]);
});

test('more calendars than the limit: tooManyCalendarsRequested for each', async (t) => {
  const { query } = await withCalendar(t);
  const items = Array.from({ length: 51 }, (_, at) => ({ id: at === 0 ? ID : `c${at}@example.com` }));
  const { status, body } = await query({ ...DAY, items });
  assert.equal(status, 200);
  const reasons = Object.values<any>(body.calendars).map(({ errors }) => errors[0].reason);
  assert.deepEqual(reasons, Array(51).fill('tooManyCalendarsRequested'));
  const fitting = await query({ ...DAY, items: items.slice(0, 50) });
  assert.equal(fitting.body.calendars[ID].errors, undefined);
});

const BAD: [what: string, change: object, reason: string][] = [
  ['no timeMin', { timeMin: undefined }, 'required'],
  ['no timeMax', { timeMax: undefined }, 'required'],
  ['a time without offset', { timeMin: '2026-12-01T00:00:00' }, 'badRequest'],
  ['a day that does not exist', { timeMin: '2026-02-30T00:00:00Z' }, 'badRequest'],
  ['an empty range', { timeMax: DAY.timeMin }, 'timeRangeEmpty'],
  ['a range turned round', { timeMin: DAY.timeMax, timeMax: DAY.timeMin }, 'timeRangeEmpty'],
  ['a range over 90 days', { timeMax: '2027-06-01T00:00:00Z' }, 'timeRangeTooLong'],
  ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'invalid'],
  ['items that are no objects', { items: ['x'] }, 'invalid'],
  ['a calendarExpansionMax over 50', { calendarExpansionMax: 51 }, 'invalid'],
];

for (const [what, change, expected] of BAD) {
  test(`${what}: 400 ${expected}`, async (t) => {
    const { query } = await withCalendar(t);
    assert.deepEqual(reason(await query({ ...DAY, items: [{ id: ID }], ...change })), [400, expected]);
  });
}

test('a body that is no JSON is a parse error, and /freebusy does not exist', async (t) => {
  const { sandbox } = await withCalendar(t);
  const token = await demoToken(sandbox);
  const text = { token, headers: { 'content-type': 'application/json' }, form: { not: 'json' } };
  assert.deepEqual(reason(await call(sandbox, 'POST', '/calendar/v3/freeBusy', text)), [400, 'parseError']);
  assert.equal((await call(sandbox, 'POST', '/calendar/v3/freebusy', { token, json: DAY })).status, 404);
});
