/** Creates the demo clinic over the REST API, unless it is there: `node scripts/seed-demo.ts <URL of the Worker>`. */
import { DEMO_GOOGLE, DEMO_TWILIO } from '../sandbox/demo.ts';
import { Failure, main } from './command.mjs';
import KNOWLEDGE from './demo-knowledge.json' with { type: 'json' };
import { devVar } from './dev-vars.mjs';
import { signToken } from './jwt.mjs';
import { DEMO_ORG } from './project.mjs';

const CLINIC = { id: DEMO_ORG, name: 'Downtown Dental Clinic', zone: 'America/New_York', country: 'US' };
const HOURS = [{ open: '09:00', close: '17:00' }];
const SCHEDULE = { weekly: { monday: HOURS, tuesday: HOURS, wednesday: HOURS, thursday: HOURS, friday: HOURS } };
const TOKEN_TTL_SECONDS = 60;

const GOOGLE = {
  calendar_id: DEMO_GOOGLE.calendarId,
  refresh_token: DEMO_GOOGLE.refreshToken,
  client_id: DEMO_GOOGLE.clientId,
  client_secret: DEMO_GOOGLE.clientSecret,
};
const TWILIO = {
  account_sid: DEMO_TWILIO.accountSid,
  auth_token: DEMO_TWILIO.authToken,
  from_number: DEMO_TWILIO.fromNumber,
};

/** One request with a fresh token. @throws Failure with the problem's text when the status is not one of those accepted */
type Call = (method: string, path: string, accepted: number[], body?: object) => Promise<number>;

async function seed(call: Call): Promise<void> {
  // The calendar comes last, so that it stands for a clinic that is complete.
  if ((await call('GET', '/api/integrations/google', [200, 401, 403, 404])) === 200) return;
  await call('POST', '/api/orgs', [201, 409], CLINIC);
  await call('PUT', '/api/schedule', [200, 201], SCHEDULE);
  await call('PUT', '/api/knowledge', [200], KNOWLEDGE);
  await call('PUT', '/api/integrations/twilio', [200, 201], TWILIO);
  await call('PUT', '/api/integrations/google', [200, 201], GOOGLE);
}

function caller(base: string, secret: string): Call {
  return async (method, path, accepted, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${platformToken(secret)}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (accepted.includes(response.status)) return response.status;
    throw new Failure(`Creating the demo clinic failed: ${method} ${path} answered ${response.status} ${text}`);
  };
}

/** Acts for the demo clinic, and may create it. */
const platformToken = (secret: string): string =>
  signToken({ sub: 'npm-start', role: 'platform', orgId: DEMO_ORG, ttlSeconds: TOKEN_TTL_SECONDS }, secret);

await main(async () => {
  const [base] = process.argv.slice(2);
  if (base === undefined) throw new Failure('usage: node scripts/seed-demo.ts <URL of the Worker>', 2);
  await seed(caller(base, await devVar('JWT_SECRET')));
});
