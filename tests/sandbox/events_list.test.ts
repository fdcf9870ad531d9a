/** events.list and the other Google lists: filters, order, pages, sync tokens. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { NOW, call, control, demoToken, reason, sandboxFor, type Answer } from './fixture.ts';

const ID = 'rooms@calendar.example.com';
const DAY_EVENTS = [
  { id: 'event3', summary: 'Third', start: '2026-12-01T13:00:00', end: '2026-12-01T14:00:00' },
  { id: 'event1', summary: 'First', start: '2026-12-01T09:00:00', end: '2026-12-01T10:00:00' },
  { id: 'event2', summary: 'Second', start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00' },
];

/** A sandbox with three events on one calendar, and a way to list them. */
async function withEvents(t: TestContext) {
  const sandbox = await sandboxFor(t);
  const access = { [DEMO_GOOGLE.user]: 'owner' };
  await control(sandbox, 'PUT', `/google/calendars/${ID}`, { timeZone: 'America/New_York', access });
  for (const event of DAY_EVENTS) await control(sandbox, 'POST', `/google/calendars/${ID}/events`, event);
  const token = await demoToken(sandbox);
  const list = (query: Record<string, string> | [string, string][] = {}): Promise<Answer> =>
    call(sandbox, 'GET', `/calendar/v3/calendars/${ID}/events?${new URLSearchParams(query)}`, { token });
  const ids = async (query?: Record<string, string> | [string, string][]): Promise<string[]> =>
    (await list(query)).body.items.map(({ id }: { id: string }) => id).sort();
  return { sandbox, token, list, ids };
}

test('timeMin bounds the end and timeMax the start, both exclusive', async (t) => {
  const { ids } = await withEvents(t);
  assert.deepEqual(await ids({ timeMin: '2026-12-01T10:00:00-05:00' }), ['event2', 'event3']);
  assert.deepEqual(await ids({ timeMax: '2026-12-01T10:00:00-05:00' }), ['event1']);
  assert.deepEqual(
    await ids({ timeMin: '2026-12-01T10:00:00-05:00', timeMax: '2026-12-01T13:00:00-05:00' }),
    ['event2'],
  );
});

test('by start time only together with singleEvents', async (t) => {
  const { list } = await withEvents(t);
  const { body } = await list({ orderBy: 'startTime', singleEvents: 'true' });
  assert.deepEqual(
    body.items.map(({ id }: any) => id),
    ['event1', 'event2', 'event3'],
  );
  assert.equal((await list({ orderBy: 'startTime' })).status, 400);
  assert.deepEqual(reason(await list({ orderBy: 'summary' })), [400, 'invalidParameter']);
});

test('deleted events appear on request', async (t) => {
  const { sandbox, ids } = await withEvents(t);
  await control(sandbox, 'DELETE', `/google/calendars/${ID}/events/event2`);
  assert.deepEqual(await ids(), ['event1', 'event3']);
  assert.deepEqual(await ids({ showDeleted: 'true' }), ['event1', 'event2', 'event3']);
});

test('changes since a moment include deletions, in the order of the changes', async (t) => {
  const { sandbox, list } = await withEvents(t);
  sandbox.advance(60);
  const later = { start: '2026-12-01T14:00:00', end: '2026-12-01T15:00:00' };
  await control(sandbox, 'PATCH', `/google/calendars/${ID}/events/event3`, later);
  sandbox.advance(60);
  await control(sandbox, 'DELETE', `/google/calendars/${ID}/events/event1`);
  const since = async (seconds: number, query: Record<string, string> = {}) => {
    const updatedMin = new Date(NOW + seconds * 1000).toISOString();
    const { body } = await list({ updatedMin, orderBy: 'updated', ...query });
    return body.items.map(({ id, status }: any) => `${id} ${status}`);
  };
  assert.deepEqual(await since(60), ['event3 confirmed', 'event1 cancelled']);
  assert.deepEqual(await since(61, { showDeleted: 'true' }), ['event1 cancelled']);
  assert.deepEqual(await since(121), []);
});

test('a moment that lies too far back is 410', async (t) => {
  const { list } = await withEvents(t);
  const before = (days: number) => new Date(NOW - days * 86_400_000).toISOString();
  assert.deepEqual(reason(await list({ updatedMin: before(29) })), [410, 'updatedMinTooLongAgo']);
  assert.equal((await list({ updatedMin: before(27) })).status, 200);
});

