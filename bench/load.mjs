/**
 * The load generator: closed-loop HTTP/1.1 over raw keep-alive sockets, one request in flight per connection.
 *
 * It exists because the clock of the usual tools is too coarse here (autocannon counts whole milliseconds, an answer
 * takes two) and because every request of a scenario may differ. Framing costs about 10 microseconds a request; the share
 * of time in which the client itself was busy is part of every sample, so that a client that became the bottleneck shows.
 */
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import { Answers } from './http.mjs';
import { percentile } from './stats.mjs';

/** Longest wait for one answer, in milliseconds; a connection that is silent for longer counts as an error. */
const ANSWER_DEADLINE_MS = 15_000;

/**
 * @typedef {object} Exchange  One request, ready to be sent, and what its answer has to contain.
 * @property {Buffer | string} bytes  The whole request; strings are latin1.
 * @property {string | RegExp} contains  What must occur in the body of the answer.
 * @property {number | number[]} [status]  Expected status, or any of several; 200 when absent.
 *
 * @typedef {object} Sample  One measurement of one target.
 * @property {number} requests  Answers received as expected.
 * @property {number} errors  Wrong status, wrong body, closed or silent connections.
 * @property {string | null} firstError  What the first error was.
 * @property {number} throughput  Requests per second.
 * @property {number} p50  Median latency in milliseconds, seen by the client.
 * @property {number} p95  95th percentile of the latency in milliseconds.
 * @property {number} p99  99th percentile of the latency in milliseconds.
 * @property {number} clientBusy  Share of the time (0 to 1) that the client's own thread was working.
 */

/**
 * Sends requests for a given time, then waits for what is still in flight.
 * @param {object} plan
 * @param {{host: string, port: number}} plan.target
 * @param {(n: number) => Exchange} plan.exchange  The n-th request, counted over all connections.
 * @param {number} plan.connections
 * @param {number} plan.seconds  Time in which new requests are started.
 * @param {number} [plan.perSecond]  How many requests are started in a second at most, evenly; as many as are answered when absent.
 * @param {number} [plan.limit]  Number of requests after which no new one is started.
 * @param {(milliseconds: number, n: number) => void} [plan.heard]  Told of each right answer.
 * @returns {Promise<Sample>}
 */
export async function drive({ target, exchange, connections, seconds, perSecond = Infinity, limit = Infinity, heard = () => {} }) {
  const run = new Run(exchange, perSecond, limit, heard);
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(target)));
  const busy = performance.eventLoopUtilization();
  run.begin(seconds);
  await Promise.all(sockets.map((socket) => converse(socket, run)));
  return run.sample(performance.eventLoopUtilization(busy).utilization);
}

/** Counters and clock that all connections of one measurement share. */
class Run {
  #latencies = [];
  #errors = 0;
  #firstError = null;
  #next = 0;
  #started = 0;
  #deadline = 0;
  #ended = 0;

  constructor(exchange, perSecond, limit, heard) {
    this.exchange = exchange;
    this.perSecond = perSecond;
    this.limit = limit;
    this.heard = heard;
  }

  begin(seconds) {
    this.#started = performance.now();
    this.#ended = this.#started;
    this.#deadline = this.#started + seconds * 1000;
  }

  /** The next request to send and which it is, or null when time or count is used up. */
  take() {
    if (this.#next >= this.limit || performance.now() >= this.#deadline) return null;
    const n = this.#next++;
    return { n, ...this.exchange(n) };
  }

  /** Milliseconds until the n-th request is due. */
  untilDue(n) {
    return this.#started + (n / this.perSecond) * 1000 - performance.now();
  }

  record(sentAt, n) {
    this.#ended = performance.now();
    this.#latencies.push(this.#ended - sentAt);
    this.heard(this.#ended - sentAt, n);
  }

  fail(reason) {
    this.#errors += 1;
    this.#firstError ??= reason;
  }

  /** @returns {Sample} */
  sample(clientBusy) {
    const sorted = Float64Array.from(this.#latencies).sort();
    const seconds = (this.#ended - this.#started) / 1000;
    return {
      requests: sorted.length,
      errors: this.#errors,
      firstError: this.#firstError,
      throughput: seconds > 0 ? sorted.length / seconds : 0,
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
      p99: percentile(sorted, 0.99),
      clientBusy,
    };
  }
}

function connect({ host, port }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Keeps one connection busy until the run has no more requests; always resolves, failures are counted. */
function converse(socket, run) {
  return new Promise((resolve) => {
    let current = null;
    let sentAt = 0;
    const answers = new Answers();

    const finish = (reason) => {
      if (current !== null && reason !== undefined) run.fail(reason);
      current = null;
      socket.destroy();
      resolve();
    };
    const send = () => {
      current = run.take();
      if (current === null) return finish();
      const early = run.untilDue(current.n);
      if (early > 0) setTimeout(transmit, early);
      else transmit();
    };
    const transmit = () => {
      if (current === null) return;
      sentAt = performance.now();
      socket.write(current.bytes, 'latin1');
    };

    socket.setTimeout(ANSWER_DEADLINE_MS, () => finish('no answer in time'));
    socket.on('error', (error) => finish(error.code ?? error.message));
    socket.on('close', () => finish('connection closed'));
    socket.on('data', (chunk) => {
      const answer = answers.take(chunk);
      if (answer === null || current === null) return;
      const wrong = mismatch(answer, current);
      if (wrong === null) run.record(sentAt, current.n);
      else run.fail(wrong);
      send();
    });
    send();
  });
}

/** Whether a body has what it has to have. */
export const says = (body, contains) => (contains instanceof RegExp ? contains.test(body) : body.includes(contains));

/** Why an answer is not the expected one, or null when it is. */
function mismatch({ status, body }, { status: expected = 200, contains }) {
  if (![expected].flat().includes(status)) return `status ${status}: ${body.slice(0, 200)}`;
  return says(body, contains) ? null : `unexpected body: ${body.slice(0, 200)}`;
}
