/** Google's own Node client runs a booking's life against the sandbox: its parsing is the judge. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { calendar } from '@googleapis/calendar';
import { OAuth2Client } from 'google-auth-library';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { control, sandboxFor, stopClock } from './fixture.ts';

const { calendarId, clientId, clientSecret, refreshToken } = DEMO_GOOGLE;
const EVENT = {
  id: 'booking00001',
  summary: 'Check-up',
  start: { dateTime: '2026-12-03T10:00:00-05:00', timeZone: 'America/New_York' },
  end: { dateTime: '2026-12-03T10:30:00-05:00', timeZone: 'America/New_York' },
  extendedProperties: { private: { bookingId: 'b1' } },
};

/** A signed-in client. It compares expiry with this process's clock, so that stands where the sandbox's does. */
async function client(t: TestContext) {
  stopClock(t);
  const sandbox = await sandboxFor(t);
  const endpoints = { oauth2TokenUrl: `${sandbox.url}/token`, oauth2RevokeUrl: `${sandbox.url}/revoke` };
  const auth = new OAuth2Client({ clientId, clientSecret, endpoints, forceRefreshOnFailure: true });
  auth.setCredentials({ refresh_token: refreshToken });
  const api = calendar({ version: 'v3', auth, rootUrl: `${sandbox.url}/`, retry: false });
  return { sandbox, auth, api };
}

/** Matches a rejection by status and `errors[0].reason`. */
function failsWith(status: number, reason: string) {
  return (error: any): boolean => {
    assert.deepEqual([error.status, error.response.data.error.errors[0].reason], [status, reason]);
    return true;
  };
}

test('a booking from freeBusy to deletion', async (t) => {
  const { api } = await client(t);
  const range = { timeMin: '2026-12-03T00:00:00-05:00', timeMax: '2026-12-04T00:00:00-05:00' };
  const ask = async () => {
    const { data } = await api.freebusy.query({ requestBody: { ...range, items: [{ id: calendarId }] } });
    return data.calendars?.[calendarId]?.busy;
  };
  const before = await ask();
  const { data: created } = await api.events.insert({ calendarId, sendUpdates: 'none', requestBody: EVENT });
  assert.notDeepEqual(await ask(), before);

  await assert.rejects(api.events.insert({ calendarId, requestBody: EVENT }), failsWith(409, 'duplicate'));
  const eventId = EVENT.id;
  const { data: found } = await api.events.list({ calendarId, privateExtendedProperty: ['bookingId=b1'] });
  assert.deepEqual(
    found.items?.map(({ id }) => id),
    [eventId],
  );

  const move = { calendarId, eventId, requestBody: { summary: 'Moved' } };
  const { data: moved } = await api.events.patch(move, { headers: { 'If-Match': created.etag ?? '' } });
  assert.equal(moved.summary, 'Moved');
  await assert.rejects(
    api.events.patch(move, { headers: { 'If-Match': created.etag ?? '' } }),
    failsWith(412, 'conditionNotMet'),
  );

  assert.equal((await api.events.delete({ calendarId, eventId })).status, 204);
  await assert.rejects(api.events.delete({ calendarId, eventId }), failsWith(410, 'deleted'));
  assert.equal((await api.events.get({ calendarId, eventId })).data.status, 'cancelled');
  assert.deepEqual(await ask(), before);
});

test('the calendar list and its paging', async (t) => {
  const { api, sandbox } = await client(t);
  const access = { [DEMO_GOOGLE.user]: 'writer' };
  await control(sandbox, 'PUT', '/google/calendars/second', { access });
  const { data: first } = await api.calendarList.list({ minAccessRole: 'writer', maxResults: 1 });
  const { data: last } = await api.calendarList.list({ maxResults: 1, pageToken: first.nextPageToken ?? '' });
  assert.deepEqual([first.items?.[0]?.id, last.items?.[0]?.id], [calendarId, 'second']);
});

test('one token serves many calls; after a 401 the client refreshes by itself', async (t) => {
  const { api, sandbox } = await client(t);
  await api.events.list({ calendarId });
  await api.events.list({ calendarId });
  assert.equal(sandbox.requests.count('google.token'), 1);
  await control(sandbox, 'POST', '/google/tokens/expire');
  await api.events.list({ calendarId });
  assert.deepEqual(
    [sandbox.requests.count('google.token'), sandbox.requests.count('google.events.list')],
    [2, 4],
  );
});

test('a revoked consent surfaces as invalid_grant', async (t) => {
  const { api, auth } = await client(t);
  await api.events.list({ calendarId });
  await auth.revokeToken(refreshToken);
  const fresh = calendar({ version: 'v3', auth, rootUrl: 'http://127.0.0.1:9/', retry: false });
  auth.setCredentials({ refresh_token: refreshToken });
  await assert.rejects(fresh.events.list({ calendarId }), /invalid_grant/);
});
