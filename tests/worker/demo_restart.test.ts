/** What people did at the demo clinic stays as they have left it when `npm start` comes again, on whichever later day. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMO_CLINIC_NUMBER, DEMO_GOOGLE, DEMO_VAPI } from '../../sandbox/demo.ts';
import { addDays, localDate, weekdayOf } from '../../sandbox/zones.ts';
import { BeingDeleted, DEMO_ZONE } from '../../scripts/demo/clinic.ts';
import { all } from '../../scripts/demo/ways.ts';
import { DEMO_ORG, SECOND_ORG } from '../../scripts/project.mjs';
import { Call } from './booking/call.ts';
import { ORIGIN, startDemo, tellersWays } from './demo.ts';
import { PLATFORM, start, token, type Frontdesk } from './fixture.ts';

const NOW = Date.now();
const DAY_MS = 86_400_000;
const as = { token: token('admin', DEMO_ORG) };
const NUMBERS = '/api/inbound/phone-mappings';
const SETTINGS = ['/api/schedule', '/api/knowledge', '/api/messaging', '/api/assistant', '/api/services', '/api/practitioners', NUMBERS];
const VENDORS = ['google', 'twilio', 'vapi'];

type Starting = Parameters<typeof start>[0];
const instanceFor = (t: Starting): Promise<Frontdesk> => start(t, { plain: true, vars: { PUBLIC_URL: ORIGIN } });

/** All that a person can set, by its path. Of connections when they were last used is no part of it. */
async function settings(instance: Frontdesk): Promise<Record<string, any>> {
  const read = async (path: string) => (await instance.call('GET', path, as)).body;
  const found = SETTINGS.map(async (path) => [path, await read(path)]);
  const connected = VENDORS.map(async (vendor) => [vendor, await read(`/api/integrations/${vendor}`).then(({ status, settings: its }) => ({ status, its }))]);
  return Object.fromEntries(await Promise.all([...found, ...connected]));
}

test('a number, a connection and a second clinic that somebody has taken away stay away, and all else is as it was', async (t) => {
  const instance = await instanceFor(t);
  await startDemo(instance, NOW);
  const remove = (path: string, of: { token: string } = as) => instance.call('DELETE', path, of).then(({ status }) => assert.equal(status, 204, path));
  const change = (path: string, json: object) => instance.done('PUT', path, { ...as, json });
  await change('/api/schedule', { weekly: { tuesday: [{ open: '08:00', close: '18:00' }] } });
  await change('/api/messaging', { reminder_hours: 48 });
  await change('/api/assistant', {});
  await change('/api/knowledge', { facts: [{ ask: ['where can I park'], say: 'Behind the house.', topic: 'parking' }] });
  await change('/api/integrations/vapi', { api_key: DEMO_VAPI.apiKey });
  assert.equal((await instance.done('POST', '/api/integrations/vapi/test', as)).ok, true);
  const [cleaning] = (await instance.done('GET', '/api/services', as)).items;
  await remove(`/api/services/${cleaning.id}?force=true`);
  const [mapping] = (await instance.done('GET', NUMBERS, as)).items;
  assert.equal(mapping.inbound_phone_number, DEMO_CLINIC_NUMBER);
  await remove(`${NUMBERS}/${mapping.id}`);
  await remove(`/api/orgs/${SECOND_ORG}?name=Riverside%20Family%20Dental`, { token: PLATFORM });

  await t.test('the number', async () => {
    const before = await settings(instance);
    await startDemo(instance, NOW + DAY_MS);
    assert.deepEqual(await settings(instance), before);
    assert.equal((await startDemo(instance, NOW + DAY_MS)).calls, 0, 'nobody answers them');
    assert.equal((await instance.call('GET', '/api/org', { token: token('admin', SECOND_ORG) })).status, 404);
  });

  await t.test('Google, Twilio and Vapi', async () => {
    for (const vendor of VENDORS) await remove(`/api/integrations/${vendor}`);
    const before = await settings(instance);
    assert.deepEqual(await startDemo(instance, NOW + 2 * DAY_MS), { visits: 0, calls: 0 });
    assert.deepEqual(await settings(instance), before);
  });
});