test('of a deleted event a list says little more than its id', async (t) => {
  const { sandbox, list } = await withEvents(t);
  await control(sandbox, 'DELETE', `/google/calendars/${ID}/events/event2`);
  const { body } = await list({ showDeleted: 'true' });
  const [deleted] = body.items.filter(({ status }: any) => status === 'cancelled');
  assert.deepEqual(Object.keys(deleted).sort(), ['etag', 'id', 'kind', 'status', 'updated']);
});

test('private properties find their event; repeated constraints must all match', async (t) => {
  const { sandbox, ids, list } = await withEvents(t);
  const properties = { extendedProperties: { private: { bookingId: 'b=1', kind: 'visit' } } };
  await control(sandbox, 'PATCH', `/google/calendars/${ID}/events/event1`, properties);
  assert.deepEqual(await ids({ privateExtendedProperty: 'bookingId=b=1' }), ['event1']);
  assert.deepEqual(await ids({ privateExtendedProperty: 'bookingId=b' }), []);
  const both: [string, string][] = [
    ['privateExtendedProperty', 'bookingId=b=1'],
    ['privateExtendedProperty', 'kind=call'],
  ];
  assert.deepEqual(await ids(both), []);
  assert.deepEqual(reason(await list({ privateExtendedProperty: 'bookingId' })), [400, 'invalid']);
});

test('a search by text looks at the summary', async (t) => {
  const { ids } = await withEvents(t);
  assert.deepEqual(await ids({ q: 'seco' }), ['event2']);
});

test('pages cover all events once and only the last has a sync token', async (t) => {
  const { list } = await withEvents(t);
  const seen: string[] = [];
  let page: any = { nextPageToken: undefined };
  do {
    const token: Record<string, string> =
      page.nextPageToken === undefined ? {} : { pageToken: page.nextPageToken };
    page = (await list({ maxResults: '2', ...token })).body;
    seen.push(...page.items.map(({ id }: any) => id));
    assert.equal('nextSyncToken' in page, !('nextPageToken' in page));
  } while (page.nextPageToken !== undefined);
  assert.deepEqual(seen.sort(), ['event1', 'event2', 'event3']);
  assert.equal((await list({ pageToken: 'bogus' })).status, 400);
  assert.equal((await list({ maxResults: '0' })).status, 400);
});

test('a sync token brings later changes and deletions only', async (t) => {
  const { sandbox, ids, list } = await withEvents(t);
  const syncToken = (await list()).body.nextSyncToken;
  assert.deepEqual(await ids({ syncToken }), []);
  await control(sandbox, 'DELETE', `/google/calendars/${ID}/events/event3`);
  await control(sandbox, 'PATCH', `/google/calendars/${ID}/events/event1`, { summary: 'Moved' });
  assert.deepEqual(await ids({ syncToken }), ['event1', 'event3']);
  assert.deepEqual(reason(await list({ syncToken, q: 'x' })), [400, 'invalid']);
  assert.deepEqual(reason(await list({ syncToken: 'bogus' })), [410, 'fullSyncRequired']);
});

test('an empty range and a bound without offset are refused', async (t) => {
  const { list } = await withEvents(t);
  const at = '2026-12-01T10:00:00Z';
  assert.deepEqual(reason(await list({ timeMin: at, timeMax: at })), [400, 'timeRangeEmpty']);
  assert.deepEqual(reason(await list({ timeMin: '2026-12-01T10:00:00' })), [400, 'badRequest']);
});

test('the calendar list keeps to what is shared, with at least the role asked for', async (t) => {
  const { sandbox, token } = await withEvents(t);
  await control(sandbox, 'PUT', '/google/calendars/read-only', { access: { [DEMO_GOOGLE.user]: 'reader' } });
  await control(sandbox, 'PUT', '/google/calendars/foreign', { access: { 'other@example.com': 'owner' } });
  const pick = async (query: string): Promise<string[]> => {
    const { body } = await call(sandbox, 'GET', `/calendar/v3/users/me/calendarList${query}`, { token });
    return body.items.map(({ id }: any) => id);
  };
  assert.deepEqual(await pick(''), [DEMO_GOOGLE.calendarId, ID, 'read-only']);
  assert.deepEqual(await pick('?minAccessRole=writer'), [DEMO_GOOGLE.calendarId, ID]);
  const bad = await call(sandbox, 'GET', '/calendar/v3/users/me/calendarList?minAccessRole=king', { token });
  assert.deepEqual(reason(bad), [400, 'invalidParameter']);
});
