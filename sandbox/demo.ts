/** The demo clinic's vendor accounts: fictional, published, and good for nothing but this sandbox. */
import type { Account, StoredEvent, VapiResource } from './state.ts';
import { demoWeek, type DemoEvent } from './week.ts';
import type { World } from './world.ts';

/** What the demo clinic stores in its Google integration, and the OAuth client it came from. */
export const DEMO_GOOGLE = {
  clientId: 'frontdesk-demo.apps.example.com',
  clientSecret: 'demo-client-secret-that-opens-nothing',
  refreshToken: '1//demo-refresh-token-that-opens-nothing',
  calendarId: 'downtown-dental@calendar.example.com',
  /** The person who consented, and the calendar's owner. */
  user: 'front.desk@downtown-dental.example.com',
  timeZone: 'America/New_York',
  scopes: ['calendar.events', 'calendar.freebusy', 'calendar.calendarlist.readonly'].map(
    (name) => `https://www.googleapis.com/auth/${name}`,
  ),
} as const;

/** What the demo clinic stores in its Twilio integration. The number is Twilio's magic valid sender. */
export const DEMO_TWILIO = {
  accountSid: 'AC00000000000000000000000000000de0',
  authToken: '00000000000000000000000000000de0',
  fromNumber: '+15005550006',
} as const;

/** The demo clinic's Vapi account. Its number is the one that the quick start maps to the clinic. */
export const DEMO_VAPI = {
  orgId: 'de000000-0000-4000-8000-000000000001',
  apiKey: 'demo-vapi-key-that-opens-nothing',
  assistantId: 'de000000-0000-4000-8000-000000000002',
  phoneNumberId: 'de000000-0000-4000-8000-000000000003',
  number: '+15550100',
  /** Of the number that the demo clinic's own calls come in on. */
  secondNumberId: 'de000000-0000-4000-8000-000000000004',
} as const;

/** The demo clinic's Retell workspace, with an agent that answers the clinic's second number. */
export const DEMO_RETELL = {
  workspace: 'org_demo',
  apiKey: 'key_demo_retell_that_opens_nothing',
  agentId: 'agent_de000000000000000000000001',
  llmId: 'llm_de000000000000000000000001',
} as const;

/** The number that the demo clinic's own calls come in on, so that the quick start's is free to be given to it by hand. */
export const DEMO_CLINIC_NUMBER = '+15550142';

/** Fills a fresh world with the demo clinic. Its calendar shows the week from today in the clinic's zone. */
export function seedDemo(world: World): void {
  const { google, twilio } = world.state;
  google.clients[DEMO_GOOGLE.clientId] = { secret: DEMO_GOOGLE.clientSecret };
  google.grants[DEMO_GOOGLE.refreshToken] = {
    clientId: DEMO_GOOGLE.clientId,
    user: DEMO_GOOGLE.user,
    scopes: [...DEMO_GOOGLE.scopes],
    revoked: null,
  };
  seedCalendar(world);
  seedVapi(world);
  seedRetell(world);
  twilio.accounts[DEMO_TWILIO.accountSid] = twilioAccount(world, 'Downtown Dental Clinic', DEMO_TWILIO);
}

export type TwilioAccount = Record<'accountSid' | 'authToken' | 'fromNumber', string>;

/** An account of Twilio's with one number. */
export function twilioAccount(world: World, friendlyName: string, { accountSid, authToken, fromNumber }: TwilioAccount): Account {
  const sid = accountSid.replace(/^AC/, 'PN');
  const number = { sid, phoneNumber: fromNumber, friendlyName: 'Front desk', created: world.now() };
  return {
    sid: accountSid,
    authToken,
    friendlyName,
    status: 'active',
    type: 'Full',
    created: world.now(),
    keys: {},
    numbers: { [fromNumber]: number },
    messagingServices: {},
    optOuts: [],
    verifiedNumbers: [],
  };
}

/** The account with an assistant that answers the clinic's numbers, and no tool yet. */
export function seedVapi(world: World): void {
  const { number, phoneNumberId, secondNumberId } = DEMO_VAPI;
  const numbers = { [phoneNumberId]: number, [secondNumberId]: DEMO_CLINIC_NUMBER };
  addVapiOrg(world, DEMO_VAPI, 'Downtown Dental', numbers, DEMO_TWILIO.accountSid);
}

