/** Accounts to try the console with: of a clinic that does not exist yet, and the key that mends the demo clinic's connection. */
import { generateKeyPairSync } from 'node:crypto';
import { addVapiOrg, DEMO_VAPI, twilioAccount } from './demo.ts';
import type { World } from './world.ts';

/** Fictional, published, and good for nothing but this sandbox. Whoever walks through the wizard pastes them, and a key that is made. */
export const NEW_CLINIC = {
  name: 'Elm Street Dental',
  number: '+15550120',
  google: {
    calendarId: 'elm-street@calendar.example.com',
    user: 'front.desk@elm-street.example.com',
    serviceAccount: 'frontdesk@elm-street.iam.example.com',
    timeZone: 'America/New_York',
  },
  twilio: {
    accountSid: 'AC00000000000000000000000000000e10',
    authToken: '00000000000000000000000000000e10',
    fromNumber: '+15550121',
  },
  vapi: {
    orgId: 'e1000000-0000-4000-8000-000000000001',
    apiKey: 'elm-street-vapi-key-that-opens-nothing',
    assistantId: 'e1000000-0000-4000-8000-000000000002',
    phoneNumberId: 'e1000000-0000-4000-8000-000000000003',
  },
} as const;

/** What is pasted. */
export interface AccountsToTry {
  /** The key of the demo clinic's account at Vapi. */
  vapiKey: string;
  clinic: typeof NEW_CLINIC;
  /** The service account's key file. */
  keyFile: string;
}

/** Gives them; `undefined` where they are not made yet. */
export function accountsToTry({ state }: World): AccountsToTry | undefined {
  const private_key = state.google.serviceAccounts[NEW_CLINIC.google.serviceAccount]?.privateKey;
  return private_key === undefined ? undefined : { vapiKey: DEMO_VAPI.apiKey, clinic: NEW_CLINIC, keyFile: keyFileOf(private_key) };
}

/** Makes those that are missing: also in a world that has begun before there were any. */
export function makeAccounts(world: World): void {
  const { google, twilio, vapi } = world.state;
  const { name, number, google: its, twilio: texts, vapi: voice } = NEW_CLINIC;
  google.calendars[its.calendarId] ??= {
    id: its.calendarId,
    summary: name,
    timeZone: its.timeZone,
    etag: world.etag(),
    access: { [its.user]: 'owner', [its.serviceAccount]: 'writer' },
    freeBusyError: null,
    events: {},
  };
  twilio.accounts[texts.accountSid] ??= twilioAccount(world, name, texts);
  if (vapi.orgs[voice.orgId] === undefined) addVapiOrg(world, voice, name, { [voice.phoneNumberId]: number }, texts.accountSid);
  // The same key for good: whoever has stored it goes on with it.
  if (google.serviceAccounts[its.serviceAccount]?.privateKey === undefined) makeKey(world, its.serviceAccount);
  world.save();
}

function keyFileOf(private_key: string): string {
  const file = { type: 'service_account', client_email: NEW_CLINIC.google.serviceAccount, private_key_id: 'e1e1e1e1e1e1', private_key };
  return JSON.stringify(file, null, 2);
}

function makeKey(world: World, email: string): void {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  world.state.google.serviceAccounts[email] = { email, publicKey, subjects: [], privateKey };
}
