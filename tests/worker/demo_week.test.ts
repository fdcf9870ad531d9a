/** The demo clinic's week as `npm start` tells it, read back as the console reads it: whatever day and time it is. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEMO_CLINIC_NUMBER, DEMO_VAPI } from '../../sandbox/demo.ts';
import { addDays, localDate } from '../../sandbox/zones.ts';
import { DEMO_ZONE } from '../../scripts/demo/clinic.ts';
import { planWeek } from '../../scripts/demo/plan.ts';
import { MINUTES, PRACTITIONERS } from '../../scripts/demo/staff.ts';
import type { Told } from '../../scripts/demo/week.ts';
import { all, type Ways } from '../../scripts/demo/ways.ts';
import { signToken } from '../../scripts/jwt.mjs';
import { DEMO_ORG } from '../../scripts/project.mjs';
import { call as callSandbox } from '../sandbox/fixture.ts';
import { Call, means } from './booking/call.ts';
import { ORIGIN, startDemo, tellersWays } from './demo.ts';
import { JWT_SECRET, PLATFORM, start, token } from './fixture.ts';

const frontdesk = await start({ after }, { plain: true, vars: { PUBLIC_URL: ORIGIN } });
const ways = tellersWays(frontdesk, DEMO_ORG);
/** When it was told: the clock runs on, perhaps past midnight. */
const NOW = Date.now();
const today = localDate(NOW, DEMO_ZONE);
const as = { token: token('admin', DEMO_ORG) };

const tell = (now = NOW): Promise<Told> => startDemo(frontdesk, now);

/** All that can be seen of the clinic, without how long things took. */
async function seen(): Promise<object> {
  const lists = ['/api/appointments', '/api/calls', '/api/inbox?status=all', '/api/messages', '/api/services', '/api/practitioners', '/api/inbound/phone-mappings'];
  const found = await Promise.all(lists.map(async (path) => [path, await all(ways, path)]));
  return Object.fromEntries(found);
}

const appointments = (query = ''): Promise<any[]> => all(ways, `/api/appointments${query}`);
const countBy = (items: any[], key: string): Record<string, number> => Object.fromEntries(Object.entries(Object.groupBy(items, (item) => String(item[key]))).map(([word, of]) => [word, of!.length]));

let told: Told;
before(async () => {
  told = await tell();
});

test('today has visits with each who works, whatever day and time it is', async () => {
  const visits = await appointments(`?from=${today}&to=${today}`);
  const planned = planWeek(NOW, DEMO_ZONE, DEMO_CLINIC_NUMBER).visits.filter(({ date }) => date === today);
  assert.ok(planned.length >= 3);
  for (const { time, practitioner, patient, then } of planned) {
    // On some days one is moved to the end of its day before it comes.
    const place = then && 'movedTo' in then ? then.movedTo.slice(11) : time;
    const one = visits.find(({ starts_at_local, practitioner: who }) => starts_at_local.slice(11, 16) === place && who.name === practitioner);
    assert.equal(one?.patient_name, patient.name, `${place} ${practitioner}`);
  }
  const { items } = await frontdesk.done('GET', '/api/practitioners', as);
  assert.deepEqual(items.map(({ name }: any) => name), [...PRACTITIONERS]);
  assert.equal(new Set(items.map(({ calendar_id }: any) => calendar_id)).size, PRACTITIONERS.length);
});

test('who was here before now is noted, and nobody is texted of it', async () => {
  const past = (await appointments()).filter(({ ends_at, source }) => Date.parse(ends_at) < NOW - 15 * 60_000 && source === 'admin');
  assert.ok(past.length > 0);
  for (const one of past) {
    assert.ok(['completed', 'no_show'].includes(one.attendance), JSON.stringify(one));
    assert.match(one.phone, /^\+1\d{3}555\d{4}$/);
    const { messages } = await frontdesk.done('GET', `/api/appointments/${one.id}`, as);
    assert.deepEqual(messages, []);
  }
});

