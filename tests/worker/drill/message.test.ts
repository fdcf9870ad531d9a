/** What no tool can do becomes a message: written down once, told to the staff once, and done by somebody. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newToolCall } from '../booking/call.ts';
import { calledPractice, type Practice } from '../booking/practice.ts';
import { settle } from '../booking/settling.ts';
import { freshNumber, start } from '../fixture.ts';
import { ofVapi } from './carriers.ts';
import { Phone } from './phone.ts';

const frontdesk = await start({ after });

const CROWN = { about: 'Is my crown ready?', name: 'Ada Marsh' };

/** A clinic whose staff is texted at any time. */
async function staffed(): Promise<{ clinic: Practice; staff: string }> {
  const [clinic, staff] = [await calledPractice(frontdesk), freshNumber()];
  const json = { staff: [{ number: staff, hours: 'always' }] };
  await frontdesk.done('PUT', '/api/messaging', { token: clinic.clinic.admin, json });
  return { clinic, staff };
}

const inbox = async ({ clinic }: Practice, status = 'open'): Promise<any[]> =>
  (await frontdesk.done('GET', `/api/inbox?status=${status}`, { token: clinic.admin })).items;

ofVapi('a message that Vapi delivers ten times at once is one message and one text to the staff', async () => {
  const { clinic, staff } = await staffed();
  const phone = await new Phone(clinic).answered();
  const id = newToolCall();
  const heard = await Promise.all(Array.from({ length: 10 }, () => phone.use('message', CROWN, { id })));
  assert.match(heard[0]!, new RegExp(`^The message is taken down\\. .*ending ${phone.caller!.slice(-4)}`));
  assert.deepEqual(new Set(heard).size, 1);
  // The model was interrupted and asks anew.
  assert.equal(await phone.says('Sorry?').use('message', CROWN), heard[0]);
  await settle(frontdesk);
  assert.deepEqual(clinic.texts().map(({ to }) => to), [staff]);
  assert.match(clinic.texts()[0]!.body, new RegExp(`^New message for .* from a caller ending ${phone.caller!.slice(-4)}\\.$`));
  const [item, ...others] = await inbox(clinic);
  assert.deepEqual([item.about, item.name, item.caller, others.length], [CROWN.about, CROWN.name, phone.caller, 0]);
  await frontdesk.done('PATCH', `/api/inbox/${item.id}`, { token: clinic.clinic.admin, json: { status: 'done' } });
  assert.deepEqual([(await inbox(clinic)).length, (await inbox(clinic, 'done')).length], [0, 1]);
});

test('somebody calls from another phone, finds nothing, and leaves a message instead of going in circles', async () => {
  const { clinic, staff } = await staffed();
  const phone = await new Phone(clinic).answered();
  for (const tool of ['find', 'cancel'] as const) assert.match(await phone.use(tool), /take a message \(take_message\)/);
  const booked = freshNumber();
  const heard = await phone.use('message', { about: `Cancel what is booked under ${booked}`, urgency: 'soon' });
  assert.match(heard, /^The message is taken down\./);
  await settle(frontdesk);
  assert.deepEqual(clinic.texts().map(({ to }) => to), [staff]);
  assert.match(clinic.texts()[0]!.body, /\(urgent\)/);
  assert.doesNotMatch(clinic.texts()[0]!.body, new RegExp(booked.slice(1)));
});

test('toothache on a Saturday night: who speaks of danger hears whom to call before anything else', async () => {
  const { clinic, staff } = await staffed();
  const phone = await new Phone(clinic).answered();
  const heard = await phone.use('message', { about: 'My face is swollen and I cannot breathe', urgency: 'routine' });
  assert.match(heard, /^If this is a medical emergency, hang up and call .* now\. .* The message is taken down\./);
  await settle(frontdesk);
  assert.deepEqual(clinic.texts().map(({ to, body }) => [to, /\(emergency\)/.test(body)]), [[staff, true]]);
});
