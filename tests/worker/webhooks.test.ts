/**
 * Webhooks on workerd: sent by the clinic's object, and verified by the library of Standard Webhooks, which the sandbox's receiver uses.
 * Alarms ring by themselves here.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Received } from '../../sandbox/webhooks.ts';
import { sandboxFor, start, TWILIO, workday, type Clinic } from './fixture.ts';

const sandbox = await sandboxFor({ after });
const frontdesk = await start({ after }, { vars: { WEBHOOKS_LOCAL: 'on' }, sandbox });

/** Longer than the second attempt takes. */
const PATIENCE = 20_000;

/** Waits for something that comes about by itself. */
async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await frontdesk.lookup('+12125550100')) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`not so after ${PATIENCE} ms: ${look}`);
}

/** A clinic whose CRM, a receiver by the name of the clinic, is told of appointments. */
async function toldClinic(more: object = {}) {
  const clinic = await frontdesk.clinic();
  await frontdesk.done('PUT', '/api/integrations/twilio', { token: clinic.admin, json: TWILIO });
  const json = { url: `${sandbox.url}/hooks/${clinic.id}`, events: ['appointment.booked', 'appointment.cancelled'], ...more };
  const webhook = await frontdesk.done('POST', '/api/webhooks', { token: clinic.admin, json });
  sandbox.receivers.believe(clinic.id, [webhook.secret]);
  return { clinic, webhook };
}

async function book(clinic: Clinic, time: string, hasty = false): Promise<any> {
  const json = { start: `${workday()}T${time}`, patient_name: 'Ann Canary', phone: '+12025550188', notes: 'canary-notes' };
  return frontdesk.done('POST', '/api/appointments', { token: clinic.admin, json, hasty });
}

/** The first `count` deliveries that the clinic's receiver got. */
const received = (clinic: Clinic, count = 1): Promise<Received[]> =>
  until(() => {
    const all = sandbox.receivers.list(clinic.id);
    return all.length >= count ? all : undefined;
  });

const deliveries = async (clinic: Clinic, webhook: any): Promise<any[]> =>
  (await frontdesk.done('GET', `/api/webhook-deliveries?webhook_id=${webhook.id}`, { token: clinic.admin })).items;

/** The newest delivery, once it stands so. */
const settled = (clinic: Clinic, webhook: any, state: string): Promise<any> =>
  until(async () => (await deliveries(clinic, webhook)).find((one) => one.state === state));

test('a booking is told at once, and the library takes it', async () => {
  const { clinic, webhook } = await toldClinic();
  const appointment = await book(clinic, '09:00');
  const [first] = await received(clinic);
  assert.deepEqual([first?.verified, first?.signatures], [true, 1]);
  const body = first?.body as any;
  assert.deepEqual([body.type, body.data.appointment_id, body.data.org_id], ['appointment.booked', appointment.id, clinic.id]);
  assert.doesNotMatch(JSON.stringify(body), /canary|5550188/i);
  const delivered = await settled(clinic, webhook, 'delivered');
  assert.deepEqual([delivered.attempts, delivered.status_code, delivered.event_id], [1, 204, first?.id]);
});

test('patients’ data is sent where it was confirmed', async () => {
  const { clinic } = await toldClinic({ full: true, patients_data_goes_to: '127.0.0.1' });
  await book(clinic, '09:00');
  const [first] = await received(clinic);
  assert.equal(first?.verified, true);
  assert.deepEqual((first?.body as any).data.patient, { name: 'Ann Canary', phone: '+12025550188', notes: 'canary-notes' });
});

test('after a rotation both secrets prove a delivery', async () => {
  const { clinic, webhook } = await toldClinic();
  const rotated = await frontdesk.done('POST', `/api/webhooks/${webhook.id}/rotate`, { token: clinic.admin });
  await book(clinic, '09:00');
  sandbox.receivers.believe(clinic.id, [rotated.secret]);
  await book(clinic, '09:30');
  const all = await received(clinic, 2);
  assert.deepEqual(all.map(({ verified, signatures }) => [verified, signatures]), [[true, 2], [true, 2]]);
});