export type VapiAccount = Record<'orgId' | 'apiKey' | 'assistantId', string>;

/** Adds an account of Vapi's with one assistant, which answers all of its numbers: what they are, by their ids. */
export function addVapiOrg(world: World, account: VapiAccount, name: string, numbers: Record<string, string>, twilioAccountSid: string): void {
  const { vapi } = world.state;
  const { orgId, apiKey, assistantId } = account;
  const resource = (id: string, fields: Record<string, unknown>): VapiResource => {
    return { id, orgId, created: world.now(), updated: world.now(), fields };
  };
  vapi.orgs[orgId] = { id: orgId, name: `${name} Clinic`, keys: [apiKey] };
  vapi.assistants[assistantId] = resource(assistantId, {
    name: `${name} front desk`,
    firstMessage: `${name} Clinic, how can I help?`,
    model: {
      provider: 'openai',
      model: 'gpt-4o',
      temperature: 0.3,
      messages: [{ role: 'system', content: `You are the receptionist of the ${name} Clinic.` }],
    },
    voice: { provider: 'vapi', voiceId: 'Elliot' },
    transcriber: { provider: 'deepgram', model: 'nova-2', language: 'en' },
  });
  for (const [at, [id, number]] of Object.entries(numbers).entries()) {
    const fields = { provider: 'twilio', number, twilioAccountSid, name: `${name} ${at === 0 ? 'main line' : 'second line'}`, assistantId, status: 'active' };
    vapi.phoneNumbers[id] = resource(id, fields);
  }
}

/** The workspace with an agent that has a prompt and no tool yet. */
export function seedRetell(world: World): void {
  const { retell } = world.state;
  const { workspace, apiKey, agentId, llmId } = DEMO_RETELL;
  const last_modification_timestamp = world.now();
  retell.keys[apiKey] = workspace;
  retell.llms[llmId] = {
    workspace,
    fields: {
      llm_id: llmId,
      version: 0,
      is_published: false,
      last_modification_timestamp,
      model: 'gpt-4.1',
      general_prompt: 'You are the receptionist of {{clinic_name}}.',
      general_tools: [{ type: 'end_call', name: 'end_call', description: 'Ends the call.' }],
    },
  };
  retell.agents[agentId] = {
    workspace,
    fields: {
      agent_id: agentId,
      agent_name: 'Downtown Dental front desk',
      version: 0,
      is_published: false,
      last_modification_timestamp,
      response_engine: { type: 'retell-llm', llm_id: llmId, version: 0 },
      voice_id: '11labs-Adrian',
    },
  };
  retell.phoneNumbers[DEMO_CLINIC_NUMBER] = {
    workspace,
    fields: {
      phone_number: DEMO_CLINIC_NUMBER,
      phone_number_type: 'custom',
      nickname: 'Downtown Dental second line',
      last_modification_timestamp,
      inbound_agents: [{ agent_id: agentId, weight: 1 }],
    },
  };
}

function seedCalendar(world: World): void {
  const events = demoWeek(world.now(), DEMO_GOOGLE.timeZone).map((event) => storedEvent(world, event));
  world.state.google.calendars[DEMO_GOOGLE.calendarId] = {
    id: DEMO_GOOGLE.calendarId,
    summary: 'Downtown Dental Clinic',
    timeZone: DEMO_GOOGLE.timeZone,
    etag: world.etag(),
    access: { [DEMO_GOOGLE.user]: 'owner' },
    freeBusyError: null,
    events: Object.fromEntries(events.map((event) => [event.id, event])),
  };
}

function storedEvent(world: World, { id, start, end, fields }: DemoEvent): StoredEvent {
  const { timeZone, user } = DEMO_GOOGLE;
  return {
    id,
    iCalUID: `${id}@google.com`,
    status: 'confirmed',
    start: { at: start, timeZone },
    end: { at: end, timeZone },
    created: world.now(),
    updated: world.now(),
    etag: world.etag(),
    revision: world.state.sequence,
    sequence: 0,
    creator: user,
    fields,
  };
}
