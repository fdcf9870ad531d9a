/**
 * What Vapi tells of a call comes in any order, twice, late or never, with everything in it that was said. None of it does anything to an
 * appointment, and nothing of what patients say is kept or logged.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { means, newToolCall } from '../booking/call.ts';
import { calledPractice, practice, type Practice } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { allRows } from '../rows.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];

/** Messages that Vapi sends unless it is told not to, and that ask for nothing. */
const CHATTER = ['conversation-update', 'speech-update', 'transcript', 'transcript[transcriptType="final"]', 'model-output',
  'user-interrupted', 'assistant.started', 'transfer-update', 'language-changed', 'call.artifact.upload', 'something-new'];

test('ends that come before beginnings, twice and side by side change nothing, and nothing is done on their account', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = new Phone(clinic);
  const [ended, reported] = phone.ending() as [() => Promise<void>, () => Promise<void>];
  await reported();
  assert.ok(means.booked(await phone.book(TEN)));
  await Promise.all([ended(), reported(), phone.tells('status-update', 'in-progress'), phone.tells('status-update', 'ringing')]);
  assert.match(await phone.use('find'), /one appointment: .* at 10 AM/);
  await Promise.all([reported(), ended(), reported(), phone.tells('hang'), phone.answered()]);
  await leaves(clinic, 1, 1);
});

test('chatter is answered with nothing, also when calls of tools are in it, which were made elsewhere', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const functionCall = { name: 'book_appointment', arguments: { start: TEN, name: 'Ada Marsh' } };
  const call = { id: newToolCall(), type: 'function', function: functionCall };
  for (const type of CHATTER) await phone.tells(type, 'in-progress', { toolCallList: [call], toolCalls: [call], functionCall });
  for (const [type, status] of [['status-update', 'ended'], ['end-of-call-report', 'ended'], ['hang', 'in-progress']] as const) {
    await phone.tells(type, status, { toolCallList: [call], toolCalls: [call] });
  }
  await leaves(clinic, 0, 0);
  assert.deepEqual(await clinic.receipts(), []);
});

test('a tool call that was under way when the caller hung up is done and answered', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const [heard] = await Promise.all([phone.book(TEN), phone.hangsUp('customer-ended-call')]);
  assert.ok(means.booked(heard!));
  await leaves(clinic, 1, 1);
});

/** A word for each place where somebody's words, secrets or addresses stand; the number makes them all different. */
const planted = (n: number) => (where: string) =>
  `canary-${n}-${where}: Zelda Quux, born 1970-01-01, wss://canary.example, the molar hurts`;
const CANARY = /canary|quux|molar|1970-01-01/i;

/** A call that does everything there is, with a canary in every place. */
async function talkative(clinic: Practice, n: number): Promise<void> {
  const phone = await new Phone(clinic, { words: planted(n) }).answered();
  const beside = { chat: planted(n)('chat'), user: { note: planted(n)('user') }, [planted(n)('key')]: 1, customerName: planted(n)('more') };
  const more = { reasoning: planted(n)('reasoning'), summary: { note: planted(n)('history') } };
  const use: Phone['use'] = (tool, args = {}, attempt = {}) => phone.says().use(tool, { ...more, ...args }, { ...attempt, beside });
  const heard = [
    await use('check', { date: DAY }),
    await use('reserve', { start: TEN }),
    await use('book', { start: TEN, name: 'Ada Marsh' }),
    await use('find'),
    await use('reschedule', { new_start: TWO }),
    await use('text', { kind: 'reminder' }),
    await use('cancel'),
    // What is odd is noted somewhere, but not what it said.
    await use('check', { date: planted(n)('date').slice(0, 150) }),
    await use('book', { start: TEN, name: `${planted(n)('name')} `.repeat(20) }),
    await use('book', { start: TEN, name: 'Ada Marsh', phone: planted(n)('phone') }),
  ];
  for (const words of heard.slice(0, 7)) assert.doesNotMatch(words, CANARY);
  await phone.together([[`canary_tool_${n}`, more]], { beside });
  for (const type of [...CHATTER, 'hang']) await phone.tells(type, 'in-progress', { transcript: planted(n)(type), ...beside });
  await phone.hangsUp('assistant-said-end-call-phrase');
  await phone.hangsUp('assistant-said-end-call-phrase');
}

test('nothing of what was said, of secrets or of recordings is in any database, in KV or in the log', async () => {
  const clinics = [await practice(frontdesk), await practice(frontdesk)];
  for (const [n, clinic] of clinics.entries()) await talkative(clinic, n);
  // One whose number leads nowhere, and one whose calendar is out of order.
  const nobodys = { number: '+12125550199', name: planted(2)('number') };
  await new Phone(clinics[0]!, { words: planted(2), phoneNumber: nobodys }).use('check', { date: DAY });
  frontdesk.sandbox.faults.add({ route: 'google.*', status: 500 });
  await new Phone(clinics[0]!, { words: planted(3) }).use('check', { date: DAY });
  frontdesk.sandbox.faults.clear();
  for (const clinic of clinics) await leaves(clinic, 0, clinic.texts().length);

  const everywhere = [...(await allRows(frontdesk)), ...(await documents()), ...(await frontdesk.logs())];
  for (const kept of everywhere) assert.doesNotMatch(kept, CANARY);
  // The search is worth something: what may be kept is found by it.
  for (const known of ['Ada Marsh', clinics[1]!.clinic.calendarId]) assert.ok(everywhere.some((kept) => kept.includes(known)));
  assert.ok((await frontdesk.logs()).some((line) => line.includes('calendar.unreadable')));
});

/** Every document in KV. */
async function documents(): Promise<string[]> {
  const kv = await frontdesk.kv();
  const { keys } = await kv.list();
  return Promise.all(keys.map(async ({ name }) => `${name} ${await kv.get(name)}`));
}
