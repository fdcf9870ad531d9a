/** Runs wrangler for a deployment: each command is shown before it runs, and its failure becomes one that a person can act on. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { capture, Failure } from '../command.mjs';
import { inRoot } from '../project.mjs';
import { wrangler, WRANGLER_ENV } from '../wrangler.mjs';

/** A build is the longest that a command waits for. */
const TIMEOUT_MS = 30 * 60_000;
/** Wrangler is a single file of 15 MB, which Node else compiles for each command. */
const COMPILED = inRoot('.cache', 'wrangler');

export class Runner {
  #folder;
  #config;
  #print;

  /** @param {{ folder: string, path: string }} production @param {(line: string) => void} print */
  constructor({ folder, path }, print) {
    this.#folder = folder;
    this.#config = path;
    this.#print = print;
  }

  /** The same with another file in place of wrangler.toml. */
  with(path) {
    return new Runner({ folder: this.#folder, path }, this.#print);
  }

  /** Runs a command. @returns {Promise<string>} what it printed @throws {Failure} */
  async run(args) {
    const { ok, stdout, stderr } = await this.#attempt(args);
    if (!ok) throw new Failure(reason(args, `${stderr}\n${stdout}`));
    return stdout;
  }

  /** Runs a command that prints JSON. */
  async json(args) {
    return parse(args, await this.run(args));
  }

  /** Likewise, and `undefined` where Cloudflare does not know what is asked for. */
  async jsonIfThere(args) {
    const { ok, stdout, stderr } = await this.#attempt(args);
    if (ok) return parse(args, stdout);
    const said = stripVTControlCharacters(`${stderr}\n${stdout}`);
    if (NOT_THERE.test(said)) return undefined;
    throw new Failure(reason(args, said));
  }

  /** Runs a command, and answers what it noted for programs. @returns {Promise<{ version_id?: string, targets?: string[] }>} */
  async noted(args) {
    const folder = await mkdtemp(join(tmpdir(), 'frontdesk-deploy-'));
    const file = join(folder, 'notes.ndjson');
    try {
      const { ok, stdout, stderr } = await this.#attempt(args, { WRANGLER_OUTPUT_FILE_PATH: file });
      if (!ok) throw new Failure(reason(args, `${stderr}\n${stdout}`));
      const lines = (await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
      return lines.find(({ version_id: id }) => id) ?? {};
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #attempt(args, env = {}) {
    const all = commandLine(args, this.#config);
    this.#print(`  $ ${shown(args)}`);
    const options = { cwd: this.#folder, timeoutMs: TIMEOUT_MS, env: { ...WRANGLER_ENV, NODE_COMPILE_CACHE: COMPILED, ...env } };
    return capture(...wrangler(...all), options);
  }
}

/** What wrangler is called with. A namespace is called as it is said, and not after an environment. */
export function commandLine(args, config) {
  const isNamespace = args[0] === 'kv' && args[2] === 'create';
  return [...args, '--config', config, ...(isNamespace ? [] : ['--env', 'production'])];
}

/** A command as a person would type it. */
export const shown = (args) => ['wrangler', ...commandLine(args, 'wrangler.toml')].map(quoted).join(' ').replace(' --config wrangler.toml', '');

const quoted = (word) => (/^[\w@%.,:/=<>…-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Codes of Cloudflare's: no such Worker, no such service, no deployment of it. */
const NOT_THERE = /\[code: (10007|10090)\]|has no deployments/;

function parse(args, text) {
  try {
    return JSON.parse(text.slice(text.search(/^[[{]/m)));
  } catch {
    throw new Failure(`${shown(args)} printed no JSON: ${text.slice(0, 300)}`);
  }
}

/** The part of wrangler's output that says what went wrong. */
function reason(args, output) {
  const said = stripVTControlCharacters(output);
  if (/CLOUDFLARE_API_TOKEN|not authenticated|You must be logged in/i.test(said)) return NO_TOKEN;
  if (/Authentication error|\[code: (10000|9109|10001)\]/.test(said)) return `${REFUSED_TOKEN}\n${shown(args)}: ${errorsIn(said)}`;
  return `${shown(args)} failed: ${errorsIn(said)}`;
}

const NO_TOKEN =
  'Nobody is logged in at Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN (and CLOUDFLARE_ACCOUNT_ID where the token reaches several accounts).';
const REFUSED_TOKEN = 'Cloudflare refuses the token: it needs to edit Workers Scripts, Workers KV Storage and D1 of the account.';

function errorsIn(said) {
  const lines = said.split('\n').map((line) => line.trim());
  const first = lines.findIndex((line) => line.includes('[ERROR]'));
  const told = (first < 0 ? lines : lines.slice(first)).filter((line) => line !== '' && !NOISE.test(line));
  return told.slice(0, 12).join('\n').replace(/^.*\[ERROR\]\s*/, '');
}

const NOISE = /^🪵|Logs were written|^If you think this is a bug|^⛅️|^─+$|open an issue/;
