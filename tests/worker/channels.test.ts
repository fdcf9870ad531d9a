/** Channels on workerd: an alarm opens them, and what Google sends through one reaches the clinic's object. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { control } from '../sandbox/fixture.ts';
import { problem, start, workday, type Clinic } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';
const frontdesk = await start({ after }, { vars: { CALENDAR_MIRROR: 'on', PUBLIC_URL: ORIGIN } });
const { sandbox } = frontdesk;
const { requests } = sandbox;

/** Longer than a calendar that changed is left alone. */
const PATIENCE = 20_000;

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, `not so after ${PATIENCE} ms: ${isSo}`);
    await frontdesk.lookup('+12125550100');
  }
}

const channelsOf = async ({ id }: Clinic): Promise<{ id: string; address: string }[]> => {
  const { channels } = await control(sandbox, 'GET', '/google/channels');
  return channels.filter(({ address }: { address: string }) => address.endsWith(`?org=${id}`));
};

/** Whether the copy was read after all that is known to have changed. */
async function isCurrent({ id }: Clinic): Promise<boolean> {
  const [copy] = await frontdesk.clinicSql(id, 'SELECT min(changes = seen_changes) AS is_current FROM busy_mirror');
  return copy?.is_current === 1;
}

/** A clinic that was called, with its channel. */
async function watched(): Promise<{ clinic: Clinic; send: (state: string) => Promise<number>; address: string }> {
  const clinic = await frontdesk.clinic();
  const call = { id: randomUUID(), type: 'inboundPhoneCall' };
  const message = { type: 'assistant-request', call, phoneNumber: { number: clinic.number }, customer: { number: '+12125550188' } };
  await frontdesk.call('POST', '/api/vapi/webhook', { json: { message } });
  await until(async () => (await channelsOf(clinic)).length > 0);
  const [channel] = await channelsOf(clinic);
  const send = async (state: string) => {
    const deliverTo = channel!.address.replace(ORIGIN, frontdesk.url);
    const { deliveries } = await control(sandbox, 'POST', `/google/channels/${channel!.id}/messages`, { state, deliverTo });
    return deliveries[0].status;
  };
  return { clinic, send, address: channel!.address };
}

test('a change that Google tells of is known at once, and read without a question', async () => {
  const { clinic, send } = await watched();
  assert.equal(await send('sync'), 204);
  const [date, isFree] = [workday(3), async () => (await frontdesk.check(clinic.number, { date: workday(3) })).text.includes('more than nine openings')];
  assert.ok(await isFree());
  const event = { start: `${date}T09:00:00`, end: `${date}T17:00:00`, summary: 'Closed for a day' };
  await control(sandbox, 'POST', `/google/calendars/${encodeURIComponent(clinic.calendarId)}/events`, event);
  assert.ok(await isFree(), 'nobody has said so');
  assert.equal(await send('exists'), 204);
  assert.ok(!(await isFree()));
  requests.clear();
  assert.equal(await send('exists'), 204);
  // Google has been asked before the copy is there: a check in between would ask once more.
  await until(() => isCurrent(clinic));
  assert.ok(!(await isFree()));
  assert.equal(requests.count('google.freeBusy'), 1);
});

test('what has no token of ours is refused before anything is asked', async () => {
  const { clinic, address } = await watched();
  const [channel] = await channelsOf(clinic);
  const headers = {
    'x-goog-channel-id': channel!.id,
    'x-goog-channel-token': 'v1.k1.AAAA',
    'x-goog-resource-id': 'x',
    'x-goog-resource-state': 'exists',
  };
  const answer = await frontdesk.call('POST', address.replace(ORIGIN, ''), { headers });
  problem(answer, 403, 'forbidden');
  assert.deepEqual(answer.observed.altogether, { kv: 0, d1: 0, hops: 0 });
});
