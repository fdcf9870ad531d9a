/** Makes the demo clinic and tells its week: `node scripts/seed-demo.ts <URL of the Worker> <URL of the sandbox>`. */
import { DEMO_CLINIC_NUMBER, DEMO_TWILIO } from '../sandbox/demo.ts';
import { Failure, main } from './command.mjs';
import { BeingDeleted, DEMO_ZONE, foundClinic, furnishClinic } from './demo/clinic.ts';
import { TELLER } from './demo/trail.ts';
import { done, Refused, type Reply, type Ways } from './demo/ways.ts';
import { tellWeek, type Told } from './demo/week.ts';
import { devVar } from './dev-vars.mjs';
import { signToken } from './jwt.mjs';
import { DEMO_ORG, SECOND_ORG } from './project.mjs';

const TOKEN_TTL_SECONDS = 60;
const CUT_OFF = 'The demo clinic is missing: its deletion was cut off. Stop this, and npm run reset makes room for a new one.\n';
/** Much more than any of these requests takes. */
const TIMEOUT_MS = 30_000;

/** Acts for a clinic, and may create it. Tokens are fresh, however long it takes. */
function waysOf(worker: string, sandbox: string, orgId: string, secret: string): Ways {
  const token = () => signToken({ sub: TELLER, name: 'npm start', role: 'platform', orgId, ttlSeconds: TOKEN_TTL_SECONDS }, secret);
  return {
    rest: (method, path, json, key) => ask(worker + path, method, json, { authorization: `Bearer ${token()}`, ...(key && { 'idempotency-key': key }) }),
    vapi: (message) => ask(`${worker}/api/vapi/webhook`, 'POST', message),
    sandbox: (method, path, json) => ask(`${sandbox}/_sandbox${path}`, method, json),
  };
}

async function ask(url: string, method: string, json?: object, headers: Record<string, string> = {}): Promise<Reply> {
  const body = json && { body: JSON.stringify(json) };
  const answer = await fetch(url, { method, headers: { ...headers, ...(json && { 'content-type': 'application/json' }) }, ...body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await answer.text();
  return { status: answer.status, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text };
}

/** The rest is only to look at: what goes wrong with it keeps nobody from starting. */
async function fill(ways: Ways, neighbour: Ways, origin: string): Promise<void> {
  const began = performance.now();
  try {
    await furnishClinic(ways, neighbour);
    // What the wizard asks for (sandbox/accounts.ts).
    await done(ways.sandbox('POST', '/accounts'), 'making accounts to try the console with');
    const { accountSid, fromNumber } = DEMO_TWILIO;
    const told = await tellWeek(ways, { id: DEMO_ORG, zone: DEMO_ZONE, number: DEMO_CLINIC_NUMBER, texts: { accountSid, fromNumber }, origin });
    say(told, performance.now() - began);
  } catch (error) {
    process.stdout.write(`The demo clinic is there, but its week could not be filled: ${error instanceof Error ? error.message : error}\n`);
  }
}

function say({ visits, calls }: Told, milliseconds: number): void {
  if (visits + calls === 0) return;
  process.stdout.write(`Filled the demo clinic's week: ${visits} appointments and ${calls} calls in ${(milliseconds / 1000).toFixed(1)} s\n`);
}

await main(async () => {
  const [worker, sandbox] = process.argv.slice(2);
  if (worker === undefined || sandbox === undefined) throw new Failure('usage: node scripts/seed-demo.ts <URL of the Worker> <URL of the sandbox>', 2);
  const secret = await devVar('JWT_SECRET');
  const ways = waysOf(worker, sandbox, DEMO_ORG, secret);
  try {
    await foundClinic(ways, DEMO_ORG);
  } catch (error) {
    if (error instanceof BeingDeleted) return void process.stdout.write(CUT_OFF);
    throw error instanceof Refused ? new Failure(`Creating the demo clinic failed: ${error.message}`) : error;
  }
  await fill(ways, waysOf(worker, sandbox, SECOND_ORG, secret), worker);
});
