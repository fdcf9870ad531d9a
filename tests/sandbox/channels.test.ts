/** Channels: what Google takes and refuses, what comes through them, and that nothing does once they are closed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { test, type TestContext } from 'node:test';
import { calendar } from '@googleapis/calendar';
import { OAuth2Client } from 'google-auth-library';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { CALENDAR, NOW, call, control, demoToken, reason, sandboxFor } from './fixture.ts';

const WEEK_MS = 7 * 86_400_000;
const ADDRESS = 'https://frontdesk.example.com/api/google/notifications?org=1';

/** A channel that may be opened. */
const wanted = (changes: object = {}) => ({
  id: randomUUID(),
  type: 'web_hook',
  address: ADDRESS,
  token: 'proof',
  ...changes,
});

async function watch(sandbox: Sandbox, json: object) {
  return call(sandbox, 'POST', `${CALENDAR}/events/watch`, { token: await demoToken(sandbox), json });
}

/** Somebody who receives what comes through a channel. */
async function receiver(t: TestContext): Promise<{ url: string; heard: IncomingHttpHeaders[] }> {
  const heard: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`, heard };
}

test('a channel lasts a week at most, or as long as was asked for', async (t) => {
  const sandbox = await sandboxFor(t);
  for (const [asked, ends] of [
    [{}, NOW + WEEK_MS],
    [{ expiration: String(NOW + 60_000) }, NOW + 60_000],
    [{ expiration: String(NOW + 2 * WEEK_MS) }, NOW + WEEK_MS],
    [{ params: { ttl: '3600' } }, NOW + 3_600_000],
  ] as const) {
    const json = wanted(asked);
    const { status, body } = await watch(sandbox, json);
    assert.deepEqual([status, body.kind, body.id, body.token], [200, 'api#channel', json.id, 'proof']);
    assert.equal(body.expiration, String(ends));
    assert.ok(body.resourceId.length > 10);
  }
});

test('what Google would not open is refused', async (t) => {
  const sandbox = await sandboxFor(t);
  const open = wanted();
  assert.equal((await watch(sandbox, open)).status, 200);
  for (const [json, expected] of [
    [wanted({ id: open.id }), 'channelIdNotUnique'],
    [wanted({ address: 'http://frontdesk.example.com/' }), 'push.webhookUrlNotHttps'],
    [wanted({ type: 'pigeon' }), 'channelUnknown'],
    [wanted({ id: 'ä' }), 'required'],
    [wanted({ token: 'x'.repeat(257) }), 'invalid'],
    [wanted({ expiration: String(NOW - 1) }), 'invalid'],
  ] as const) {
    assert.deepEqual(reason(await watch(sandbox, json)), [400, expected]);
  }
  const token = await demoToken(sandbox);
  const elsewhere = await call(sandbox, 'POST', '/calendar/v3/calendars/nobody/events/watch', { token, json: wanted() });
  assert.equal(elsewhere.status, 404);
});

test('what comes through a channel is numbered and has its token, until it is closed', async (t) => {
  const sandbox = await sandboxFor(t);
  const { url, heard } = await receiver(t);
  const json = wanted();
  const { resourceId } = (await watch(sandbox, json)).body;
  const path = `/google/channels/${json.id}/messages`;
  await control(sandbox, 'POST', path, { state: 'sync', deliverTo: url });
  const { deliveries } = await control(sandbox, 'POST', path, { state: 'exists', deliverTo: url, times: 2 });
  assert.deepEqual(deliveries, [{ url, status: 204 }, { url, status: 204 }]);
  const seen = heard.map((headers) =>
    ['id', 'token'].map((name) => headers[`x-goog-channel-${name}`]).concat(
      ['id', 'state'].map((name) => headers[`x-goog-resource-${name}`]),
      headers['x-goog-message-number'],
    ),
  );
  const message = (state: string, number: string) => [json.id, 'proof', resourceId, state, number];
  assert.deepEqual(seen, [message('sync', '1'), message('exists', '2'), message('exists', '3')]);
  const token = await demoToken(sandbox);
  const stop = (body: object) => call(sandbox, 'POST', '/calendar/v3/channels/stop', { token, json: body });
  assert.equal((await stop({ id: json.id, resourceId: 'another' })).status, 404);
  assert.equal((await stop({ id: json.id, resourceId })).status, 204);
  assert.equal((await call(sandbox, 'POST', `/_sandbox${path}`, { json: { state: 'exists' } })).status, 404);
});

test('nothing comes through a channel that has ended', async (t) => {
  const sandbox = await sandboxFor(t);
  const json = wanted({ expiration: String(NOW + 1000) });
  await watch(sandbox, json);
  assert.equal((await control(sandbox, 'GET', '/google/channels')).channels.length, 1);
  sandbox.advance(2);
  assert.equal((await control(sandbox, 'GET', '/google/channels')).channels.length, 0);
  const path = `/_sandbox/google/channels/${json.id}/messages`;
  assert.equal((await call(sandbox, 'POST', path, { json: { state: 'exists' } })).status, 404);
});

test("Google's own client opens and closes channels here", async (t) => {
  const sandbox = await sandboxFor(t);
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: await demoToken(sandbox) });
  const client = calendar({ version: 'v3', auth, rootUrl: `${sandbox.url}/` });
  const { data } = await client.events.watch({ calendarId: DEMO_GOOGLE.calendarId, requestBody: wanted() });
  await client.channels.stop({ requestBody: { id: data.id!, resourceId: data.resourceId! } });
  assert.equal((await control(sandbox, 'GET', '/google/channels')).channels.length, 0);
});
