/** `npm start`: Frontdesk on this machine, with a sandbox in the part of Google, Twilio and Vapi and a demo clinic in it. */
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, main, run } from './command.mjs';
import { BUILDS } from './build.mjs';
import { devVar } from './dev-vars.mjs';
import { signToken } from './jwt.mjs';
import { freePorts, LOOPBACK } from './ports.mjs';
import { DEMO_ORG, inRoot, PATHS } from './project.mjs';
import { clearRunning, markRunning, refuseWhileRunning } from './running.mjs';
import { setup } from './setup.mjs';
import { Supervisor } from './supervisor.mjs';
import { DevOutput, wrangler, WRANGLER_ENV } from './wrangler.mjs';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 100;
/** How much of an unhealthy answer is shown. */
const SHOWN_CHARACTERS = 300;
const CRON_INTERVAL_MS = 60_000;
/** For how long the links to the console sign in. */
const LINK_HOURS = 12;
const IMPATIENT_AFTER_MS = 1_000;

async function start() {
  const ports = await freePorts(process.env);
  await refuseWhileRunning();
  // Wrangler runs it; see wrangler.toml.
  await setup(BUILDS.local, { tested: false });
  const supervisor = new Supervisor();
  const output = new DevOutput(print);
  const stopped = untilStopped(supervisor);
  try {
    await Promise.race([bringUp(supervisor, ports, output).then(() => stopped), supervisor.broken, stopped]);
  } catch (error) {
    output.failed();
    throw error;
  } finally {
    await supervisor.stop();
    await clearRunning();
  }
}

async function bringUp(supervisor, ports, output) {
  const [worker, sandbox] = [urlOf(ports.worker), urlOf(ports.sandbox)];
  print('Starting the sandbox and the Worker');
  const vendors = startSandbox(supervisor, ports);
  const dev = startWorker(supervisor, ports.worker, sandbox, output);
  await markRunning([process.pid, vendors.pid, dev.pid]);
  await untilHealthy('the sandbox', `${sandbox}/_sandbox/health`);
  await untilHealthy('the Worker', `${worker}/health`);
  await run(PATHS.node, [inRoot('scripts', 'seed-demo.ts'), worker, sandbox]);
  output.started();
  setInterval(() => tick(worker), CRON_INTERVAL_MS).unref();
  print(greeting(ports, await tokens()));
}

function startSandbox(supervisor, { sandbox, worker }) {
  const args = [inRoot('sandbox', 'main.ts'), '--port', String(sandbox), '--state', PATHS.sandboxState, '--frontdesk', `http://localhost:${worker}`];
  return supervisor.start('The sandbox', PATHS.node, args, { onLine: print });
}

function startWorker(supervisor, port, sandbox, output) {
  const bases = { GOOGLE_API_BASE: sandbox, TWILIO_API_BASE: sandbox, VAPI_API_BASE: sandbox, RETELL_API_BASE: sandbox };
  const vars = { GOOGLE_AUTH_URL: `${sandbox}/o/oauth2/v2/auth`, GOOGLE_TOKEN_URL: `${sandbox}/token`, ...bases, PUBLIC_URL: urlOf(port) };
  const listening = ['--ip', LOOPBACK, '--port', String(port), '--inspector-port', '0'];
  const [program, args] = wrangler('dev', ...listening, '--show-interactive-dev-session=false', ...overriding(vars));
  return supervisor.start('The Worker', program, args, { env: WRANGLER_ENV, onLine: output.line });
}

/** Wrangler's arguments that set variables. */
const overriding = (vars) => Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]);

/** Asks until the answer is 200, for there is no event to wait for in a process that is not ours. */
async function untilHealthy(name, url) {
  const deadline = performance.now() + READY_WITHIN_MS;
  let last = 'no answer';
  while (performance.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(READY_WITHIN_MS) }).catch(() => undefined);
    const text = await answer?.text();
    if (answer?.ok) return;
    if (answer) last = `${answer.status} ${text.slice(0, SHOWN_CHARACTERS)}`;
    await delay(POLL_MS);
  }
  throw new Failure(`${name} is not well: after ${READY_WITHIN_MS / 1000} s ${url} still says: ${last}`);
}

/** What the platform's cron does in production; wrangler leaves it to us locally. */
async function tick(worker) {
  const answer = await fetch(`${worker}/cdn-cgi/local/scheduled?cron=*+*+*+*+*`).catch(() => undefined);
  await answer?.body?.cancel();
}

/** Settles at the first request to stop; a later one does not wait for anything. */
function untilStopped(supervisor) {
  return new Promise((resolve) => {
    let asked;
    const stop = () => {
      // Ctrl-C comes twice at once: from the terminal, and from npm, which got it too and passes it on.
      if (performance.now() - asked > IMPATIENT_AFTER_MS) {
        supervisor.kill();
        process.exit(1);
      }
      if (asked === undefined) print('Stopping');
      asked ??= performance.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  });
}

/** Behind the `#`, they are never sent in an address: the console takes them from there and makes a session of them. */
async function tokens() {
  const secret = await devVar('JWT_SECRET');
  const token = (claims) => signToken({ sub: 'local-developer', ttlSeconds: LINK_HOURS * 3600, ...claims }, secret);
  return { clinic: token({ role: 'admin', orgId: DEMO_ORG }), operator: token({ role: 'platform' }) };
}

const urlOf = (port) => `http://${LOOPBACK}:${port}`;

const greeting = (ports, { clinic, operator }) => `
Frontdesk is running.

  URL          http://localhost:${ports.worker}
  Demo clinic  ${DEMO_ORG} (Downtown Dental Clinic)
  Sandbox      http://localhost:${ports.sandbox}/_sandbox/ (plays Google, Twilio and Vapi)

These links sign you in to the console, for ${LINK_HOURS} hours:

  The clinic   ${urlOf(ports.worker)}/console#/enter?token=${clinic}

  Its operator, who adds clinics (All clinics, then New clinic: the wizard)
               ${urlOf(ports.worker)}/console#/enter?token=${operator}

What to paste into the wizard, and the key that mends the clinic's connection to Vapi:

  Accounts     http://localhost:${ports.sandbox}/_sandbox/accounts

Next, in another terminal, give the clinic a phone number:

  curl -X POST http://localhost:${ports.worker}/api/inbound/phone-mappings \\
    -H "Authorization: Bearer $(npm run -s token -- --org ${DEMO_ORG})" \\
    -H "Content-Type: application/json" \\
    -d '{"inbound_phone_number": "+1-555-0100", "clinic_name": "Downtown Dental Clinic"}'

Ctrl-C stops everything.
`;

function print(line) {
  process.stdout.write(`${line}\n`);
}

await main(start);
