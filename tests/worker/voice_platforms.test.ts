/** Telnyx and ElevenLabs on workerd: Ed25519 as WebCrypto checks it, every header of theirs at the edge, and a booking that is asked twice. */
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { after, test } from 'node:test';
import { start, workday, type Answer } from './fixture.ts';

const CALLER = '+12125550188';

const frontdesk = await start({ after }, { plain: true, vars: { TELNYX_AUTH: 'secret', ELEVENLABS_AUTH: 'secret', ELEVENLABS_SECRETS: 'a-secret-of-the-deployment' } });
const clinic = await frontdesk.clinic();
const [own, stranger] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
/** An account shows the 32 bytes of its key in base64; a JSON Web Key has them in base64url. */
const shown = (key: KeyObject): string => Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url').toString('base64');

await frontdesk.done('PUT', '/api/integrations/telnyx', {
  token: clinic.admin,
  json: { signing_secrets: [shown(stranger.publicKey), shown(own.publicKey)].slice(1) },
});

const now = (): number => Math.floor(Date.now() / 1000);

/** A request of Telnyx', signed with a key some seconds ago. */
function telnyx(path: string, json: object, { key = own.privateKey, ago = 0, sent = JSON.stringify(json) } = {}): Promise<Answer> {
  const timestamp = String(now() - ago);
  const signature = sign(null, Buffer.from(`${timestamp}|${JSON.stringify(json)}`), key).toString('base64');
  const headers = { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature };
  return frontdesk.call('POST', `/api/telnyx/${path}`, { body: sent, headers });
}

const initialization = {
  data: {
    event_type: 'assistant.initialization',
    payload: {
      telnyx_agent_target: clinic.number,
      telnyx_end_user_target: CALLER,
      telnyx_end_user_target_verified: true,
      call_control_id: 'v3:workerd',
    },
  },
};

test('the signature of the account is believed, and no other', async () => {
  const body = { date: workday(), called_number: clinic.number };
  const path = 'tools/calendar/check';
  for (const ago of [0, 290, -290]) {
    assert.match((await telnyx(path, body, { ago })).body.result, /more than nine openings/);
  }
  for (const wrong of [{ key: stranger.privateKey }, { ago: 310 }, { ago: -310 }, { sent: JSON.stringify({ ...body, date: 'tomorrow' }) }]) {
    assert.equal((await telnyx(path, body, wrong)).status, 401, JSON.stringify(wrong));
  }
  // A key that is no point of the curve is refused, or proves nothing: the isolate answers on.
  await frontdesk.done('PUT', '/api/integrations/telnyx', {
    token: clinic.admin,
    json: { signing_secrets: [Buffer.alloc(32, 255).toString('base64'), shown(own.publicKey)] },
  });
  assert.equal((await telnyx(path, body, { key: stranger.privateKey })).status, 401);
  assert.match((await telnyx(path, body)).body.result, /more than nine openings/);
});

test('a call of Telnyx books with its token once, and the log says that the carrier vouches for the number', async () => {
  const { dynamic_variables: told } = (await telnyx('variables', initialization)).body;
  assert.equal(told.clinic_name, clinic.name);
  const order = { start: `${workday()}T09:30`, name: 'Ann Lee', frontdesk_call: told.frontdesk_call, call_id: 'v3:workerd' };
  const answers = [await telnyx('tools/calendar/book', order), await telnyx('tools/calendar/book', order)];
  const [first, again] = answers.map(({ body }) => body.result);
  assert.match(first, /Ann Lee/);
  assert.equal(again, first);
  const { items } = await frontdesk.done('GET', '/api/appointments', { token: clinic.admin });
  assert.deepEqual(
    items.map((appointment: any) => appointment.phone),
    [CALLER],
  );
  const call = await frontdesk.done('GET', '/api/calls/v3.workerd', { token: clinic.admin });
  assert.deepEqual([call.platform, call.caller_verified, call.caller], ['telnyx', true, CALLER]);
});

test('a call of ElevenLabs carries its token in a header, and its report is kept without its transcript', async () => {
  const secret = { 'x-frontdesk-secret': 'a-secret-of-the-deployment' };
  const asked = { caller_id: CALLER, called_number: clinic.number, agent_id: 'agent_1', call_sid: 'CA1' };
  const initiation = await frontdesk.call('POST', '/api/elevenlabs/initiation', { json: asked, headers: secret });
  const token = initiation.body.dynamic_variables.secret__frontdesk_call;
  const headers = { ...secret, 'x-frontdesk-call': token, 'x-call-id': 'conv_workerd' };
  const found = await frontdesk.call('POST', '/api/elevenlabs/tools/appointments/find', { json: {}, headers });
  assert.match(found.body.result, /9:30/);
  await frontdesk.done('PUT', '/api/integrations/elevenlabs', {
    token: clinic.admin,
    json: { signing_secrets: ['wsec_of-the-clinic-itself'] },
  });
  const report = JSON.stringify({
    type: 'post_call_transcription',
    data: {
      conversation_id: 'conv_workerd',
      transcript: [{ role: 'user', message: 'CANARY-transcript '.repeat(180_000) }],
      metadata: { start_time_unix_secs: now() - 61, call_duration_secs: 61, phone_call: { agent_number: clinic.number, external_number: CALLER } },
    },
  });
  const timestamp = String(now());
  const tag = createHmac('sha256', 'wsec_of-the-clinic-itself').update(`${timestamp}.${report}`).digest('hex');
  const signed = { 'elevenlabs-signature': `t=${timestamp},v0=${tag}` };
  assert.equal((await frontdesk.call('POST', '/api/elevenlabs/events', { body: report, headers: signed })).status, 200);
  assert.equal((await frontdesk.call('POST', '/api/elevenlabs/events', { body: `${report} `, headers: signed })).status, 401);
  const read = (): Promise<any> => frontdesk.done('GET', '/api/calls/conv_workerd', { token: clinic.admin });
  // It is written behind the answer.
  let call = await read();
  for (let attempt = 0; attempt < 50 && call.status !== 'ended'; attempt++) call = await read();
  assert.deepEqual([call.status, call.duration_seconds, call.tools.length], ['ended', 61, 1]);
  assert.doesNotMatch(JSON.stringify(call), /CANARY/);
});
