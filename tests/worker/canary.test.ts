/**
 * Secrets and what patients say are planted everywhere, everything is made to go wrong, and then every answer, every log
 * line and all that was left to be done is searched for them.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, test } from 'node:test';
import type { FaultSpec } from '../../sandbox/faults.ts';
import { control } from '../sandbox/fixture.ts';
import { CHECK, freshNumber, JWT_SECRET, start, token, TWILIO, workday, type Answer, type Request } from './fixture.ts';

const VAPI_SECRET = 'canary-vapi-secret-0001';
const frontdesk = await start(
  { after },
  {
    vars: {
      VAPI_AUTH: 'secret',
      VAPI_SECRETS: VAPI_SECRET,
      GOOGLE_CLIENT_SECRET: 'canary-platform-client-secret',
    },
  },
);
const { sandbox } = frontdesk;
sandbox.state.google.clients['frontdesk-demo.apps.example.com'] = { secret: 'canary-platform-client-secret' };

/** What came back, each with what was asked. */
const answers: { asked: string; said: string }[] = [];

/** One request, kept for the search. */
async function ask(method: string, path: string, options: Request = {}): Promise<Answer> {
  const answer = await frontdesk.call(method, path, options);
  answers.push({ asked: `${method} ${path}`, said: JSON.stringify([...answer.headers]) + answer.text });
  return answer;
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const CALLER = '+12125550177';
const STAFF = '+12125550166';
const PATIENT = 'Canary Patient';

/** A late webhook of a long call: something about the patient in every member that is not ours to echo. */
function conversation(called: string, args: object, tool = 'check_availability'): object {
  const phi = (where: string) => `canary-phi-${where}: ${PATIENT}, born 1970-01-01, ${CALLER}, molar hurts`;
  const toolCall = {
    id: 'call_1',
    type: 'function',
    function: {
      name: tool,
      arguments: { ...args, name: phi('name'), phone: CALLER, notes: phi('notes'), reason: phi('reason') },
    },
  };
  const turns = Array.from({ length: 200 }, (_, n) => ({
    role: n % 2 ? 'bot' : 'user',
    message: phi(`turn-${n}`),
    secondsFromStart: n,
  }));
  return {
    message: {
      type: 'tool-calls',
      toolCallList: [toolCall],
      toolCalls: [toolCall],
      toolWithToolCallList: [
        {
          type: 'function',
          name: tool,
          server: { url: 'https://x.example', secret: 'canary-server-secret' },
          toolCall,
        },
      ],
      call: {
        id: 'canary-call-id',
        orgId: 'canary-vapi-org',
        phoneNumberId: 'canary-number-id',
        phoneCallProviderId: 'canary-call-sid',
        customer: { number: CALLER, name: phi('call-customer') },
        monitor: { listenUrl: 'wss://canary-listen-url.example' },
      },
      phoneNumber: {
        number: called,
        id: 'canary-number-id',
        name: phi('number-name'),
        twilioAccountSid: 'canary-sid',
        twilioAuthToken: 'canary-twilio-in-body',
      },
      customer: { number: CALLER, name: phi('customer'), sipUri: `sip:${CALLER}@canary.example` },
      assistant: {
        name: phi('assistant'),
        model: { messages: [{ role: 'system', content: phi('prompt') }] },
        metadata: { key: 'canary-metadata' },
      },
      artifact: {
        messages: turns,
        messagesOpenAIFormatted: turns,
        transcript: phi('transcript'),
        recordingUrl: 'https://canary-recording.example',
      },
      analysis: { summary: phi('summary') },
    },
  };
}

const webhook = (called: string, args: object = { date: workday() }) =>
  ask('POST', CHECK, { json: conversation(called, args), headers: { 'x-vapi-secret': VAPI_SECRET } });

const clinic = await frontdesk.clinic();
const SECRETS = {
  refresh: 'canary-refresh-token-0002',
  client: 'canary-client-secret-0003',
  auth: 'canary-auth-token-0004',
  api: 'canary-api-key-secret-0005',
};
const GOOGLE = {
  calendar_id: clinic.calendarId,
  refresh_token: SECRETS.refresh,
  client_id: 'own.apps.example.com',
  client_secret: SECRETS.client,
};
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

await control(sandbox, 'POST', '/google/clients', {
  clientId: GOOGLE.client_id,
  clientSecret: SECRETS.client,
});
const { user = '', scopes = [] } = sandbox.state.google.grants[clinic.refreshToken] ?? {};
await control(sandbox, 'POST', '/google/grants', {
  refreshToken: SECRETS.refresh,
  clientId: GOOGLE.client_id,
  user,
  scopes,
});

const put = (service: string, json: unknown) =>
  ask('PUT', `/api/integrations/${service}`, { token: clinic.admin, json });

test('credentials go in, and work', async () => {
  assert.equal((await put('google', GOOGLE)).status, 200);
  const twilio = {
    ...TWILIO,
    auth_token: SECRETS.auth,
    api_key_sid: `SK${'0'.repeat(32)}`,
    api_key_secret: SECRETS.api,
  };
  assert.equal((await put('twilio', twilio)).status, 200);
  for (const service of ['google', 'twilio']) {
    await ask('GET', `/api/integrations/${service}`, { token: clinic.admin });
    await ask('POST', `/api/integrations/${service}/test`, { token: clinic.admin });
  }
  assert.match((await webhook(clinic.number)).body.results[0].result, /more than nine openings/);
  for (const path of ['/api/schedule', '/api/inbound/phone-mappings']) await ask('GET', path, { token: clinic.admin });
});

test('a message for the staff is taken, told to them and done', async () => {
  // They are refused, which the text finds out: until then it is written.
  assert.equal((await put('twilio', { ...TWILIO, auth_token: SECRETS.auth })).status, 200);
  const staff = [{ number: STAFF, hours: 'always' }];
  assert.equal((await ask('PUT', '/api/messaging', { token: clinic.admin, json: { staff } })).status, 200);
  const about = `${PATIENT}'s molar hurts, canary-phi-about`;
  const json = conversation(clinic.number, { about, for: PATIENT, best_time: 'canary', callback_number: CALLER }, 'take_message');
  const taken = await ask('POST', '/api/vapi/webhook', { json, headers: { 'x-vapi-secret': VAPI_SECRET } });
  assert.match(taken.body.results[0].result, /^The message is taken down\. .* ending 0177/);
  await frontdesk.ring(clinic.id);
  const texts = await frontdesk.clinicSql(clinic.id, 'SELECT body FROM messages WHERE to_number = ?', STAFF);
  assert.equal(texts.length, 1);
  assert.doesNotMatch(texts[0]!.body, /canary|molar|Patient/i);
  // What the inbox answers is the clinic's to read, so it is not searched.
  const [item] = (await frontdesk.done('GET', '/api/inbox', { token: clinic.admin })).items;
  assert.equal(item.about, about);
  await frontdesk.done('PATCH', `/api/inbox/${item.id}`, { token: clinic.admin, json: { status: 'done' } });
  await ask('PATCH', `/api/inbox/${item.id}`, { token: clinic.admin, json: { status: `canary ${PATIENT}` } });
});

test('credentials that are refused are not quoted', async () => {
  const bad: [service: string, json: unknown][] = [
    ['google', { ...GOOGLE, surprise: SECRETS.refresh }],
    ['google', { ...GOOGLE, refresh_token: [SECRETS.refresh] }],
    ['google', { ...GOOGLE, refresh_token: `${SECRETS.refresh} with spaces ü` }],
    ['google', { ...GOOGLE, client_id: undefined }],
    ['google', { calendar_id: 'x', service_account: privateKey }],
    [
      'google',
      {
        calendar_id: 'x',
        service_account: {
          client_email: 'a@b.example',
          private_key: privateKey.replaceAll('\n', '').replace('BEGIN PRIVATE', 'BEGIN RSA'),
        },
      },
    ],
    ['google', SECRETS.refresh],
    ['google', [SECRETS.refresh]],
    ['twilio', { ...TWILIO, auth_token: { secret: SECRETS.auth } }],
    ['twilio', { ...TWILIO, account_sid: SECRETS.auth, auth_token: SECRETS.auth }],
    ['twilio', { ...TWILIO, auth_token: SECRETS.auth, api_key_secret: SECRETS.api }],
  ];
  for (const [service, json] of bad) {
    const { status } = await put(service, json);
    assert.equal(status, 422, JSON.stringify(json));
  }
  const broken = await ask('PUT', '/api/integrations/google', {
    token: clinic.admin,
    body: `{"refresh_token":"${SECRETS.refresh}`,
  });
  assert.equal(broken.status, 400);
  for (const bearer of [
    SECRETS.auth,
    `${clinic.admin}x`,
    token('admin', clinic.id, 'canary-foreign-signing-secret-of-32-bytes'),
  ]) {
    assert.equal((await ask('GET', '/api/org', { token: bearer })).status, 401);
  }
});

test('whatever Google echoes stays here', async (t) => {
  const echo = {
    error: {
      message: `canary-echo ${SECRETS.refresh}`,
      errors: [{ reason: `canary-reason ${SECRETS.client}` }],
    },
  };
  const faults: FaultSpec[] = [
    { route: 'google.freeBusy', status: 403, body: echo },
    { route: 'google.freeBusy', status: 500, body: JSON.stringify(echo) },
    {
      route: 'google.freeBusy',
      status: 200,
      body: { calendars: { [clinic.calendarId]: { errors: [{ reason: 'canary-calendar-reason' }] } } },
    },
    { route: 'google.freeBusy', brokenJson: true },
    { route: 'google.freeBusy', status: 401 },
    {
      route: 'google.token',
      status: 400,
      body: { error: 'canary-error', error_description: SECRETS.refresh },
    },
    {
      route: 'google.token',
      status: 400,
      body: { error: 'invalid_grant', error_description: `canary-description ${SECRETS.refresh}` },
    },
    { route: 'twilio.*', status: 401, body: { code: 20003, message: `canary-echo ${SECRETS.auth}` } },
  ];
  for (const fault of faults) {
    await t.test(`${fault.route} ${fault.status ?? ''}`, async (t) => {
      await put('google', GOOGLE);
      sandbox.faults.add(fault);
      t.after(() => sandbox.faults.clear());
      assert.equal((await webhook(clinic.number)).status, 200);
      for (const service of ['google', 'twilio']) {
        await ask('POST', `/api/integrations/${service}/test`, { token: clinic.admin });
        await ask('GET', `/api/integrations/${service}`, { token: clinic.admin });
      }
    });
  }
});

test('what a caller says to a knowledge base stays there', async () => {
  const fact = { topic: 'parking', ask: ['where can I park'], say: 'Behind the building.' };
  const json = { facts: [fact], insurance: { accepted: ['Delta Dental PPO'] } };
  assert.equal((await ask('PUT', '/api/knowledge', { token: clinic.admin, json })).status, 200);
  const said = `canary-phi-turn: ${PATIENT}, born 1970-01-01, ${CALLER}, molar hurts. Do you take Canary Dental HMO?`;
  const headers = { 'x-vapi-secret': VAPI_SECRET };
  const { message }: any = conversation(clinic.number, {});
  const turn = { ...message, type: 'knowledge-base-request', messagesOpenAIFormatted: [{ role: 'user', content: said }] };
  await ask('POST', '/api/vapi/webhook', { json: { message: turn }, headers });
  const path = '/api/vapi/tools/knowledge/answer';
  const asked = { id: 'call_2', function: { name: 'answer_question', arguments: { question: said } } };
  await ask('POST', path, { json: { message: { ...message, toolCallList: [asked] } }, headers });
  const [gap] = await frontdesk.clinicSql(clinic.id, 'SELECT question FROM knowledge_gaps');
  assert.doesNotMatch(gap?.question, /\d/, 'a number in a question that is kept');
});

test('calls that cannot be routed are recorded with the number masked', async () => {
  const unknown = freshNumber();
  await webhook(unknown);
  await webhook(`sip:${unknown}@sip.example.com`);
  await webhook('anonymous');
  await ask('GET', `/api/inbound/phone-lookup/${encodeURIComponent(unknown)}`, { token: clinic.admin });
  await ask('GET', '/api/inbound/phone-lookup/canary%20Patient', { token: clinic.admin });
  const lines = (await frontdesk.logs()).filter((line) => line.includes('route.unknown_number'));
  const masked = `+1*****${unknown.slice(-2)}`;
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).called),
    [masked, masked, 'none'],
  );
});

