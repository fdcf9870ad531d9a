/** Tokens that are taken back, and tokens of a clinic that has left, over workerd and its D1. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signToken } from '../../scripts/jwt.mjs';
import { JWT_SECRET, PLATFORM, start, token } from './fixture.ts';

const frontdesk = await start({ after });
const REVOCATIONS = '/api/admin/revocations';

const status = async (path: string, token: string): Promise<number> =>
  (await frontdesk.call('GET', path, { token })).status;

test('tokens are taken back by jti or sub, listed, and given back', async () => {
  const clinic = await frontdesk.clinic();
  const paths = ['/api/org', '/api/appointments', `/api/inbound/phone-lookup/${clinic.number}`];
  const made = (sub: string) => signToken({ sub, role: 'admin', orgId: clinic.id, ttlSeconds: 60 }, JWT_SECRET);
  const [stolen, hers, his] = [made('ana'), made('ana'), made('bob')];
  for (const path of paths) for (const one of [stolen, hers, his]) assert.equal(await status(path, one), 200, path);

  const { jti } = JSON.parse(Buffer.from(stolen.split('.')[1] ?? '', 'base64url').toString());
  const revoked = await frontdesk.done('POST', REVOCATIONS, { token: PLATFORM, json: { jti } });
  for (const path of paths) assert.deepEqual([await status(path, stolen), await status(path, hers)], [401, 200], path);
  await frontdesk.done('POST', REVOCATIONS, { token: PLATFORM, json: { sub: 'ana' } });
  for (const path of paths) assert.deepEqual([await status(path, hers), await status(path, his)], [401, 200], path);

  assert.equal((await frontdesk.call('DELETE', `${REVOCATIONS}/${revoked.id}`, { token: PLATFORM })).status, 204);
  assert.equal(await status('/api/org', stolen), 401, 'the bearer is still out');
  const { items } = await frontdesk.done('GET', REVOCATIONS, { token: PLATFORM });
  assert.deepEqual(
    items.map((item: Record<string, unknown>) => [item['claim'], item['value'], item['lifted_at'] !== null]),
    [
      ['jti', jti, true],
      ['sub', 'ana', false],
    ],
  );
  assert.equal(await status(REVOCATIONS, clinic.admin), 403);
});

test('a clinic that has left reads nothing, until its account is opened again', async () => {
  const clinic = await frontdesk.clinic();
  const operator = token('platform', clinic.id);
  const set = (status: string) => frontdesk.done('PATCH', '/api/org', { token: operator, json: { status } });
  assert.equal(await status('/api/appointments', clinic.admin), 200);
  await set('closed');
  for (const path of ['/api/org', '/api/appointments', '/api/calls', `/api/inbound/phone-lookup/${clinic.number}`]) {
    const { status, body } = await frontdesk.call('GET', path, { token: clinic.admin });
    assert.deepEqual([status, body.code], [403, 'org_closed'], path);
  }
  await set('active');
  assert.equal(await status('/api/appointments', clinic.admin), 200);
});
