/** `npm run query` and `npm run export`, against a server in the part of a deployment. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { signToken } from '../../scripts/jwt.mjs';
import { DEMO_ORG } from '../../scripts/project.mjs';
import { table } from '../../scripts/query.mjs';
import { script } from './program.ts';

const TOKEN = signToken({ sub: 's', role: 'platform', orgId: DEMO_ORG, ttlSeconds: 60 }, 'a secret of 32 bytes or more for this');
const OTHER = '0198c0de-0000-7000-8000-00000000000b';

interface Asked {
  path: string;
  token: string;
  body: string;
}

/** A server that answers with `answers` in turn, and what it was asked. */
async function deployment(t: TestContext, answers: [status: number, text: string][]): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ path: `${request.method} ${request.url}`, token: request.headers.authorization ?? '', body });
    const [status, text] = answers[asked.length - 1] ?? [500, 'asked too often'];
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const FOUND = { columns: ['call_id', 'summary'], rows: [['c1', 'a\nb'], ['c22', null]], has_more: true };

test('a query is asked once with the given token, and shown as a table or as it came', async (t) => {
  const answer: [number, string] = [200, JSON.stringify(FOUND)];
  const { url, asked } = await deployment(t, [answer, answer]);
  const args = ['--org', DEMO_ORG, '--url', url, '--token', TOKEN, 'SELECT 1'];
  const shown = await script('query.mjs', args);
  assert.deepEqual(shown, {
    code: 0,
    stdout: 'call_id  summary\n-------  -------\nc1       a b\nc22      NULL\n\n2 rows shown; there are more\n',
    stderr: '',
  });
  const { stdout } = await script('query.mjs', ['--json', ...args], { FRONTDESK_TOKEN: 'unused' });
  assert.deepEqual(JSON.parse(stdout), FOUND);
  const expected = { path: 'POST /api/admin/query', token: `Bearer ${TOKEN}`, body: '{"sql":"SELECT 1"}' };
  assert.deepEqual(asked, [expected, expected]);
});

test('what the deployment refuses is one line, and so is one that is not there', async (t) => {
  const { url } = await deployment(t, [[422, JSON.stringify({ detail: 'no such column: x' })]]);
  const args = ['--org', DEMO_ORG, '--token', TOKEN];
  const refused = await script('query.mjs', [...args, '--url', url, 'SELECT x']);
  assert.deepEqual([refused.code, refused.stdout, refused.stderr], [1, '', '422: no such column: x\n']);
  const gone = await script('query.mjs', [...args, '--url', 'http://127.0.0.1:1', 'SELECT x']);
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /does not answer/);
});

test('an export follows its pages to the last one, and one that is cut off fails', async (t) => {
  const row = (n: number) => `{"table":"calls","row":{"n":${n}}}\n`;
  const pages: [number, string][] = [
    [200, `${row(1)}${row(2)}{"next_cursor":"v1.k1.a-b"}\n`],
    [200, '{"next_cursor":"v1.k1.c"}\n'],
    [200, `${row(3)}{"next_cursor":null}\n`],
    [200, row(1)],
  ];
  const { url, asked } = await deployment(t, pages);
  const args = ['--org', DEMO_ORG, '--url', url];
  const { code, stdout } = await script('export.mjs', args, { FRONTDESK_TOKEN: TOKEN });
  assert.deepEqual([code, stdout], [0, row(1) + row(2) + row(3)]);
  const path = 'GET /api/org/export';
  assert.deepEqual(asked.map((one) => one.path), [path, `${path}?cursor=v1.k1.a-b`, `${path}?cursor=v1.k1.c`]);
  const cut = await script('export.mjs', args, { FRONTDESK_TOKEN: TOKEN });
  assert.equal(cut.code, 1);
  assert.match(cut.stderr, /cut off/);
});

test('a command line that makes no sense is refused in one line', async (t) => {
  const cases: [string, string, string[], RegExp][] = [
    ['no org', 'query.mjs', ['SELECT 1'], /--org/],
    ['an org that is no UUID', 'export.mjs', ['--org', 'downtown'], /UUID/],
    ['no query', 'query.mjs', ['--org', DEMO_ORG], /one query/],
    ['a query without quotes', 'query.mjs', ['--org', DEMO_ORG, 'SELECT', '1'], /one query/],
    ['a deployment without a token', 'query.mjs', ['--org', DEMO_ORG, '--url', 'https://x.example', 'SELECT 1'], /token/],
    ['a deployment that is no URL', 'export.mjs', ['--org', DEMO_ORG, '--url', 'x', '--token', TOKEN], /--url/],
    ['a token for another org', 'query.mjs', ['--org', OTHER, '--token', TOKEN, 'SELECT 1'], /another org/],
    ['an unknown option', 'export.mjs', ['--organ', DEMO_ORG], /--organ/],
  ];
  for (const [name, program, args, reason] of cases) {
    await t.test(name, async () => {
      const { code, stdout, stderr } = await script(program, args, { FRONTDESK_TOKEN: '' });
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, reason);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }
});

test('a table of nothing says so, and long values are cut', () => {
  assert.equal(table({ columns: ['a'], rows: [], has_more: false }), 'a\n-\n\n0 rows');
  const [, , row] = table({ columns: ['a'], rows: [['x'.repeat(100)]], has_more: false }).split('\n');
  assert.equal(row, `${'x'.repeat(59)}…`);
});
