/** The load generator has to be right before its figures can be. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { Answers, request } from './http.mjs';
import { drive } from './load.mjs';
import { median, percentile, ratio } from './stats.mjs';

const PLAIN = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED = 'HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n';

test('an answer is whole however it is cut', () => {
  for (const [text, status] of [[PLAIN, 200], [CHUNKED, 404]]) {
    for (let cut = 1; cut < text.length; cut += 1) {
      const answers = new Answers();
      strictEqual(answers.take(Buffer.from(text.slice(0, cut))), null, `cut at ${cut}`);
      deepStrictEqual(answers.take(Buffer.from(text.slice(cut))), { status, body: 'hello' }, `cut at ${cut}`);
    }
  }
});

test('percentiles are nearest ranks, medians and ratios resist outliers', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  deepStrictEqual([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)], [50, 99, 7]);
  deepStrictEqual([median([3, 1, 1000]), median([4, 2])], [3, 3]);
  const rounds = (...throughputs) => throughputs.map((throughput) => ({ throughput }));
  strictEqual(ratio(rounds(10, 1, 20), rounds(20, 2, 10)), 0.5);
});

async function served(handler, work) {
  const server = http.createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work({ host: '127.0.0.1', port: server.address().port });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const plan = (target, exchange, limit) => ({ target, exchange, connections: 4, seconds: 5, limit });

test('a paced load starts no sooner than it should, and as many as it should', async () => {
  const bytes = request('GET', '/', {});
  const began = performance.now();
  const load = { ...plan(undefined, () => ({ bytes, contains: 'hello' }), 21), perSecond: 100 };
  const sample = await served((_, response) => response.end('hello'), (target) => drive({ ...load, target }));
  deepStrictEqual([sample.requests, sample.errors], [21, 0]);
  ok(performance.now() - began >= 200, 'the last one is due after 200 ms');
});

test('requests are sent whole, counted exactly and bounded by the limit', async () => {
  const bodies = [];
  const heard = new Set();
  const echo = async (incoming, response) => {
    const chunks = await incoming.toArray();
    bodies.push(Buffer.concat(chunks).toString());
    response.end(`got ${bodies.at(-1)}`);
  };
  const sample = await served(echo, (target) =>
    drive({
      ...plan(target, (n) => ({ bytes: request('POST', '/', {}, `body ${n}`), contains: new RegExp(`^got body ${n}$`) }), 40),
      heard: (milliseconds, n) => ok(milliseconds > 0 && heard.add(n)),
    }),
  );
  deepStrictEqual([sample.requests, sample.errors], [40, 0]);
  deepStrictEqual([new Set(bodies).size, heard.size], [40, 40]);
  ok(sample.p50 > 0 && sample.p50 <= sample.p99 && sample.throughput > 0);
});

test('wrong statuses, wrong bodies and closed connections are errors', async () => {
  const bytes = request('GET', '/', {});
  const cases = [
    [(_, response) => response.writeHead(500).end('right'), 8, /^status 500/],
    [(_, response) => response.end('wrong'), 8, /^unexpected body/],
    [(_, response) => response.end('right after all'), 8, /^unexpected body/, /^right$/],
    [(incoming) => incoming.socket.destroy(), 4, /closed|ECONNRESET/],
  ];
  for (const [handler, errors, reason, contains = 'right'] of cases) {
    const sample = await served(handler, (target) => drive(plan(target, () => ({ bytes, contains }), 8)));
    deepStrictEqual([sample.requests, sample.errors], [0, errors]);
    ok(reason.test(sample.firstError), sample.firstError);
  }
});
