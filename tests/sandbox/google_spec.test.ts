/** The sandbox's Calendar against Google's discovery document: paths, scopes, requests and replies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { METHODS } from '../../sandbox/google/access.ts';
import { channelRoutes } from '../../sandbox/google/channels.ts';
import { eventRoutes } from '../../sandbox/google/events.ts';
import { freeBusyRoutes } from '../../sandbox/google/freebusy.ts';
import { listRoutes } from '../../sandbox/google/listing.ts';
import { CALENDAR, SCOPE, call, demoToken, sandboxFor } from './fixture.ts';
import { vendorSpec } from './vendor_specs.mjs';

const found = await vendorSpec('google');
const skip = found.missing ?? false;
const discovery = found.document;

/** Our route and method names, and where the document describes the same. */
const SAME: [route: string, method: keyof typeof METHODS, resource: string, name: string][] = [
  ['google.freeBusy', 'freeBusy', 'freebusy', 'query'],
  ['google.events.insert', 'insert', 'events', 'insert'],
  ['google.events.get', 'get', 'events', 'get'],
  ['google.events.patch', 'patch', 'events', 'patch'],
  ['google.events.update', 'update', 'events', 'update'],
  ['google.events.delete', 'delete', 'events', 'delete'],
  ['google.events.list', 'list', 'events', 'list'],
  ['google.events.watch', 'watch', 'events', 'watch'],
  ['google.channels.stop', 'stop', 'channels', 'stop'],
  ['google.calendarList', 'calendarList', 'calendarList', 'list'],
  ['google.calendars.get', 'calendar', 'calendars', 'get'],
];

for (const [route, method, resource, name] of SAME) {
  test(`${route} has the documented method, path and scopes`, { skip }, () => {
    const documented = discovery.resources[resource].methods[name];
    const ours = [...freeBusyRoutes, ...eventRoutes, ...channelRoutes, ...listRoutes].find((each) => each.name === route);
    const path = `/${discovery.servicePath}${documented.path}`.replaceAll(/\{(\w+)\}/g, ':$1');
    assert.deepEqual([ours?.method, ours?.pattern], [documented.httpMethod, path]);
    const scopes = METHODS[method].scopes.map((scope) => SCOPE + scope).sort();
    assert.deepEqual(scopes, [...documented.scopes].sort());
  });
}

const KEEP = ['type', 'format', 'enum', 'pattern', 'description'];

/** A schema of the document as JSON Schema: closed objects, references by id, and nothing that means something else. */
function jsonSchema(schema: any): any {
  if (schema.$ref !== undefined) return { $ref: `#/definitions/${schema.$ref}` };
  if (schema.type === 'any') return {};
  const kept = Object.fromEntries(KEEP.filter((name) => name in schema).map((name) => [name, schema[name]]));
  if (schema.type === 'array') return { ...kept, items: jsonSchema(schema.items) };
  if (schema.type !== 'object') return kept;
  const properties = Object.entries(schema.properties ?? {}).map(([name, each]) => [name, jsonSchema(each)]);
  const others = schema.additionalProperties === undefined ? false : jsonSchema(schema.additionalProperties);
  return { ...kept, properties: Object.fromEntries(properties), additionalProperties: others };
}

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const schemas = Object.entries<any>(discovery?.schemas ?? {}).map(([id, schema]) => [id, jsonSchema(schema)]);
ajv.addSchema({ definitions: Object.fromEntries(schemas) }, 'calendar');

/** @throws AssertionError when a value is no valid `name` of the document */
function check(name: string, value: unknown): void {
  const validate = ajv.compile({ $ref: `calendar#/definitions/${name}` });
  const complaints = validate(value) ? [] : (validate.errors ?? []);
  assert.deepEqual(
    complaints.map(({ instancePath, message }) => `${instancePath} ${message}`),
    [],
  );
}

const EVENT = {
  id: 'booking00001',
  summary: 'Check-up',
  start: { dateTime: '2026-12-03T10:00:00-05:00', timeZone: 'America/New_York' },
  end: { dateTime: '2026-12-03T10:30:00-05:00', timeZone: 'America/New_York' },
  attendees: [{ email: 'patient@example.com' }],
  extendedProperties: { private: { bookingId: 'b1' } },
  transparency: 'opaque',
};

test('freeBusy replies are valid, with and without errors per calendar', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  const items = [{ id: DEMO_GOOGLE.calendarId }, { id: 'nobody@example.com' }];
  const json = {
    timeMin: '2026-12-01T00:00:00Z',
    timeMax: '2026-12-08T00:00:00Z',
    timeZone: 'America/New_York',
    items,
  };
  check('FreeBusyRequest', json);
  const { body } = await call(sandbox, 'POST', '/calendar/v3/freeBusy', { token, json });
  check('FreeBusyResponse', body);
  assert.ok(body.calendars[DEMO_GOOGLE.calendarId].busy.length > 0);
});

test('events are valid when inserted, patched, replaced, listed and deleted', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  const events = `${CALENDAR}/events`;
  check('Event', EVENT);
  check('Event', (await call(sandbox, 'POST', events, { token, json: EVENT })).body);
  const one = `${events}/${EVENT.id}`;
  const day = { start: { date: '2026-12-03' }, end: { date: '2026-12-04' } };
  check('Event', (await call(sandbox, 'PATCH', one, { token, json: day })).body);
  check('Event', (await call(sandbox, 'PUT', one, { token, json: EVENT })).body);
  await call(sandbox, 'DELETE', one, { token });
  check('Event', (await call(sandbox, 'GET', one, { token })).body);
  const { body } = await call(sandbox, 'GET', `${events}?maxResults=3&showDeleted=true`, { token });
  check('Events', body);
  assert.equal(body.items.length, 3);
});

test('calendars and the calendar list are valid', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox, ['calendar']);
  check('Calendar', (await call(sandbox, 'GET', CALENDAR, { token })).body);
  const { body } = await call(sandbox, 'GET', '/calendar/v3/users/me/calendarList', { token });
  check('CalendarList', body);
  assert.equal(body.items.length, 1);
});

const INVALID: [what: string, name: string, value: unknown][] = [
  ['a misspelt field', 'Event', { ...EVENT, sumary: 'x' }],
  ['a wrong type', 'Event', { ...EVENT, sequence: '1' }],
  ['a time that is none', 'FreeBusyRequest', { timeMin: 'today' }],
  ['a field too many deep inside', 'FreeBusyResponse', { calendars: { x: { busy: [{ from: 'now' }] } } }],
];

for (const [what, name, value] of INVALID) {
  test(`this check can fail: ${what}`, { skip }, () => {
    assert.throws(() => check(name, value), assert.AssertionError);
  });
}