test('calls have come out in every way, with a report of each', async () => {
  const calls = await all(ways, '/api/calls');
  const outcomes = countBy(calls, 'outcome');
  for (const outcome of ['booked', 'moved', 'cancelled', 'message', 'informed', 'handed_over', 'gave_up']) assert.ok(outcomes[outcome]! > 0, `${outcome} ${JSON.stringify(outcomes)}`);
  assert.equal(outcomes.message, 3);
  for (const { status, duration_seconds, cost_usd, summary } of calls) assert.ok(status === 'ended' && duration_seconds > 0 && cost_usd > 0 && summary.length > 0);
  const { items: gaps } = await frontdesk.done('GET', '/api/knowledge/gaps', as);
  assert.equal(gaps.length, 1);
});

test('messages wait, of every urgency; texts went out, one did not arrive, one was not wanted; a day off lies ahead', async () => {
  const { items: inbox } = await frontdesk.done('GET', '/api/inbox', as);
  assert.deepEqual(inbox.map(({ urgency }: any) => urgency).sort(), ['emergency', 'routine', 'soon']);
  const texts = await all(ways, '/api/messages');
  const statuses = countBy(texts, 'status');
  assert.ok(statuses.undelivered! > 0 && statuses.suppressed! > 0, JSON.stringify(statuses));
  assert.deepEqual(Object.keys(statuses).filter((status) => !['delivered', 'undelivered', 'suppressed'].includes(status)), []);
  for (const kind of ['confirmation', 'change', 'cancellation', 'staff']) assert.ok(texts.some((text) => text.kind === kind), kind);
  const { overrides } = await frontdesk.done('GET', '/api/schedule', as);
  assert.ok(overrides.length > 0 && overrides.every(({ date }: any) => date > addDays(today, 14)));
});

test('the operator sees two clinics, and of each what is wrong', async () => {
  const { items } = await frontdesk.done('GET', '/api/orgs/attention?all=true', { token: PLATFORM });
  assert.deepEqual(items.map(({ name }: any) => name).sort(), ['Downtown Dental Clinic', 'Riverside Family Dental']);
  const codes = items.map(({ attention }: any) => attention.map(({ code }: any) => code));
  for (const code of ['voice_needs_reconnect', 'calendar_not_connected']) assert.ok(codes.flat().includes(code), JSON.stringify(codes));
});

test('one connection is broken, which the key of the demo account mends', async () => {
  const codes = async () => (await frontdesk.done('GET', '/api/attention', as)).items.map(({ code }: any) => code);
  assert.deepEqual(await codes(), ['urgent_messages', 'voice_needs_reconnect', 'texts_undelivered']);
  await frontdesk.done('PUT', '/api/integrations/vapi', { ...as, json: { api_key: DEMO_VAPI.apiKey, webhook_secrets: ['a-secret-that-is-long-enough'] } });
  assert.equal((await frontdesk.done('POST', '/api/integrations/vapi/test', as)).ok, true);
  assert.deepEqual(await codes(), ['urgent_messages', 'texts_undelivered']);
});

test('told again it is the same, and what people did stays', async () => {
  assert.ok(told.visits > 20 && told.calls > 20, JSON.stringify(told));
  const ahead = (await appointments('?status=confirmed')).filter(({ source, starts_at }) => source === 'admin' && Date.parse(starts_at) > NOW + 20 * 3_600_000);
  const [moved, cancelled] = [ahead[0], ahead[1]];
  await frontdesk.done('PATCH', `/api/appointments/${moved.id}`, { ...as, json: { start: `${moved.starts_at_local.slice(0, 10)}T19:00`, override: ['hours', 'grid', 'notice'] } });
  await frontdesk.call('DELETE', `/api/appointments/${cancelled.id}`, as);
  const [{ id }] = (await frontdesk.done('GET', '/api/inbox', as)).items;
  await frontdesk.done('PATCH', `/api/inbox/${id}`, { ...as, json: { status: 'done' } });
  // The first time phones get the texts about what people did.
  assert.deepEqual(await tell(), { visits: 0, calls: 0 });
  const before = await seen();
  assert.deepEqual(await tell(), { visits: 0, calls: 0 });
  assert.deepEqual(await seen(), before);
  const now = new Map((await appointments()).map((one) => [one.id, one]));
  assert.deepEqual([now.get(moved.id).starts_at_local.slice(11, 16), now.get(cancelled.id).status], ['19:00', 'cancelled']);
  const { status } = await frontdesk.done('GET', '/api/integrations/vapi', as);
  assert.equal(status, 'connected');
});

