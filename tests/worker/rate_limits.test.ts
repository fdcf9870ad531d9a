/** The counters of workerd, with the limits of wrangler.toml: how often each is admitted, and what whoever asks more often hears. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signToken } from '../../scripts/jwt.mjs';
import { JWT_SECRET, start, workday, type Answer } from './fixture.ts';

const frontdesk = await start({ after }, { plain: true, vars: { RATE_LIMITS: 'on', VAPI_AUTH: 'secret', VAPI_SECRETS: 'a-secret-of-the-deployment' } });
const clinic = await frontdesk.clinic();

/**
 * Asks until somebody is refused, and says how often they were not. The counters begin anew with each minute of the clock, so that one
 * more than twice as many may be asked.
 */
async function admitted(most: number, ask: (count: number) => Promise<boolean>): Promise<number> {
  for (let count = 0; count <= 2 * most; count++) {
    if (!(await ask(count))) return count;
  }
  throw new Error(`nothing was refused in ${2 * most + 1} requests`);
}

function isRefused({ status, body, headers }: Answer): boolean {
  if (status !== 429) return false;
  assert.equal(body.code, 'too_many_requests');
  assert.equal(headers.get('retry-after'), '60');
  return true;
}

test('a bearer asks the API 600 times a minute', async () => {
  const token = signToken({ sub: 'busy', role: 'viewer', orgId: clinic.id, ttlSeconds: 3600 }, JWT_SECRET);
  const count = await admitted(600, async () => !isRefused(await frontdesk.call('GET', '/api/services', { token })));
  assert.ok(count >= 600, `${count}`);
});

test('a caller’s tools are asked 20 times a minute, and another’s answer then', async () => {
  const headers = { 'x-vapi-secret': 'a-secret-of-the-deployment' };
  const ask = async (call: string, customer: string): Promise<string> => {
    const toolCallList = [{ id: 't1', type: 'function', function: { name: 'check_availability', arguments: { date: workday() } } }];
    const message = { type: 'tool-calls', toolCallList, call: { id: call, type: 'inboundPhoneCall' }, phoneNumber: { number: clinic.number }, customer: { number: customer } };
    return (await frontdesk.call('POST', '/api/vapi/webhook', { json: { message }, headers })).body.results[0].result as string;
  };
  const count = await admitted(20, async (call) => !/too often/.test(await ask(`call-${call}`, '+12125550188')));
  assert.ok(count >= 20, `${count}`);
  assert.match(await ask('another', '+12125550189'), /openings/);
});

test('whoever shows wrong secrets hears after 60 of them that it was too often, and right ones still count', async () => {
  const post = (secret: string): Promise<Answer> =>
    frontdesk.call('POST', '/api/vapi/webhook', { json: { message: { type: 'hang' } }, headers: { 'x-vapi-secret': secret, 'cf-connecting-ip': '203.0.113.7' } });
  const count = await admitted(60, async () => !isRefused(await post('wrong')));
  assert.ok(count >= 60, `${count}`);
  assert.equal((await post('a-secret-of-the-deployment')).status, 200);
});

test('signing in is tried ten times a minute', async () => {
  const headers = { 'sec-fetch-site': 'same-origin' };
  const count = await admitted(10, async () => !isRefused(await frontdesk.call('POST', '/auth/session', { token: clinic.admin, json: {}, headers })));
  assert.ok(count >= 10, `${count}`);
});
