/** Single events: client ids, tombstones, entity tags, patches, and each documented error. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { CALENDAR, call, demoToken, reason, sandboxFor, type Answer, type CallOptions } from './fixture.ts';

const EVENTS = `${CALENDAR}/events`;
const START = { dateTime: '2026-12-03T10:00:00-05:00', timeZone: 'America/New_York' };
const END = { dateTime: '2026-12-03T10:30:00-05:00', timeZone: 'America/New_York' };
const EVENT = { id: 'booking00001', summary: 'Check-up', start: START, end: END };

/** A signed-in caller: method, path below the demo calendar's events, JSON body, further options. */
async function caller(t: TestContext) {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  return (method: string, path: string, json?: unknown, options: CallOptions = {}): Promise<Answer> =>
    call(sandbox, method, EVENTS + path, { token, ...(json === undefined ? {} : { json }), ...options });
}

test('an insert echoes the event and adds what the server knows', async (t) => {
  const send = await caller(t);
  const { status, headers, body } = await send('POST', '?sendUpdates=none', EVENT);
  assert.equal(status, 200);
  assert.equal(headers.get('etag'), body.etag);
  assert.match(body.etag, /^"\d+"$/);
  const { id, summary, start, end, iCalUID, sequence, kind } = body;
  assert.deepEqual({ id, summary, start, end }, EVENT);
  assert.deepEqual(
    [body.status, iCalUID, sequence, kind],
    ['confirmed', 'booking00001@google.com', 0, 'calendar#event'],
  );
});

test('without an id the server makes one of the same alphabet', async (t) => {
  const send = await caller(t);
  const { body } = await send('POST', '', { start: START, end: END });
  assert.match(body.id, /^[a-v0-9]{5,1024}$/);
});

const IDS: [id: string, status: number][] = [
  ['abcd', 400],
  ['abcde', 200],
  ['0'.repeat(1024), 200],
  ['0'.repeat(1025), 400],
  ['wxyz1', 400],
  ['ABCDE', 400],
  ['abc-de', 400],
  ['constructor', 200],
];

for (const [id, status] of IDS) {
  test(`client id ${id.length > 20 ? `of ${id.length} characters` : id}: ${status}`, async (t) => {
    const send = await caller(t);
    assert.equal((await send('POST', '', { ...EVENT, id })).status, status);
  });
}

test('the same id again is 409, also after deletion', async (t) => {
  const send = await caller(t);
  await send('POST', '', EVENT);
  const again = await send('POST', '', EVENT);
  assert.deepEqual(reason(again), [409, 'duplicate']);
  assert.equal(again.body.error.message, 'The requested identifier already exists.');
  await send('DELETE', '/booking00001');
  assert.deepEqual(reason(await send('POST', '', EVENT)), [409, 'duplicate']);
});

test('deleting answers 204, then 410; the tombstone can be read and revived', async (t) => {
  const send = await caller(t);
  await send('POST', '', EVENT);
  const first = await send('DELETE', '/booking00001');
  assert.deepEqual([first.status, first.body], [204, '']);
  assert.deepEqual(reason(await send('DELETE', '/booking00001')), [410, 'deleted']);
  assert.equal((await send('GET', '/booking00001')).body.status, 'cancelled');
  const revived = await send('PATCH', '/booking00001', { status: 'confirmed' });
  assert.deepEqual([revived.status, revived.body.status], [200, 'confirmed']);
});

test('an unknown id is 404 for every method', async (t) => {
  const send = await caller(t);
  for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
    const body = method === 'PATCH' || method === 'PUT' ? EVENT : undefined;
    assert.deepEqual(reason(await send(method, '/unknown1', body)), [404, 'notFound'], method);
  }
});

test('every change gives a new etag; a stale If-Match is 412 and changes nothing', async (t) => {
  const send = await caller(t);
  const { etag: stale } = (await send('POST', '', EVENT)).body;
  const { etag } = (
    await send('PATCH', '/booking00001', { summary: 'Cleaning' }, { headers: { 'if-match': stale } })
  ).body;
  assert.notEqual(etag, stale);
  for (const method of ['PATCH', 'PUT', 'DELETE']) {
    const body = method === 'DELETE' ? undefined : { ...EVENT, summary: 'Lost' };
    const answer = await send(method, '/booking00001', body, { headers: { 'if-match': stale } });
    assert.deepEqual(reason(answer), [412, 'conditionNotMet'], method);
  }
  const { body } = await send('GET', '/booking00001');
  assert.deepEqual([body.summary, body.etag], ['Cleaning', etag]);
  assert.equal(
    (await send('DELETE', '/booking00001', undefined, { headers: { 'if-match': etag } })).status,
    204,
  );
});

