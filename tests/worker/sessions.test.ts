/** Sessions of browsers on workerd: what crosses the edge with a request and with an answer, and what D1 and the objects make of it. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signToken } from '../../scripts/jwt.mjs';
import { CHECK, JWT_SECRET, PLATFORM, problem, start, toolCalls, token, workday, type Answer, type Org, type Request } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';
const SESSION = '/auth/session';
const SAME = { 'sec-fetch-site': 'same-origin' };

const frontdesk = await start({ after }, { plain: true, vars: { PUBLIC_URL: ORIGIN } });
const clinic = await frontdesk.clinic();

/** The cookie that an answer gives, as a browser keeps it, and its attributes. */
function cookieOf({ headers }: Answer): [string, string] {
  const given = headers.getSetCookie();
  assert.equal(given.length, 1, String(given));
  const [pair, ...attributes] = given[0]!.split('; ');
  return [pair!, attributes.join('; ')];
}

/** Signs in with a token, and gives the headers of what the browser sends from then on. */
async function signIn(bearer: string, json: object = {}): Promise<Record<string, string>> {
  const answer = await frontdesk.call('POST', SESSION, { token: bearer, json, headers: SAME });
  assert.equal(answer.status, 201, answer.text);
  return { cookie: `theme=dark; ${cookieOf(answer)[0]}`, ...SAME };
}

const member = (email: string) => signToken({ sub: email, email, ttlSeconds: 60 }, JWT_SECRET);

/** Invites somebody, and says where the member is found. */
async function invite({ admin }: Org, email: string, role: string): Promise<string> {
  return `/api/members/${(await frontdesk.done('POST', '/api/members', { token: admin, json: { email, role } })).id}`;
}

test('a token becomes a cookie of this host alone, which D1 and the object believe', async () => {
  const answer = await frontdesk.call('POST', SESSION, { token: clinic.admin, json: {}, headers: SAME });
  const [pair, attributes] = cookieOf(answer);
  assert.match(pair, /^__Host-fd=[\w-]{43}$/);
  assert.equal(attributes, 'Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200');
  assert.deepEqual([answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')], ['no-store', 'nosniff']);
  const headers = { cookie: pair };
  assert.equal((await frontdesk.done('GET', '/api/org', { headers })).id, clinic.id);
  assert.deepEqual((await frontdesk.done('GET', '/api/inbox', { headers })).items, []);
  assert.equal((await frontdesk.done('GET', SESSION, { headers })).org.id, clinic.id);
});

test('a change is heeded from the console alone', async () => {
  const { cookie } = await signIn(clinic.admin);
  const book: Request = { json: { start: `${workday()}T10:00`, patient_name: 'Walk In', phone: '+15550188' } };
  const from = (headers: Record<string, string>) => frontdesk.call('POST', '/api/appointments', { ...book, headers: { cookie: cookie!, ...headers } });
  for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site', origin: ORIGIN }]) {
    problem(await from(headers as Record<string, string>), 403, 'cross_site');
  }
  assert.equal((await from({ origin: ORIGIN })).status, 201);
  assert.equal((await from(SAME)).status, 201);
});

test('whoever signs out, here or everywhere, is out at once', async () => {
  const [here, there] = [await signIn(clinic.admin), await signIn(clinic.admin)];
  const answer = await frontdesk.call('DELETE', SESSION, { headers: here });
  assert.deepEqual([answer.status, cookieOf(answer)[0]], [204, '__Host-fd=']);
  problem(await frontdesk.call('GET', '/api/org', { headers: here }), 401, 'unauthorized');
  await frontdesk.done('GET', '/api/org', { headers: there });
  await frontdesk.call('DELETE', `${SESSION}?everywhere=true`, { headers: await signIn(clinic.admin) });
  problem(await frontdesk.call('GET', '/api/inbox', { headers: there }), 401, 'unauthorized');
});

test('a member goes to another clinic, and is out of the one that removes them', async () => {
  const other = await frontdesk.org('Elm Dental');
  const path = await invite(clinic, 'ana@clinic.example', 'viewer');
  await invite(other, 'ana@clinic.example', 'admin');
  const here = await signIn(member('ana@clinic.example'));
  assert.deepEqual((await frontdesk.done('GET', SESSION, { headers: here })).orgs, [{ id: other.id, name: other.name, role: 'admin' }]);
  await frontdesk.call('DELETE', path, { token: clinic.admin });
  for (const reached of ['/api/org', '/api/inbox', SESSION]) {
    problem(await frontdesk.call('GET', reached, { headers: here }), 401, 'unauthorized');
  }
  const there = await signIn(member('ana@clinic.example'));
  await frontdesk.done('PATCH', '/api/org', { headers: there, json: { name: 'Ash Dental' } });
});

test('an operator goes to a clinic, which its trail says', async () => {
  const headers = await signIn(PLATFORM, { org_id: clinic.id });
  assert.equal((await frontdesk.done('GET', '/api/org', { headers })).id, clinic.id);
  const { items } = await frontdesk.done('GET', '/api/audit', { headers });
  assert.deepEqual([items[0].action, items[0].actor_id], ['session.begun', 'tests']);
});

test('a bearer wins over a cookie, and where vendors post a cookie is nothing', async () => {
  const headers = await signIn(clinic.admin);
  const other = await frontdesk.org('Oak Dental');
  assert.equal((await frontdesk.done('GET', '/api/org', { token: other.admin, headers })).id, other.id);
  problem(await frontdesk.call('GET', '/api/org', { token: 'nonsense', headers }), 401, 'unauthorized');
  const called = await frontdesk.call('POST', CHECK, { json: toolCalls(clinic.number, { date: workday() }), headers });
  assert.equal(called.status, 200, called.text);
  problem(await frontdesk.call('POST', '/api/orgs', { headers: await signIn(token('admin', other.id)), json: {} }), 403, 'forbidden');
});