test('envelopes that do not open, documents that do not parse and a database that fails tell nothing either', async () => {
  await frontdesk.sql(
    "UPDATE integration_settings SET credentials_sealed = 'v1.local1.canary-envelope', settings = '{\"canary-settings\":1}' WHERE org_id = ?",
    clinic.id,
  );
  await frontdesk.sweep();
  await webhook(clinic.number);
  await ask('POST', '/api/integrations/google/test', { token: clinic.admin });
  await ask('POST', '/api/admin/rewrap', { token: token('platform') });
  await frontdesk.sql("UPDATE orgs SET zone = 'Canary/Zone', name = ? WHERE id = ?", `${PATIENT} Dental`, clinic.id);
  await frontdesk.sweep();
  await webhook(clinic.number);
  await ask('GET', '/api/org', { token: clinic.admin });
  await frontdesk.sql('ALTER TABLE phone_number_mapping RENAME COLUMN clinic_name TO canary_column');
  await webhook(freshNumber());
  await ask('POST', '/api/inbound/phone-mappings', {
    token: clinic.admin,
    json: { inbound_phone_number: CALLER, clinic_name: PATIENT },
  });
  await frontdesk.sweep();
});

test('nothing of all that was answered, logged or left behind', async () => {
  const lines = await frontdesk.logs();
  const publications = await frontdesk.sql('SELECT last_error FROM route_publications');
  const work = await frontdesk.clinicSql(clinic.id, 'SELECT last_error FROM outbox');
  const left = [...publications, ...work].map(({ last_error }) => String(last_error));
  const everywhere = [...answers, ...[...lines, ...left].map((said) => ({ asked: 'log', said }))];
  // The search is worth something: there is much to search, and what may be said is found in it.
  assert.ok(answers.length > 60 && lines.length > 20, `${answers.length} answers, ${lines.length} lines`);
  assert.ok(
    answers.some(({ said }) => said.includes(clinic.calendarId)) && lines.some((line) => line.includes(clinic.id)),
  );

  const planted = [
    /canary/i,
    new RegExp(PATIENT),
    new RegExp(JWT_SECRET),
    new RegExp(privateKey.slice(40, 80).replaceAll('+', '\\+')),
    /ya29\.sandbox/,
    /v1\.local1\./,
    /molar/,
  ];
  for (const { asked, said } of everywhere) {
    for (const canary of planted) assert.doesNotMatch(said, canary, asked);
  }
  // Numbers belong into answers, to whoever asks for their own; into no log.
  for (const line of [...lines, ...left])
    assert.doesNotMatch(line.replaceAll(UUID, ''), /\d{8}/, 'a log line with a whole number');
});
