/**
 * Others read the metrics: promtool and a Prometheus that asks the Worker itself, with the rules and the dashboard of
 * examples/prometheus. Where there is no Prometheus these are left out.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test, type TestContext } from 'node:test';
import { inRoot } from '../../scripts/project.mjs';
import { programOf, REQUIRED } from '../../scripts/prometheus.mjs';
import { PLATFORM, start } from '../worker/fixture.ts';

const EXAMPLES = inRoot('examples', 'prometheus');
const [PROMTOOL, PROMETHEUS] = ['promtool', 'prometheus'].map((name) => programOf(name));
const options = { skip: !REQUIRED && (PROMTOOL === undefined || PROMETHEUS === undefined) && 'there is no Prometheus' };
const READY_MS = 30_000;

const frontdesk = await start({ after }, { plain: true });
const clinic = await frontdesk.clinic();
const exposed = async (query = '') => (await frontdesk.call('GET', `/api/metrics${query}`, { token: PLATFORM })).text;

/** What promtool says; it has to be content. */
async function promtool(args: string[], input?: string): Promise<string> {
  const child = spawn(PROMTOOL!, args, { cwd: EXAMPLES, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  child.stdin?.end(input);
  const [out, error, [status]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
  assert.equal(status, 0, `${out}${error}`);
  return `${out}${error}`;
}

/** Every metric that a text names, without the ends that make up histograms and summaries. */
const named = (text: string) => new Set([...text.matchAll(/\bfrontdesk_[a-z0-9_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')));

test('what is exposed is what promtool wants to read', options, async () => {
  assert.match(await frontdesk.heard(clinic.number), /opening/);
  for (const query of ['', '?by=org']) assert.equal((await promtool(['check', 'metrics'], await exposed(query))).trim(), '');
});

test('the alert rules are sound, and fire for what they are about', options, async () => {
  assert.match(await promtool(['check', 'rules', 'alerts.yml']), /SUCCESS/);
  assert.match(await promtool(['test', 'rules', 'alerts.test.yml']), /SUCCESS/);
  assert.match(await promtool(['check', 'config', '--syntax-only', 'prometheus.yml']), /SUCCESS/);
});

test('rules and dashboard name what there is', async () => {
  const begun = new Set([...(await exposed()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  for (const file of ['alerts.yml', 'alerts.test.yml', 'grafana.json']) {
    const unknown = [...named(await readFile(join(EXAMPLES, file), 'utf8'))].filter((name) => !begun.has(name));
    assert.deepEqual(unknown, [], file);
  }
  const dashboard = JSON.parse(await readFile(join(EXAMPLES, 'grafana.json'), 'utf8'));
  const expressions = dashboard.panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr));
  assert.ok(expressions.length > 15 && expressions.every((expr: string) => expr.includes('frontdesk_')));
});

test('a Prometheus reads it, and evaluates rules and panels', options, async (context) => {
  const prometheus = await running(context);
  const targets = await asked(prometheus, '/api/v1/targets', ({ activeTargets: [target] }) => target?.health === 'up' || target?.lastError);
  assert.deepEqual(targets.activeTargets.map(({ lastError, health }: any) => [lastError, health]), [['', 'up']]);
  const { groups } = await asked(prometheus, '/api/v1/rules', ({ groups: [group] }) => group?.rules.every(({ health }: any) => health === 'ok'));
  assert.equal(groups[0].rules.length, 16);
  const { result } = await asked(prometheus, `/api/v1/query?query=${encodeURIComponent('frontdesk_orgs{status="active"}')}`, ({ result }) => result.length > 0);
  assert.equal(result[0].value[1], '1');
  const { panels } = JSON.parse(await readFile(join(EXAMPLES, 'grafana.json'), 'utf8'));
  for (const { expr } of panels.flatMap(({ targets }: any) => targets)) {
    await asked(prometheus, `/api/v1/query?query=${encodeURIComponent(expr)}`, () => true);
  }
});

/** A Prometheus over the Worker, with the rules of the examples, until the test ends. */
async function running(context: TestContext): Promise<string> {
  const [folder, port] = [await mkdtemp(join(tmpdir(), 'frontdesk-prometheus-')), await freePort()];
  await writeFile(join(folder, 'token'), PLATFORM);
  const scrape = { job_name: 'frontdesk', metrics_path: '/api/metrics', authorization: { credentials_file: 'token' }, static_configs: [{ targets: [new URL(frontdesk.url).host] }] };
  const config = { global: { scrape_interval: '1s', evaluation_interval: '1s' }, rule_files: [join(EXAMPLES, 'alerts.yml')], scrape_configs: [scrape] };
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const args = [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`];
  const child: ChildProcess = spawn(PROMETHEUS!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr!.resume();
  context.after(async () => {
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  });
  return `http://127.0.0.1:${port}`;
}

/** What Prometheus answers as soon as it is what is waited for. */
async function asked(prometheus: string, path: string, isIt: (data: any) => unknown): Promise<any> {
  const until = Date.now() + READY_MS;
  for (let last: unknown; ; ) {
    const answer = await fetch(prometheus + path).catch(() => undefined);
    if (answer?.ok) {
      const { data } = (await answer.json()) as any;
      if (isIt(data)) return data;
      last = data;
    }
    assert.ok(Date.now() < until, `${path}: ${JSON.stringify(last ?? answer?.status)}`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
