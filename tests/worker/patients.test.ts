/** A patient is erased on workerd: here, in Google's calendar, at Twilio and at Vapi, also when an answer is lost on the way. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DEMO_VAPI } from '../../sandbox/demo.ts';
import { control } from '../sandbox/fixture.ts';
import { calledPractice, type Practice } from './booking/practice.ts';
import { problem, start, workday } from './fixture.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const NAME = 'Ada Marsh';
const ERASE = '/api/patients/erase';

/** A clinic at which somebody has called, booked and left a message, and has been texted. */
async function visited(): Promise<{ clinic: Practice; caller: string; callId: string }> {
  const clinic = await calledPractice(frontdesk);
  const json = { api_key: DEMO_VAPI.apiKey };
  await frontdesk.done('PUT', '/api/integrations/vapi', { token: clinic.clinic.admin, json });
  const call = clinic.call();
  assert.match(await call.book(`${workday()}T10:00`, { notes: 'Has a dog' }), /is booked/);
  await call.use('message', { message: 'Asks whether her crown is ready.', name: NAME });
  const { number } = clinic.clinic;
  const report = { type: 'end-of-call-report', endedReason: 'customer-ended-call', call: { id: call.id }, phoneNumber: { number } };
  await frontdesk.done('POST', '/api/vapi/webhook', { json: { message: { ...report, customer: { number: call.caller } } } });
  const [text] = clinic.texts();
  await control(sandbox, 'POST', `/twilio/messages/${text!.sid}/status`, { status: 'delivered', callback: false });
  return { clinic, caller: call.caller!, callId: call.id };
}

const erase = ({ clinic }: Practice, phone: string, more: object = {}) =>
  frontdesk.call('POST', ERASE, {
    token: clinic.admin,
    json: { phone, reason: 'Request no. 17', dry_run: false, cancel_upcoming: true, ...more },
  });

/** Everything that the clinic's object has, but what is not of patients. */
async function everything({ clinic }: Practice): Promise<string> {
  const tables = ['appointments', 'messages', 'calls', 'call_tools', 'inbox', 'receipts', 'inbox_receipts', 'outbox', 'audit'];
  const rows = await Promise.all(tables.map((table) => frontdesk.clinicSql(clinic.id, `SELECT * FROM ${table}`)));
  return JSON.stringify(rows);
}

test('an export has it all, an erasure leaves nothing, here and at the vendors', async () => {
  const { clinic, caller, callId } = await visited();
  const token = clinic.clinic.admin;
  const exported = await frontdesk.done('POST', '/api/patients/export', { token, json: { phone: caller } });
  assert.deepEqual(
    ['appointments', 'texts', 'calls', 'messages'].map((list) => exported[list].length),
    [1, 1, 1, 1],
  );
  sandbox.requests.clear();
  const { status, body } = await erase(clinic, caller);
  assert.deepEqual([status, body.appointments, body.texts, body.calls, body.messages], [200, 1, 1, 1, 1]);
  await frontdesk.ring(clinic.clinic.id);
  const left = await everything(clinic);
  for (const trace of [caller.slice(1), NAME, 'Marsh', 'dog', 'crown']) assert.ok(!left.includes(trace), trace);
  assert.deepEqual([clinic.events(), clinic.texts(), await clinic.work()], [[], [], []]);
  const { 'vapi.calls.delete': deleted } = sandbox.requests.counts();
  assert.equal(deleted, 1, `the call ${callId} was deleted at Vapi`);
});

test('an answer of Twilio that is lost after the text was deleted leads to no dead end', async (t) => {
  const { clinic, caller } = await visited();
  t.after(() => sandbox.faults.clear());
  sandbox.faults.add({ route: 'twilio.messages.delete', drop: 'after', times: 2 });
  assert.equal((await erase(clinic, caller)).status, 200);
  await frontdesk.ring(clinic.clinic.id);
  assert.deepEqual((await clinic.work()).map(({ kind }) => kind), ['sms.erase']);
  await frontdesk.clinicSql(clinic.clinic.id, 'UPDATE outbox SET due_at = 0');
  await frontdesk.ring(clinic.clinic.id);
  assert.deepEqual([clinic.texts(), await clinic.work()], [[], []]);
});

test('of two who erase at once each hears what was there, and one line says each', async () => {
  const { clinic, caller } = await visited();
  const answers = await Promise.all([erase(clinic, caller), erase(clinic, caller)]);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200]);
  assert.deepEqual(answers.map(({ body }) => body.appointments).toSorted(), [0, 1]);
});

test("another clinic's admin erases nothing of this one, and without the token nobody does", async () => {
  const { clinic, caller } = await visited();
  const other = await calledPractice(frontdesk);
  assert.equal((await erase(other, caller)).body.appointments, 0);
  problem(await frontdesk.call('POST', ERASE, { json: { phone: caller, reason: 'x', dry_run: false } }), 401, 'unauthorized');
  assert.ok((await everything(clinic)).includes(NAME));
});