test('an answer that is cut after the receiver took it brings the same event again, under its id', async () => {
  const { clinic, webhook } = await toldClinic();
  sandbox.faults.add({ route: 'webhooks.receive', drop: 'after', times: 1 });
  await book(clinic, '09:00');
  const [first, second] = await received(clinic, 2);
  assert.equal(second?.id, first?.id);
  assert.ok((second?.timestamp ?? 0) > (first?.timestamp ?? 0), 'the timestamp is of the attempt');
  assert.equal((await settled(clinic, webhook, 'delivered')).attempts, 2);
});

test('a redirect is not followed', async () => {
  const { clinic, webhook } = await toldClinic();
  const headers = { location: `${sandbox.url}/hooks/elsewhere` };
  sandbox.faults.add({ route: 'webhooks.receive', status: 302, headers, times: 1 });
  await frontdesk.done('POST', `/api/webhooks/${webhook.id}/test`, { token: clinic.admin });
  const tried = await until(async () => (await deliveries(clinic, webhook)).find((one) => one.attempts === 1));
  assert.deepEqual([tried.type, tried.state, tried.status_code], ['ping', 'waiting', 302]);
  assert.equal(sandbox.receivers.list('elsewhere').length, 0);
});

test('an endpoint that is gone is turned off', async () => {
  const { clinic, webhook } = await toldClinic();
  sandbox.faults.add({ route: 'webhooks.receive', status: 410, times: 1 });
  await frontdesk.done('POST', `/api/webhooks/${webhook.id}/test`, { token: clinic.admin });
  await settled(clinic, webhook, 'failed');
  const shown = await frontdesk.done('GET', `/api/webhooks/${webhook.id}`, { token: clinic.admin });
  assert.deepEqual([shown.disabled, shown.disabled_reason], [true, 'gone']);
});

test('a large answer is read no further than is needed, and is no failure', async () => {
  const { clinic, webhook } = await toldClinic();
  sandbox.faults.add({ route: 'webhooks.receive', status: 200, body: 'x'.repeat(3_000_000), times: 1 });
  await frontdesk.done('POST', `/api/webhooks/${webhook.id}/test`, { token: clinic.admin });
  assert.equal((await settled(clinic, webhook, 'delivered')).status_code, 200);
});

test('a receiver that hangs keeps the clinic’s calendar not waiting', async () => {
  const { clinic } = await toldClinic();
  const shown = async () => (await frontdesk.clinicSql(clinic.id, 'SELECT count(*) AS count FROM appointments WHERE event_written IS NOT NULL'))[0]?.count;
  sandbox.faults.add({ route: 'webhooks.receive', hold: true });
  for (const time of ['09:00', '09:30', '10:00', '10:30']) await book(clinic, time, true);
  await sandbox.faults.untilHeld(3);
  // Google fails once, so this event is the alarm's to write, some seconds later.
  sandbox.faults.add({ route: 'google.events.insert', status: 503, times: 2 });
  await book(clinic, '11:00', true);
  assert.equal(await shown(), 4);
  await until(async () => ((await shown()) === 5 ? true : undefined));
  assert.deepEqual(sandbox.receivers.list(clinic.id), [], 'nothing was taken meanwhile');
  sandbox.faults.clear();
});

test('nothing secret and nothing of a patient is in the log', async () => {
  const { clinic, webhook } = await toldClinic();
  sandbox.faults.add({ route: 'webhooks.receive', status: 500, body: 'canary-answer', times: 1 });
  await book(clinic, '09:00');
  await received(clinic);
  const log = (await frontdesk.logs()).join('\n');
  for (const canary of [webhook.secret, 'Ann Canary', '5550188', 'canary-answer', 'canary-notes']) assert.ok(!log.includes(canary), canary);
});
