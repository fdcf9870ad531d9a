/** The receiver of webhooks, tried with what the library of Standard Webhooks signs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { call, control, NOW, sandboxFor, stopClock } from './fixture.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_plJ3nmyCDGBKInavdOK15jsl';
const BODY = { type: 'ping', timestamp: '2026-12-01T15:00:00Z', data: {} };

/** A delivery signed by these secrets, of so many seconds ago. */
function signed(secrets: string[], secondsAgo = 0, id = 'msg_1') {
  const at = new Date(NOW - secondsAgo * 1000);
  const signature = secrets.map((secret) => new Webhook(secret).sign(id, at, JSON.stringify(BODY))).join(' ');
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return { json: BODY, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } };
}

test('a receiver takes what a secret that it believes has signed, and nothing else', async (t) => {
  stopClock(t);
  const sandbox = await sandboxFor(t);
  const send = async (delivery: object) => (await call(sandbox, 'POST', '/hooks/crm', delivery)).status;
  assert.equal(await send(signed([SECRET])), 401);
  await control(sandbox, 'PUT', '/webhooks/crm', { secrets: [SECRET] });
  assert.equal(await send(signed([SECRET])), 204);
  assert.equal(await send(signed([OTHER, SECRET])), 204);
  assert.equal(await send(signed([OTHER])), 401);
  assert.equal(await send(signed([SECRET], 301)), 401);
  assert.equal(await send({ ...signed([SECRET]), json: { ...BODY, type: 'pong' } }), 401);
  const { received } = await control(sandbox, 'GET', '/webhooks/crm');
  assert.deepEqual(
    received.map(({ signatures, verified }: any) => [signatures, verified]),
    [[1, false], [1, true], [2, true], [1, false], [1, false], [1, false]],
  );
  assert.deepEqual([received[1].id, received[1].body], ['msg_1', BODY]);
});

test('it fails on request as receivers do, and a reply can be cut after it took the delivery', async (t) => {
  stopClock(t);
  const sandbox = await sandboxFor(t);
  sandbox.receivers.believe('crm', [SECRET]);
  for (const [fault, status] of [
    [{ status: 410 }, 410],
    [{ status: 429, headers: { 'retry-after': '120' } }, 429],
    [{ status: 503 }, 503],
  ] as const) {
    sandbox.faults.add({ route: 'webhooks.receive', times: 1, ...fault });
    const answer = await call(sandbox, 'POST', '/hooks/crm', signed([SECRET]));
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get('retry-after'), 'headers' in fault ? '120' : null);
  }
  assert.equal(sandbox.receivers.list('crm').length, 0);
  sandbox.faults.add({ route: 'webhooks.receive', times: 1, drop: 'after' });
  await assert.rejects(call(sandbox, 'POST', '/hooks/crm', signed([SECRET])));
  assert.equal(sandbox.receivers.list('crm')[0]?.verified, true);
});
