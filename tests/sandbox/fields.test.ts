/** Partial responses, and that ours ask only for what Google has. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { CALENDAR, call, demoToken, reason, sandboxFor } from './fixture.ts';
import { vendorSpec } from './vendor_specs.mjs';

const EVENT = {
  id: 'booking00001',
  summary: 'Check-up',
  start: { dateTime: '2026-12-03T10:00:00-05:00', timeZone: 'America/New_York' },
  end: { dateTime: '2026-12-03T10:30:00-05:00', timeZone: 'America/New_York' },
  extendedProperties: { private: { bookingId: 'b1' }, shared: { room: '2' } },
};

const SELECTIONS: [fields: string, expected: unknown][] = [
  ['id', { id: EVENT.id }],
  ['id,summary', { id: EVENT.id, summary: EVENT.summary }],
  ['start/dateTime', { start: { dateTime: EVENT.start.dateTime } }],
  ['start(dateTime),end', { start: { dateTime: EVENT.start.dateTime }, end: EVENT.end }],
  ['extendedProperties/private', { extendedProperties: { private: { bookingId: 'b1' } } }],
  ['extendedProperties(private/bookingId,shared)', { extendedProperties: EVENT.extendedProperties }],
  ['start/dateTime,start', { start: EVENT.start }],
  ['attendees,id', { id: EVENT.id }],
];

for (const [fields, expected] of SELECTIONS) {
  test(`fields=${fields}`, async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await demoToken(sandbox);
    const path = `${CALENDAR}/events?${new URLSearchParams({ fields })}`;
    assert.deepEqual((await call(sandbox, 'POST', path, { token, json: EVENT })).body, expected);
  });
}

test('a list is cut element by element', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  const query = 'maxResults=2&fields=nextPageToken,items(id)';
  const { body } = await call(sandbox, 'GET', `${CALENDAR}/events?${query}`, { token });
  assert.deepEqual(Object.keys(body).sort(), ['items', 'nextPageToken']);
  for (const item of body.items) assert.deepEqual(Object.keys(item), ['id']);
});

for (const fields of ['', 'id,', 'items(id', 'id)', 'start//date', 'a b']) {
  test(`a selection that cannot be read is refused: "${fields}"`, async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await demoToken(sandbox);
    const path = `${CALENDAR}/events?${new URLSearchParams({ fields })}`;
    const refused = await call(sandbox, 'POST', path, { token, json: EVENT });
    assert.deepEqual(reason(refused), [400, 'invalidParameter']);
    const { status } = await call(sandbox, 'GET', `${CALENDAR}/events/${EVENT.id}`, { token });
    assert.equal(status, 404, 'nothing was done');
  });
}

const found = await vendorSpec('google');
const source = (file: string) => readFile(new URL(`../../src/calendars/google/${file}`, import.meta.url), 'utf8');

test('the Worker asks for members that events have', { skip: found.missing ?? false }, async () => {
  const fields = /const FIELDS: &str = "([^"]+)"/.exec(await source('resource/mod.rs'))?.[1]?.split(',') ?? [];
  assert.ok(fields.length > 5);
  for (const path of fields) {
    let schema = found.document.schemas.Event;
    for (const name of path.split('/')) {
      schema = schema.properties?.[name];
      assert.ok(schema, `${path}: events have no ${name}`);
    }
  }
});

test('the Worker sends parameters that lists take', { skip: found.missing ?? false }, async () => {
  const { parameters } = found.document.resources.events.methods.list;
  const text = await source('events.rs');
  const matches = [...text.matchAll(/[?&](\w+)=/g), ...text.matchAll(/\("(\w+Min)", moment\)/g)];
  const sent = new Set(matches.map(([, name]) => String(name)));
  const known = { ...parameters, ...found.document.parameters, sendUpdates: {} };
  assert.deepEqual([...sent].filter((name) => !(name in known)), []);
  for (const name of ['updatedMin', 'timeMin', 'showDeleted', 'orderBy', 'pageToken', 'fields'])
    assert.ok(sent.has(name), name);
});