test('a clinic from before there was a week keeps what was set, and is given what it lacks', async (t) => {
  const instance = await instanceFor(t);
  await instance.done('POST', '/api/orgs', { token: PLATFORM, json: { id: DEMO_ORG, name: 'Our Clinic', zone: DEMO_ZONE, country: 'US' } });
  const change = (path: string, json: object) => instance.done('PUT', path, { ...as, json });
  const hours = [{ open: '08:00', close: '18:00' }];
  await change('/api/schedule', { weekly: { monday: hours, thursday: hours, friday: hours } });
  await change('/api/integrations/google', { calendar_id: DEMO_GOOGLE.calendarId, refresh_token: DEMO_GOOGLE.refreshToken });
  await change('/api/integrations/vapi', { api_key: DEMO_VAPI.apiKey });
  await change('/api/messaging', { reminder_hours: 48 });
  await change('/api/assistant', {});
  await instance.done('POST', '/api/services', { ...as, json: { name: 'Cleaning', minutes: 25 } });
  const before = await settings(instance);
  await startDemo(instance, NOW);
  const now = await settings(instance);
  for (const path of ['/api/schedule', '/api/messaging', '/api/assistant']) assert.deepEqual(now[path], before[path], path);
  assert.equal(now['/api/services'].items.find(({ name }: any) => name === 'Cleaning').minutes, 25);
  assert.equal((await instance.done('GET', '/api/org', as)).name, 'Our Clinic');
  assert.equal((await instance.done('POST', '/api/integrations/vapi/test', as)).ok, true);
  assert.ok(now['/api/knowledge'].facts.length > 0 && now['/api/practitioners'].items.length > 0);
  // It is closed on Tuesdays and Wednesdays, so nobody comes then but who is in pain today.
  const today = localDate(NOW, DEMO_ZONE);
  const days = (await all(tellersWays(instance, DEMO_ORG), '/api/appointments')).map(({ starts_at_local }) => starts_at_local.slice(0, 10)).filter((date) => date !== today);
  assert.ok(days.length > 0);
  assert.deepEqual(days.filter((date) => ![1, 4, 5].includes(weekdayOf(date))), []);
});

test('a clinic whose deletion was cut off is known by it, and a second clinic in its place is left alone', async (t) => {
  const instance = await instanceFor(t);
  const cutOff = (id: string) => instance.sql("INSERT INTO org_deletions (org_id, name, zone) VALUES (?, 'A clinic', 'UTC')", id);
  await cutOff(SECOND_ORG);
  assert.ok((await startDemo(instance, NOW)).visits > 0);
  const { status } = await instance.call('DELETE', `/api/orgs/${DEMO_ORG}?name=Downtown%20Dental%20Clinic`, { token: PLATFORM });
  assert.equal(status, 204);
  await cutOff(DEMO_ORG);
  await assert.rejects(startDemo(instance, NOW), BeingDeleted);
});

test('on later days the quick start finds its days open and free, and days off stay far away until somebody sets others', async (t) => {
  const instance = await instanceFor(t);
  const daysOff = async (): Promise<string[]> => (await instance.done('GET', '/api/schedule', as)).overrides.map(({ date }: any) => date);
  for (const days of [0, 1, 7, 14, 21]) {
    await startDemo(instance, NOW + days * DAY_MS);
    const today = localDate(NOW + days * DAY_MS, DEMO_ZONE);
    const call = new Call(instance, { called: DEMO_CLINIC_NUMBER, caller: '+15550188' });
    for (let date = addDays(today, 1); date <= addDays(today, 14); date = addDays(date, 1)) {
      if ([4, 5].includes(weekdayOf(date))) assert.match(await call.use('check', { date }), /for example 9 AM/, `${date}, ${days} days later`);
    }
  }
  const first = await daysOff();
  await startDemo(instance, NOW + 40 * DAY_MS);
  const moved = await daysOff();
  const today = localDate(NOW + 40 * DAY_MS, DEMO_ZONE);
  assert.ok(moved.length === 2 && moved.every((date) => date > addDays(today, 50)), `${first} ${moved}`);

  const overrides = [{ date: addDays(today, 10), hours: [], label: 'A wedding' }];
  const weekly = (await instance.done('GET', '/api/schedule', as)).weekly;
  await instance.done('PUT', '/api/schedule?force=true', { ...as, json: { weekly, overrides } });
  await startDemo(instance, NOW + 40 * DAY_MS);
  assert.deepEqual(await daysOff(), [addDays(today, 10)]);

  // Without the calendar nobody can book, so nobody calls in vain.
  await instance.call('DELETE', '/api/integrations/google', as);
  assert.deepEqual(await startDemo(instance, NOW + 41 * DAY_MS), { visits: 0, calls: 0 });
});
