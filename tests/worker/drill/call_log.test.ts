/** What a clinic can read of its calls afterwards: each once, with what came of its tools, in whatever order Vapi told of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newToolCall } from '../booking/call.ts';
import { calledPractice } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { SHAPES } from './envelope.ts';
import { Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];
const STAFF = '+12125550160';
const TRANSFER = 'transfer-destination-request';

const clinic = await calledPractice(frontdesk);

before(async () => {
  const json = { assistant_id: '22222222-2222-4222-8222-222222222222', transfer: { number: STAFF, after_hours_number: STAFF } };
  await frontdesk.done('PUT', '/api/assistant', { token: clinic.clinic.admin, json });
});

const runs = (tools: any[]) => tools.map(({ tool, outcome, attempts }) => `${tool} ${outcome} ${attempts}`);

test('a whole call, from who answers it to who takes it over, is one call with its tools in order', async () => {
  const phone = new Phone(clinic);
  const assistant = await phone.wants('assistant-request', 'ringing');
  assert.equal(assistant.assistantId, '22222222-2222-4222-8222-222222222222');
  assert.match(JSON.stringify(assistant.assistantOverrides.variableValues), /Oak Dental/);
  await phone.answered();
  await phone.use('check', { date: DAY });
  const book = newToolCall();
  await phone.book(TEN, {}, { id: book });
  await phone.book(TEN, {}, { id: book });
  await phone.use('reschedule', { new_start: `${DAY}T03:00` });
  await phone.tells('hang');
  await phone.use('reschedule', { new_start: TWO });
  await phone.together([['order_pizza', {}]]);
  await phone.use('cancel');
  const { transferPlan, ...destination } = (await phone.wants(TRANSFER)).destination;
  assert.deepEqual(destination, { type: 'number', number: STAFF });
  assert.equal(transferPlan.fallbackPlan.endCallEnabled, false);
  await phone.hangsUp();

  const { status, body } = await phone.logged();
  assert.equal(status, 200);
  const { caller, called, status: state, ended_reason, summary, hangs, cost_usd, tools, appointments } = body;
  assert.deepEqual([caller, called, state, ended_reason], [phone.caller, clinic.clinic.number, 'ended', 'customer-ended-call']);
  assert.deepEqual([summary, hangs, cost_usd], [null, 1, 0.2555]);
  assert.deepEqual(runs(tools), [
    'check_availability done 1',
    'book_appointment done 2',
    'reschedule_appointment declined 1',
    'reschedule_appointment done 1',
    'unknown failed 1',
    'cancel_appointment done 1',
  ]);
  assert.equal(tools[1].tool_call_id, book);
  assert.deepEqual(appointments.map(({ status }: any) => status), ['cancelled']);
});

for (const shape of SHAPES) {
  test(`tools that come as "${shape}" are in the log`, async () => {
    const phone = await new Phone(clinic, { shape }).answered();
    await phone.use('check', { date: DAY });
    await phone.use('find');
    await phone.hangsUp();
    const { body } = await phone.logged();
    assert.deepEqual([body.caller, body.status, body.tools.length], [phone.caller, 'ended', 2]);
    assert.deepEqual(body.tools.map(({ tool }: any) => tool).sort(), ['check_availability', 'find_appointments']);
  });
}

test('tools of one message stand in the order in which they were done', async () => {
  const phone = await new Phone(clinic).answered();
  const uses = [...'zyxabc'].map((id, n): ['check' | 'find', object, string] => [n % 2 ? 'find' : 'check', { date: DAY }, id]);
  await phone.together(uses);
  const { body } = await phone.logged();
  assert.deepEqual(body.tools.map(({ tool_call_id }: any) => tool_call_id), [...'zyxabc']);
});

test('a call that is told of backwards and twice reads like any other', async () => {
  const [forth, back] = [new Phone(clinic), new Phone(clinic)];
  await forth.answered();
  await forth.hangsUp();
  const [ended, reported] = back.ending() as [() => Promise<void>, () => Promise<void>];
  for (const event of [reported, reported, ended, ended]) await event();
  await back.tells('status-update', 'in-progress');
  await back.answered();
  const told = [await forth.logged(), await back.logged()].map(({ body }) => {
    const { status, ended_reason, cost_usd, hangs, kind, called, tools } = body;
    return { status, ended_reason, cost_usd, hangs, kind, called, tools };
  });
  assert.deepEqual(told[1], told[0]);
  assert.deepEqual([told[0]?.status, told[0]?.cost_usd], ['ended', 0.2555]);
});

test('another clinic knows nothing of the call, not even when a call of its own has the same id', async () => {
  const other = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  await phone.use('find');
  assert.equal((await phone.logged(other.clinic.admin)).status, 404);
  const theirs = await new Phone(other, { callId: phone.id }).answered();
  await theirs.use('check', { date: DAY });
  const [ours, others] = [await phone.logged(), await phone.logged(other.clinic.admin)];
  assert.deepEqual(runs(ours.body.tools), ['find_appointments done 1']);
  assert.deepEqual(runs(others.body.tools), ['check_availability done 1']);
  assert.deepEqual([ours.body.caller, others.body.caller], [phone.caller, theirs.caller]);
});

test('a caller whose number is withheld is nobody in the log', async () => {
  const phone = await new Phone(clinic, { caller: null, customer: { number: 'anonymous' } }).answered();
  await phone.use('check', { date: DAY });
  await phone.hangsUp();
  const { body } = await phone.logged();
  assert.deepEqual([body.caller, body.status, runs(body.tools)], [null, 'ended', ['check_availability done 1']]);
});

test('and nothing of all that went wrong in the log of the Worker', async () => {
  const lines = (await frontdesk.logs()).map((line) => JSON.parse(line));
  assert.deepEqual(lines.filter(({ level }) => level !== 'info'), []);
});
