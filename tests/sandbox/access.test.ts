/** Who may call Calendar: tokens that expire by the clock, scopes per method, roles per calendar. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { CALENDAR, call, control, demoToken, reason, sandboxFor, type Answer } from './fixture.ts';

const QUERY = {
  timeMin: '2026-12-01T00:00:00Z',
  timeMax: '2026-12-02T00:00:00Z',
  items: [{ id: DEMO_GOOGLE.calendarId }],
};
const EVENT = { start: { dateTime: '2026-12-01T20:00:00Z' }, end: { dateTime: '2026-12-01T21:00:00Z' } };

test('a token lives 3599 seconds and not one more', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  sandbox.advance(3598);
  assert.equal((await call(sandbox, 'POST', '/calendar/v3/freeBusy', { token, json: QUERY })).status, 200);
  sandbox.advance(1);
  const late = await call(sandbox, 'POST', '/calendar/v3/freeBusy', { token, json: QUERY });
  assert.deepEqual(reason(late), [401, 'authError']);
  assert.equal(late.body.error.errors[0].location, 'Authorization');
});

test('all tokens can be expired at once by control', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  assert.deepEqual(await control(sandbox, 'POST', '/google/tokens/expire'), { expired: 1 });
  assert.deepEqual(reason(await call(sandbox, 'GET', `${CALENDAR}/events`, { token })), [401, 'authError']);
});

test('no token and an unknown token are told apart', async (t) => {
  const sandbox = await sandboxFor(t);
  assert.deepEqual(reason(await call(sandbox, 'GET', `${CALENDAR}/events`)), [401, 'required']);
  assert.deepEqual(reason(await call(sandbox, 'GET', `${CALENDAR}/events`, { token: 'x' })), [
    401,
    'authError',
  ]);
});

type Call = [method: string, path: string, json?: unknown];
const FREE_BUSY: Call = ['POST', '/calendar/v3/freeBusy', QUERY];
const INSERT: Call = ['POST', `${CALENDAR}/events`, EVENT];
const LIST: Call = ['GET', `${CALENDAR}/events`];
const PICK: Call = ['GET', '/calendar/v3/users/me/calendarList'];

const SCOPES: [scope: string, enough: Call[], tooLittle: Call[]][] = [
  ['calendar', [FREE_BUSY, INSERT, LIST, PICK], []],
  ['calendar.readonly', [FREE_BUSY, LIST, PICK], [INSERT]],
  ['calendar.events', [INSERT, LIST], [FREE_BUSY, PICK]],
  ['calendar.freebusy', [FREE_BUSY], [INSERT, LIST, PICK]],
  ['calendar.events.freebusy', [FREE_BUSY, LIST], [INSERT, PICK]],
  ['calendar.calendarlist.readonly', [PICK], [FREE_BUSY, INSERT, LIST]],
];

for (const [scope, enough, tooLittle] of SCOPES) {
  test(`scope ${scope} opens ${enough.length} of 4 methods`, async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await demoToken(sandbox, [scope]);
    const send = ([method, path, json]: Call): Promise<Answer> =>
      call(sandbox, method, path, { token, json });
    for (const each of enough) assert.equal((await send(each)).status, 200, each.join(' '));
    for (const each of tooLittle) {
      const answer = await send(each);
      assert.deepEqual(reason(answer), [403, 'insufficientPermissions'], each.join(' '));
      assert.equal(answer.body.error.details[0].reason, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    }
  });
}

const ROLES: [role: string, list: number, insert: number][] = [
  ['freeBusyReader', 403, 403],
  ['reader', 200, 403],
  ['writer', 200, 200],
  ['owner', 200, 200],
];

for (const [role, list, insert] of ROLES) {
  test(`role ${role}: list ${list}, insert ${insert}, freeBusy always`, async (t) => {
    const sandbox = await sandboxFor(t);
    const { calendarId, user } = DEMO_GOOGLE;
    await control(sandbox, 'PUT', `/google/calendars/${calendarId}`, { access: { [user]: role } });
    const token = await demoToken(sandbox);
    assert.equal((await call(sandbox, 'GET', `${CALENDAR}/events`, { token })).status, list);
    assert.equal((await call(sandbox, 'POST', `${CALENDAR}/events`, { token, json: EVENT })).status, insert);
    const { body } = await call(sandbox, 'POST', '/calendar/v3/freeBusy', { token, json: QUERY });
    assert.equal(body.calendars[calendarId].errors, undefined);
  });
}

test('a calendar that is not shared looks like one that does not exist', async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'PUT', '/google/calendars/private', { access: { 'other@example.com': 'owner' } });
  const token = await demoToken(sandbox);
  const hidden = await call(sandbox, 'GET', '/calendar/v3/calendars/private/events', { token });
  const missing = await call(sandbox, 'GET', '/calendar/v3/calendars/missing/events', { token });
  assert.deepEqual(reason(hidden), [404, 'notFound']);
  assert.deepEqual(hidden.body, missing.body);
});

test('primary means the calendar named like the user', async (t) => {
  const sandbox = await sandboxFor(t);
  const { user } = DEMO_GOOGLE;
  await control(sandbox, 'PUT', `/google/calendars/${user}`, { summary: 'Own', access: { [user]: 'owner' } });
  const token = await demoToken(sandbox, ['calendar']);
  const { body } = await call(sandbox, 'GET', '/calendar/v3/calendars/primary', { token });
  assert.equal(body.id, user);
});