test('whoever was there is noted as gone when the visit is over, and what people noted otherwise stays', async () => {
  const past = (await appointments()).filter(({ attendance }) => attendance === 'completed');
  const [here, absent] = [past[0], past[1]];
  const note = (one: any, attendance: string | null) => frontdesk.done('PUT', `/api/appointments/${one.id}/attendance`, { ...as, json: { attendance } });
  for (const [one, word] of [[here, 'arrived'], [absent, 'no_show']]) await note(one, null).then(() => note(one, word));
  await tell();
  const now = new Map((await appointments()).map(({ id, attendance }) => [id, attendance]));
  assert.deepEqual([now.get(here.id), now.get(absent.id)], ['completed', 'no_show']);
});

test('the quick start is true of it, word for word, more than once', async () => {
  const number = '+15550100';
  await frontdesk.done('POST', '/api/inbound/phone-mappings', { ...as, json: { inbound_phone_number: '+1-555-0100', clinic_name: 'Downtown Dental Clinic' } });
  for (let times = 0; times < 2; times++) {
    const call = new Call(frontdesk, { called: number, caller: '+15550188' });
    assert.match(await call.use('check', { earliest: true }), / at 9 AM|more than nine openings/);
    assert.match(await call.use('check', { date: 'next Thursday' }), /for example 9 AM/);
    assert.ok(means.held(await call.use('reserve', { start: 'next Thursday at 9:30 AM' })));
    assert.ok(means.booked(await call.use('book', { start: 'next Thursday at 9:30 AM', name: 'Ann Lee' })));
    assert.match(await call.use('find'), /^The caller has one appointment/);
    const moved = await call.use('reschedule', { new_start: 'next Friday at 10 AM' });
    assert.ok(means.moved(moved), moved);
    assert.ok(means.cancelled(await call.use('cancel')));
  }
});

test('a new clinic is set up beside it with what the sandbox shows, and the call that it shows books', async () => {
  const page: string = (await callSandbox(frontdesk.sandbox, 'POST', '/_sandbox/accounts')).body.replaceAll('&quot;', '"');
  const shown = [...page.matchAll(/<th>([^<]*)<\/th><td><code>([^<]*)</g)].map(([, label, value]) => [label, value] as const);
  const valueOf = (label: string) => shown.findLast(([its]) => its === label)?.[1];
  const org = await frontdesk.org('Elm Street Dental');
  const admin = { token: org.admin };
  await frontdesk.map(org, valueOf('Number')!);
  const service_account = JSON.parse(/<textarea[^>]*>([^<]*)</.exec(page)![1]!);
  const connected: [vendor: string, json: object][] = [
    ['google', { calendar_id: valueOf('Calendar'), service_account }],
    ['twilio', { account_sid: valueOf('Account SID'), auth_token: valueOf('Auth token'), from_number: valueOf('Number that texts come from') }],
    ['vapi', { api_key: valueOf('Private API key'), webhook_secrets: ['a-secret-that-is-long-enough'] }],
  ];
  for (const [vendor, json] of connected) {
    await frontdesk.done('PUT', `/api/integrations/${vendor}`, { ...admin, json });
    const { ok, detail } = await frontdesk.done('POST', `/api/integrations/${vendor}/test`, admin);
    assert.ok(ok, `${vendor}: ${detail}`);
  }
  const provisioned = await frontdesk.done('POST', '/api/vapi/provision', { ...admin, json: { dry_run: false, assistant_id: valueOf('Assistant') } });
  assert.ok(provisioned.ok, provisioned.detail);
  const { body } = await frontdesk.call('POST', '/api/vapi/tools/calendar/book', { body: /-d '([^']*)'/.exec(page)![1]! });
  assert.ok(means.booked(body.results[0].result), JSON.stringify(body));
});

test('days later the days that came nearer are fuller, and what passed is noted', async () => {
  const before = (await appointments()).length;
  const added = await bookedFor(2);
  assert.ok(added.visits > 0, JSON.stringify(added));
  assert.ok((await appointments()).length > before);
});

