/** Tools, assistants and phone numbers in the hands of Vapi's own client: their life, their lists, and whose they are. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DEMO_TWILIO, DEMO_VAPI } from '../../sandbox/demo.ts';
import { NOW, control, sandboxFor } from './fixture.ts';
import { TOOL, ask, clientFor, failsWith } from './vapi_fixture.ts';

const { assistantId, phoneNumberId, secondNumberId, orgId } = DEMO_VAPI;

async function start(t: TestContext) {
  const sandbox = await sandboxFor(t);
  return { sandbox, vapi: clientFor(sandbox) };
}

test('a tool from creation to deletion', async (t) => {
  const { sandbox, vapi } = await start(t);
  const tool = await vapi.tools.create(TOOL);
  const { id, createdAt, updatedAt, ...rest } = tool;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([createdAt, updatedAt], [new Date(NOW).toISOString(), new Date(NOW).toISOString()]);
  assert.deepEqual(rest, { orgId, ...TOOL });
  assert.deepEqual(await vapi.tools.get({ id }), tool);

  sandbox.advance(60);
  const server = { url: 'https://frontdesk.example.com/elsewhere' };
  // The client's types ask for `type`, which the API refuses.
  const changed = await vapi.tools.update({ id, body: { server } as any });
  assert.deepEqual([changed.createdAt, changed.updatedAt], [createdAt, new Date(NOW + 60_000).toISOString()]);
  assert.deepEqual({ ...changed, updatedAt }, { ...tool, server }, 'the old server is gone, its timeout too');

  assert.deepEqual(await vapi.tools.delete({ id }), changed);
  await assert.rejects(vapi.tools.get({ id }), failsWith(404, /Not Found/));
  await assert.rejects(vapi.tools.delete({ id }), failsWith(404, /Not Found/));
});

test('an apiRequest tool and those that Vapi plays itself', async (t) => {
  const { vapi } = await start(t);
  const request = {
    type: 'apiRequest' as const,
    method: 'POST' as const,
    url: 'https://frontdesk.example.com/x',
  };
  const parameters = [{ key: 'called_number', value: '{{phoneNumber.number}}' }];
  const made: any = await vapi.tools.create({ ...request, name: 'check', timeoutSeconds: 10, parameters });
  assert.deepEqual([made.type, made.parameters], ['apiRequest', parameters]);
  for (const type of ['transferCall', 'endCall'] as const) assert.ok((await vapi.tools.create({ type })).id);
});

test('an assistant is given tools: its model is replaced whole, the rest stays', async (t) => {
  const { vapi } = await start(t);
  const { id } = await vapi.tools.create(TOOL);
  const before = await vapi.assistants.get({ id: assistantId });
  const model: any = { ...before.model, toolIds: [id] };
  const after = await vapi.assistants.update({ id: assistantId, model, serverMessages: ['tool-calls'] });
  assert.deepEqual(after, { ...before, model, serverMessages: ['tool-calls'] });

  const short: any = { provider: 'openai', model: 'gpt-4o' };
  const shorn = await vapi.assistants.update({ id: assistantId, model: short });
  assert.deepEqual(shorn.model, short, 'prompt and tools that are not sent again are gone');
});

test('an assistant is created, and deleted although a number refers to it', async (t) => {
  const { vapi } = await start(t);
  const made = await vapi.assistants.create({ name: 'Night desk', firstMessage: 'Good evening.' });
  await vapi.phoneNumbers.update({ id: phoneNumberId, body: { provider: 'twilio', assistantId: made.id } });
  await vapi.assistants.delete({ id: made.id });
  const number: any = await vapi.phoneNumbers.get({ id: phoneNumberId });
  assert.equal(number.assistantId, made.id);
});

test('a number: its server is set, its assistant taken away', async (t) => {
  const { sandbox, vapi } = await start(t);
  const server = { url: 'https://frontdesk.example.com/api/vapi', timeoutSeconds: 8 };
  const updated = await vapi.phoneNumbers.update({ id: phoneNumberId, body: { provider: 'twilio', server } });
  assert.deepEqual([updated.server, updated.assistantId], [server, assistantId]);
  const { status, body } = await ask(sandbox, 'PATCH', `/phone-number/${phoneNumberId}`, {
    assistantId: null,
  });
  assert.deepEqual([status, body.assistantId, body.server], [200, null, server]);
});

test('numbers are imported from Twilio, bought from Vapi, or no more than a SIP URI', async (t) => {
  const { vapi } = await start(t);
  const twilio = {
    provider: 'twilio' as const,
    twilioAccountSid: DEMO_TWILIO.accountSid,
    twilioAuthToken: 'x',
  };
  const imported: any = await vapi.phoneNumbers.create({ ...twilio, number: '+14155550123' });
  assert.deepEqual([imported.number, imported.status], ['+14155550123', 'active']);
  await assert.rejects(
    vapi.phoneNumbers.create({ ...twilio, number: '+14155550123' }),
    failsWith(400, new RegExp(`Existing Phone Number ${imported.id}`)),
  );
  const bought: any = await vapi.phoneNumbers.create({ provider: 'vapi', numberDesiredAreaCode: '415' });
  assert.match(bought.number, /^\+141555501\d\d$/);
  const sip: any = await vapi.phoneNumbers.create({ provider: 'vapi', sipUri: 'sip:clinic@sip.vapi.ai' });
  assert.deepEqual([sip.sipUri, sip.number], ['sip:clinic@sip.vapi.ai', undefined]);
  const ids = (await vapi.phoneNumbers.list()).map(({ id }) => id);
  assert.deepEqual(ids, [sip.id, bought.id, imported.id, secondNumberId, phoneNumberId]);
});

test('lists: newest first, cut by limit and by when things were made and changed', async (t) => {
  const { sandbox, vapi } = await start(t);
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) {
    ids.unshift((await vapi.tools.create(TOOL)).id);
    sandbox.advance(60);
  }
  const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
  const listed = async (by: object) => (await vapi.tools.list(by)).map(({ id }) => id);
  const [third = '', second = '', first = ''] = ids;
  assert.deepEqual(await listed({}), [third, second, first]);
  assert.deepEqual(await listed({ limit: 2 }), [third, second]);
  assert.deepEqual(await listed({ limit: 0 }), []);
  assert.deepEqual(await listed({ createdAtGt: at(1) }), [third]);
  assert.deepEqual(await listed({ createdAtGe: at(1) }), [third, second]);
  assert.deepEqual(await listed({ createdAtLt: at(1) }), [first]);
  assert.deepEqual(await listed({ createdAtLe: at(1), createdAtGt: at(0) }), [second]);
  await vapi.tools.update({ id: first, body: { async: true } as any });
  assert.deepEqual(await listed({ updatedAtGe: at(3) }), [first]);
  assert.deepEqual(await listed({ updatedAtLt: at(2) }), [second]);
});

test('a list of more than a hundred is cut there', async (t) => {
  const { sandbox, vapi } = await start(t);
  for (let n = 0; n < 101; n++) await ask(sandbox, 'POST', '/tool', { type: 'endCall' });
  assert.equal((await vapi.tools.list()).length, 100);
  assert.equal((await vapi.tools.list({ limit: 1000 })).length, 101);
});

test("an organisation neither sees nor changes nor refers to another's resources", async (t) => {
  const { sandbox, vapi } = await start(t);
  await control(sandbox, 'PUT', '/vapi/orgs/other', { keys: ['the-key-of-the-others'] });
  const others = clientFor(sandbox, 'the-key-of-the-others');
  const { id } = await vapi.tools.create(TOOL);
  const before = structuredClone(sandbox.state.vapi);
  assert.deepEqual(await others.tools.list(), []);
  assert.deepEqual(await others.assistants.list(), []);
  assert.deepEqual(await others.phoneNumbers.list(), []);
  const gone = failsWith(404, /Not Found/);
  await assert.rejects(others.tools.get({ id }), gone);
  await assert.rejects(others.tools.update({ id, body: { async: true } as any }), gone);
  await assert.rejects(others.tools.delete({ id }), gone);
  await assert.rejects(others.assistants.get({ id: assistantId }), gone);
  await assert.rejects(others.phoneNumbers.delete({ id: phoneNumberId }), gone);
  const model = { provider: 'openai' as const, model: 'gpt-4o' as const, toolIds: [id] };
  await assert.rejects(others.assistants.create({ model }), failsWith(400, /`toolId` .* Does Not Exist/));
  await assert.rejects(
    others.phoneNumbers.create({ provider: 'vapi', sipUri: 'sip:x@sip.vapi.ai', assistantId }),
    failsWith(400, /`assistantId` .* Does Not Exist/),
  );
  assert.deepEqual(sandbox.state.vapi, before);
  // Numbers are unique within an organisation only: the platform does not tell whose they are.
  const twilio = {
    provider: 'twilio' as const,
    twilioAccountSid: DEMO_TWILIO.accountSid,
    twilioAuthToken: 'x',
  };
  assert.ok((await others.phoneNumbers.create({ ...twilio, number: DEMO_VAPI.number })).id);
});

test('a call is deleted by its organisation', async (t) => {
  const { sandbox, vapi } = await start(t);
  const id = '0c0e0000-0000-4000-8000-000000000001';
  assert.equal((await vapi.calls.delete({ id })).id, id);
  await assert.rejects(clientFor(sandbox, 'key-of-nobody').calls.delete({ id }), failsWith(401, /.*/));
});
