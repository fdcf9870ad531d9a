/** The copy of when calendars are busy, on workerd: it is read while the phone rings, and the first question finds it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { control } from '../sandbox/fixture.ts';
import { Call, means } from './booking/call.ts';
import { start, workday, type Answer, type Clinic } from './fixture.ts';

const frontdesk = await start({ after }, { vars: { CALENDAR_MIRROR: 'on' } });
const { requests } = frontdesk.sandbox;

/** The phone rings. */
async function ring(clinic: Clinic): Promise<void> {
  const call = { id: randomUUID(), type: 'inboundPhoneCall' };
  const message = { type: 'assistant-request', call, phoneNumber: { number: clinic.number }, customer: { number: '+12125550188' } };
  await frontdesk.call('POST', '/api/vapi/webhook', { json: { message } });
}

/** The phone rings; back when what is done behind the answer, in the object too, has come to its end. */
async function rings(clinic: Clinic): Promise<void> {
  await ring(clinic);
  const deadline = Date.now() + 20_000;
  while ((await readings(clinic)) === 0 && Date.now() < deadline);
  assert.equal(await readings(clinic), 1);
}

async function readings(clinic: Clinic): Promise<number> {
  const [counted] = await frontdesk.clinicSql(clinic.id, 'SELECT count(*) AS kept FROM busy_mirror');
  return counted!.kept;
}

const isFree = ({ body }: Answer) => /more than nine openings/.test(body.results[0].result);

test('the first question of a call asks the object once and Google not at all', async () => {
  const clinic = await frontdesk.clinic();
  await rings(clinic);
  // The Worker knows the route since it rang, and the object since its first question.
  await frontdesk.check(clinic.number);
  for (const date of [workday(), workday(5), workday(12)]) {
    requests.clear();
    const answer = await frontdesk.check(clinic.number, { date });
    assert.ok(isFree(answer), answer.text);
    assert.deepEqual([requests.counts(), answer.observed.altogether], [{}, { kv: 0, d1: 0, hops: 1 }]);
  }
});

test('an opening that somebody has taken meanwhile is offered, refused, and offered no more', async () => {
  const clinic = await frontdesk.clinic();
  await rings(clinic);
  const day = workday(3);
  const event = { start: `${day}T09:00:00`, end: `${day}T17:00:00`, summary: 'Closed for a day' };
  await control(frontdesk.sandbox, 'POST', `/google/calendars/${encodeURIComponent(clinic.calendarId)}/events`, event);
  assert.ok(isFree(await frontdesk.check(clinic.number, { date: day })));
  const call = new Call(frontdesk, { called: clinic.number });
  const heard = await call.use('book', { start: `${day}T10:00`, name: 'Ada Marsh' });
  assert.ok(!means.booked(heard), heard);
  assert.ok(!isFree(await frontdesk.check(clinic.number, { date: day })));
  assert.ok((await frontdesk.logs()).some((line) => line.includes('mirror.behind')));
});

test('what was copied survives the object, and a call that rings again reads it again only when it is old', async () => {
  const clinic = await frontdesk.clinic();
  requests.clear();
  await ring(clinic);
  const deadline = Date.now() + 20_000;
  // Whoever looks into an object keeps it awake, so the vendor is looked at, and leaving waits for what the object still does.
  while (requests.count('google.freeBusy') === 0 && Date.now() < deadline) await frontdesk.lookup(clinic.number);
  await frontdesk.evict(clinic.id);
  assert.ok(isFree(await frontdesk.check(clinic.number)));
  assert.equal(requests.count('google.freeBusy'), 1);
  await rings(clinic);
  assert.equal(requests.count('google.freeBusy'), 1);
});