/** As if so many days had passed in the plan; the clinic's clock does not know. */
const bookedFor = (days: number): Promise<Told> => tell(NOW + days * 86_400_000);

test('a telling that ended between the moments at which the clinic is suspended and active again is mended by the next', async () => {
  await ways.rest('PATCH', '/api/org', { status: 'suspended' });
  await tell();
  assert.equal((await frontdesk.done('GET', '/api/org', as)).status, 'active');
});

test('a clinic that its operator has suspended stays so', async () => {
  const operator = signToken({ sub: 'operator', role: 'platform', orgId: DEMO_ORG, ttlSeconds: 60 }, JWT_SECRET);
  await frontdesk.done('PATCH', '/api/org', { token: operator, json: { status: 'suspended' } });
  await tell();
  assert.equal((await frontdesk.done('GET', '/api/org', as)).status, 'suspended');
});

test('one that is cut off again and again is whole in the end, and nothing is there twice', async (t) => {
  const instance = await start(t, { plain: true, vars: { PUBLIC_URL: ORIGIN } });
  const whole = tellersWays(instance, DEMO_ORG);
  for (const requests of [5, 12, 25, 40, 50, 60]) await assert.rejects(startDemo(instance, NOW, cutAfter(whole, requests)), /cut off/);
  await startDemo(instance, NOW);
  const week = planWeek(NOW, DEMO_ZONE, DEMO_CLINIC_NUMBER);
  const [visits, calls, inbox, services, practitioners] = await Promise.all(['/api/appointments', '/api/calls', '/api/inbox', '/api/services', '/api/practitioners'].map((path) => all(whole, path)));
  const told = new Set(week.visits.filter(({ then }) => !then).map(({ date, time, patient }) => `${date}T${time} ${patient.name}`));
  assert.deepEqual(visits!.map((one) => `${one.starts_at_local.slice(0, 16)} ${one.patient_name}`).filter((visit) => told.has(visit)).sort(), [...told].sort());
  assert.equal(visits!.filter(({ source }) => source === 'admin').length, week.visits.length);
  assert.deepEqual(calls!.map(({ id }) => id).sort(), week.calls.flat().map(({ id }) => id).sort());
  const texts = await all(whole, '/api/messages');
  assert.deepEqual(texts.filter(({ status }) => !['delivered', 'undelivered', 'suppressed'].includes(status)), []);
  for (const { id, uses = [] } of week.calls.flat()) assert.equal((await instance.done('GET', `/api/calls/${id}`, as)).tools.length, uses.length, id);
  assert.deepEqual([inbox!.length, services!.length, practitioners!.length], [3, Object.keys(MINUTES).length, PRACTITIONERS.length]);

  // Whoever has left is not replaced by somebody else.
  const left = practitioners!.find(({ name }) => name === PRACTITIONERS[2]);
  await instance.done('DELETE', `/api/practitioners/${left.id}?force=true`, as);
  const later = planWeek(NOW + 2 * 86_400_000, DEMO_ZONE, DEMO_CLINIC_NUMBER);
  await startDemo(instance, NOW + 2 * 86_400_000);
  const known = new Set(visits!.map(({ id }) => id));
  const places = new Set(later.visits.map(({ time, practitioner, patient }) => `${time} ${practitioner} ${patient.name}`));
  const added = (await all(whole, '/api/appointments')).filter(({ id, source }) => source === 'admin' && !known.has(id));
  assert.ok(added.length > 0);
  for (const one of added) assert.ok(places.has(`${one.starts_at_local.slice(11, 16)} ${one.practitioner.name} ${one.patient_name}`), JSON.stringify(one));
});

/** Ways that end after so many requests, as when a process is killed. */
function cutAfter(whole: Ways, requests: number): Ways {
  let left = requests;
  const counted = <A extends unknown[], R>(act: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
    if (left-- <= 0) throw new Error('cut off');
    return act(...args);
  };
  return { rest: counted(whole.rest), vapi: counted(whole.vapi), sandbox: counted(whole.sandbox) };
}
