/** What `npm run import` does before and after a deployment: pieces, places and sums. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pieces } from '../../scripts/import/pieces.mjs';
import { begin, note, resumed } from '../../scripts/import/place.mjs';
import { Report, sentence } from '../../scripts/import/report.mjs';
import { signToken } from '../../scripts/jwt.mjs';
import { script } from './program.ts';

async function fileOf(t: TestContext, text: string | Buffer, name = 'numbers.csv'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-pieces-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function all(file: string, options: object) {
  const found = [];
  for await (const piece of pieces(file, options as { csv: boolean })) found.push(piece);
  return found;
}

/** Where the rows of a piece stand in the file, by a text that each has. */
function placesOf({ body, lineInFile }: { body: Buffer; lineInFile(line: number): number }): [string, number][] {
  const lines = body.toString().split('\n');
  return lines.flatMap((line, index) => (/row\d+/.test(line) ? [[/row\d+/.exec(line)![0], lineInFile(index + 1)] as [string, number]] : []));
}

const HEADER = 'inbound_phone_number,clinic_name\n';

test('every row is in one piece, with the header and its line', async (t) => {
  const rows = Array.from({ length: 25_000 }, (_, n) => `+1,row${n}${'x'.repeat(n % 90)}\n`);
  const found = await all(await fileOf(t, HEADER + rows.join('')), { csv: true });
  assert.ok(found.length >= 3);
  for (const { body, rows: count } of found) {
    assert.ok(body.length <= 1024 * 1024 && count <= 10_000);
    assert.ok(body.toString().startsWith(HEADER));
  }
  assert.deepEqual(found.flatMap(placesOf), rows.map((_, n) => [`row${n}`, n + 2]));
  assert.deepEqual(found.map(({ nextLine }) => nextLine).slice(0, -1), found.map(({ firstLine }) => firstLine).slice(1));
});

test('a piece holds 1 MiB, and a file without a last line end loses nothing', async (t) => {
  const rows = Array.from({ length: 3_000 }, (_, n) => `+1,row${n} ${'y'.repeat(1_000)}`);
  const found = await all(await fileOf(t, HEADER + rows.join('\n')), { csv: true });
  assert.equal(found.length, 3);
  assert.ok(found.every(({ body }) => body.length <= 1024 * 1024));
  assert.deepEqual(found.flatMap(placesOf).at(-1), ['row2999', 3_001]);
});

test('quotes, empty lines, marks and line ends are where an editor shows them', async (t) => {
  const text = '\ufeff\r\ninbound_phone_number,clinic_name\r\n\r\n+1,"two\nlines, ""row1"""\r\n+1,row2 "quoted"\r\n\r\n\r\n"+1",row3';
  const [piece, ...more] = await all(await fileOf(t, text), { csv: true });
  assert.deepEqual([more.length, piece?.rows], [0, 3]);
  assert.deepEqual(placesOf(piece!), [['row1', 5], ['row2', 6], ['row3', 9]]);
});

test('a JSON object each line has no header', async (t) => {
  const found = await all(await fileOf(t, '{"a":"row1"}\n\n{"a":"row2 \\" "}\n'), { csv: false });
  assert.deepEqual(found.flatMap(placesOf), [['row1', 1], ['row2', 3]]);
});

test('lines are begun at and left out', async (t) => {
  const path = await fileOf(t, `${HEADER}+1,row1\n+1,row2\n+1,row3\n+1,row4\n`);
  const found = await all(path, { csv: true, from: 3, skipped: new Set([4]) });
  assert.deepEqual(found.flatMap(placesOf), [['row2', 3], ['row4', 5]]);
  assert.equal(found[0]?.rows, 2);
});

test('a quotation mark that is not closed is named by its line', async (t) => {
  const path = await fileOf(t, `${HEADER}+1,row1\n+1,"row2\n${'+1,x\n'.repeat(700_000)}`);
  await assert.rejects(all(path, { csv: true }), /line 3: the row does not end within 1 MiB/);
});

test('a place is found again for the same file alone', async (t) => {
  const path = await fileOf(t, HEADER);
  assert.equal(await resumed(path, 'here'), undefined);
  const place = await begin(path, 'here');
  await note(path, { ...place, nextLine: 7 });
  assert.equal((await resumed(path, 'here'))?.nextLine, 7);
  await assert.rejects(resumed(path, 'there'), /was sent elsewhere/);
  await appendFile(path, '+1,row1\n');
  await assert.rejects(resumed(path, 'here'), /was changed since its import was ended before line 7/);
});

test('a report goes on behind what is known, and a sum is a sentence', async (t) => {
  const path = await fileOf(t, '', 'report');
  const report = await Report.open(path);
  await report.add([{ line: 1 }]);
  const known = report.bytes;
  await report.add([{ line: 2 }]);
  await (await Report.open(path, known)).add([{ line: 3 }]);
  assert.equal(await readFile(path, 'utf8'), '{"line":1}\n{"line":3}\n');
  await Report.open(path);
  await assert.rejects(stat(path));
  assert.equal(sentence({ created: 1_200, invalid: 1 }), '1,201 rows: 1,200 created, 1 invalid');
  assert.equal(sentence({}), '0 rows: nothing');
});

test('a command line that makes no sense is one line with the usage', async (t) => {
  const path = await fileOf(t, HEADER);
  for (const [args, problem] of [
    [[], 'give one file'],
    [['nowhere.csv'], 'cannot be read'],
    [['--from', '0', path], '--from is a line'],
    [['--dry-run', '--no-dry-run', path], 'not both'],
    [['--org', 'x', path], "--org is the clinic's id"],
    [['--url', 'https://x.example', path], 'needs a token'],
  ] as [string[], string][]) {
    const { code, stderr } = await script('import.mjs', args, { FRONTDESK_TOKEN: '' });
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(problem) && stderr.includes('usage: npm run import'), stderr);
  }
});

test('a piece that got no answer is sent again under its key, and what is refused is not', async (t) => {
  const asked: (string | undefined)[] = [];
  const answers: [number, string][] = [
    [503, '{"detail":"later"}'],
    [200, '{"line":2,"outcome":"created","inbound_phone_number":"+15550100"}\n{"summary":{"rows":1,"outcomes":{"created":1}}}\n'],
    [403, '{"detail":"not you"}'],
  ];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const [status, text] = answers[asked.length]!;
      asked.push(request.headers['idempotency-key'] as string | undefined);
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = signToken({ sub: 's', role: 'platform', ttlSeconds: 60 }, 'a secret of 32 bytes or more for this');
  const path = await fileOf(t, `${HEADER}+1-555-0100,Oak\n`);
  const args = ['--no-dry-run', '--url', url, '--token', token, path];
  const done = await script('import.mjs', args);
  assert.deepEqual([done.code, done.stdout], [0, 'Imported 1 row: 1 created\n'], done.stderr);
  assert.ok(asked[0] !== undefined && asked[0] === asked[1]);
  const refused = await script('import.mjs', args);
  assert.deepEqual([refused.code, asked.length], [1, 3]);
  assert.match(refused.stderr, /^403: not you\nImported up to line 0\. To go on, type the same again\.\n$/m);
});
