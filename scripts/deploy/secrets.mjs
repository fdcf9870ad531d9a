/**
 * The secrets that the Worker lacks: given in the environment, made here, or asked for. Cloudflare shows no secret again, so those made
 * here are written into a file for the operator before anything is sent. A run that was cut off finds them there.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Failure } from '../command.mjs';
import { parseDevVars } from '../dev-vars.mjs';

/** What ends a command from outside, as far as it can tidy up first. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Beside wrangler.toml; git ignores it. */
const KEPT = '.production.secrets';

/** Those that are nobody else's to give. */
const MADE = {
  JWT_SECRET: () => randomBytes(48).toString('base64'),
  VAULT_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
  VAPI_SECRETS: () => randomBytes(32).toString('base64url'),
  VAPI_HMAC_SECRETS: () => randomBytes(32).toString('base64url'),
};

/**
 * Values for what is missing.
 * @param {import('./production.mjs').Production} production
 * @param {string[]} present  Names of those that the Worker has.
 * @param {{ sealed: boolean }} options  Sealed: the database holds what another VAULT_KEYS has sealed.
 * @returns {Promise<{ values: Record<string, string>, made: string[], file: string }>}
 */
export async function missingSecrets({ secrets, folder }, present, { sealed }) {
  const file = join(folder, KEPT);
  const [kept, values, made, wanting] = [await keptIn(file), {}, [], []];
  for (const name of secrets.filter((secret) => !present.includes(secret))) {
    const isMade = name in MADE && !(sealed && name === 'VAULT_KEYS');
    const value = process.env[name] || kept[name] || (isMade && MADE[name]()) || (await asked(name));
    if (!value) wanting.push(name);
    else values[name] = value;
    if (isMade && value && !process.env[name]) made.push(name);
  }
  if (wanting.length > 0) throw new Failure(notGiven(wanting, sealed));
  await keep(file, { ...kept, ...Object.fromEntries(made.map((name) => [name, values[name]])) }, made);
  return { values, made, file };
}

function notGiven(names, sealed) {
  const why = sealed && names.includes('VAULT_KEYS') ? ' VAULT_KEYS has to be the one that sealed what the database holds.' : '';
  return `These secrets are missing, and only you can bring them: ${names.join(', ')}.${why} Set each as a variable of this command, or run it in a terminal, where it asks.`;
}

async function keptIn(file) {
  try {
    return parseDevVars(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

async function keep(file, values, made) {
  if (made.length === 0) return;
  const lines = Object.entries(values).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(file, `# Cloudflare does not show these again. Put them where you keep passwords, and delete this file.\n${lines.join('')}`, { mode: 0o600 });
  await chmod(file, 0o600);
}

/** Asks at the terminal without echo; `undefined` where there is none. */
async function asked(name) {
  if (!process.stdin.isTTY) return undefined;
  process.stdout.write(`${name} (it is not shown): `);
  const silent = new Writable({ write: (_, __, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return (await terminal.question('')).trim();
  } finally {
    terminal.close();
    process.stdout.write('\n');
  }
}

/** Hands secrets to a command in a file that only this user can read and that is gone afterwards. */
export async function withSecretsFile(values, use) {
  if (Object.keys(values).length === 0) return use(undefined);
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-secrets-'));
  const file = join(folder, 'secrets.json');
  // Ctrl-C during an upload leaves nothing behind either.
  const stop = (signal) => {
    rmSync(folder, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    await writeFile(file, JSON.stringify(values), { mode: 0o600 });
    return await use(file);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await rm(folder, { recursive: true, force: true });
  }
}