test('If-None-Match with the current etag is 304', async (t) => {
  const send = await caller(t);
  const { etag } = (await send('POST', '', EVENT)).body;
  const headers = { 'if-none-match': etag };
  assert.equal((await send('GET', '/booking00001', undefined, { headers })).status, 304);
  await send('PATCH', '/booking00001', { summary: 'Changed' });
  assert.equal((await send('GET', '/booking00001', undefined, { headers })).status, 200);
});

test('a patch merges objects, replaces lists, and removes by null', async (t) => {
  const send = await caller(t);
  const attendees = [{ email: 'a@example.com' }, { email: 'b@example.com' }];
  await send('POST', '', {
    ...EVENT,
    attendees,
    extendedProperties: { private: { bookingId: 'b1', kind: 'visit' } },
  });
  const { body } = await send('PATCH', '/booking00001', {
    summary: null,
    attendees: [{ email: 'c@example.com' }],
    extendedProperties: { private: { kind: null, revision: '2' } },
  });
  assert.equal('summary' in body, false);
  assert.deepEqual(body.attendees, [{ email: 'c@example.com' }]);
  assert.deepEqual(body.extendedProperties.private, { bookingId: 'b1', revision: '2' });
  assert.deepEqual([body.start, body.sequence], [START, 0]);
});

test('an update replaces all fields and a change of time counts up the sequence', async (t) => {
  const send = await caller(t);
  const created = (await send('POST', '', EVENT)).body;
  const later = {
    start: { dateTime: '2026-12-03T11:00:00-05:00' },
    end: { dateTime: '2026-12-03T12:00:00-05:00' },
  };
  const { body } = await send('PUT', '/booking00001', later);
  assert.equal('summary' in body, false);
  assert.deepEqual([body.iCalUID, body.created, body.sequence], [created.iCalUID, created.created, 1]);
});

test('a patch can turn a timed event into a whole day', async (t) => {
  const send = await caller(t);
  await send('POST', '', EVENT);
  const { status, body } = await send('PATCH', '/booking00001', {
    start: { date: '2026-12-03' },
    end: { date: '2026-12-04' },
  });
  assert.deepEqual([status, body.start, body.end], [200, { date: '2026-12-03' }, { date: '2026-12-04' }]);
});

test('a time without offset is read in its zone; times are shown in the zone asked for', async (t) => {
  const send = await caller(t);
  const start = { dateTime: '2026-07-01T10:00:00', timeZone: 'Europe/Zurich' };
  const end = { dateTime: '2026-07-01T11:00:00', timeZone: 'Europe/Zurich' };
  const { body } = await send('POST', '', { ...EVENT, start, end });
  assert.deepEqual(body.start, { dateTime: '2026-07-01T04:00:00-04:00', timeZone: 'Europe/Zurich' });
  const utc = await send('GET', '/booking00001?timeZone=UTC');
  assert.equal(utc.body.start.dateTime, '2026-07-01T08:00:00Z');
});

const BAD: [what: string, change: object, reason: string][] = [
  ['no start', { start: undefined }, 'required'],
  ['no end', { end: undefined }, 'required'],
  ['an end before the start', { end: { dateTime: '2026-12-03T09:00:00-05:00' } }, 'timeRangeEmpty'],
  [
    'a day that ends as it begins',
    { start: { date: '2026-12-03' }, end: { date: '2026-12-03' } },
    'timeRangeEmpty',
  ],
  ['a day and a time', { end: { date: '2026-12-04' } }, 'invalid'],
  ['neither offset nor zone', { start: { dateTime: '2026-12-03T10:00:00' } }, 'required'],
  ['an unknown zone', { start: { ...START, timeZone: 'Mars/Olympus' } }, 'invalid'],
  ['no such hour', { start: { dateTime: '2026-12-03T24:30:00Z' } }, 'invalid'],
  ['an unknown status', { status: 'maybe' }, 'invalid'],
  ['an attendee without address', { attendees: [{ displayName: 'A' }] }, 'required'],
  ['a property that is no text', { extendedProperties: { private: { n: 1 } } }, 'invalid'],
  ['id and iCalUID together', { iCalUID: 'x@example.com' }, 'invalid'],
  ['recurrence', { recurrence: ['RRULE:FREQ=DAILY'] }, 'invalid'],
];

for (const [what, change, expected] of BAD) {
  test(`an insert with ${what}: 400 ${expected}`, async (t) => {
    const send = await caller(t);
    assert.deepEqual(reason(await send('POST', '', { ...EVENT, ...change })), [400, expected]);
    assert.equal((await send('GET', '/booking00001')).status, 404);
  });
}

test('sendUpdates takes three values', async (t) => {
  const send = await caller(t);
  assert.deepEqual(reason(await send('POST', '?sendUpdates=some', EVENT)), [400, 'invalidParameter']);
});
