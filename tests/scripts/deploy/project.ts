/** A folder with Frontdesk's real wrangler.toml and migrations, and with a Worker in place of the built one; and its scripts, run in it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ROOT, type Outcome } from '../program.ts';
import { ACCOUNT, Cloudflare, TOKEN } from './cloudflare.ts';

const STUB = 'export class Clinic {}\nexport default { fetch: () => new Response("well") };\n';

export interface Project {
  folder: string;
  cloudflare: Cloudflare;
  /** Runs `npm run <name>` in the folder; `env` is added to what is set. */
  run(name: string, args?: string[], env?: Record<string, string>, started?: (child: ChildProcess) => void): Promise<Outcome>;
  /** Replaces a part of wrangler.toml. */
  configure(from: string | RegExp, to: string): Promise<void>;
  /** A further migration. */
  migration(name: string, sql: string): Promise<void>;
}

/** Starts a Cloudflare, and lays out the folder. */
export async function project(t: TestContext): Promise<Project> {
  const cloudflare = await Cloudflare.start(t);
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-project-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await layOut(folder);
  const config = join(folder, 'wrangler.toml');
  return {
    folder,
    cloudflare,
    run: (name, args = [], env = {}, started = () => {}) => {
      const all = [join(ROOT, 'scripts', `${name}.mjs`), '--config', config, '--url', cloudflare.url, '--wait', '1', ...args];
      return outcome(folder, all, { ...environment(cloudflare, folder), ...env }, started);
    },
    configure: async (from, to) => writeFile(config, replaced(await readFile(config, 'utf8'), from, to)),
    migration: (name, sql) => writeFile(join(folder, 'migrations', name), sql),
  };
}

function replaced(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`wrangler.toml has no ${from}`);
  return changed;
}

async function layOut(folder: string): Promise<void> {
  const toml = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  const stubbed = replaced(toml, 'main = "build/release/index.js"', 'main = "worker.js"');
  await writeFile(join(folder, 'wrangler.toml'), replaced(stubbed, 'command = "node scripts/build.mjs release"', 'command = "true"'));
  await writeFile(join(folder, 'worker.js'), STUB);
  await mkdir(join(folder, 'console', 'dist'), { recursive: true });
  await writeFile(join(folder, 'console', 'dist', 'index.html'), '<!doctype html><title>Console</title>');
  await cp(join(ROOT, 'migrations'), join(folder, 'migrations'), { recursive: true });
}

function environment({ apiUrl }: Cloudflare, folder: string): Record<string, string> {
  return {
    CLOUDFLARE_API_BASE_URL: apiUrl,
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
    // The scripts read wrangler.toml by wrangler, which is a large file to compile.
    NODE_COMPILE_CACHE: join(ROOT, '.cache', 'wrangler'),
    // A login of the developer's must not be found.
    XDG_CONFIG_HOME: join(folder, 'config'),
    HOME: folder,
  };
}

function outcome(cwd: string, args: string[], env: Record<string, string>, started: (child: ChildProcess) => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    started(child);
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}
