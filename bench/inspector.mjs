/** V8's inspector of a Worker: what its isolate computes and what it holds (https://chromedevtools.github.io/devtools-protocol/v8/). */

/** Miniflare's option for a Worker that is to be inspected. */
export const INSPECTED = { inspectorPort: 0 };

/** Of which Miniflare's Workers this is the one that is measured. */
const WORKER = /^core:user:/;
const SAMPLING_MICROSECONDS = 200;
/** What a profile calls the time in which nothing runs. */
const IDLE = '(idle)';

export class Inspector {
  #socket;
  #asked = 0;
  #waiting = new Map();

  /**
   * @param {import('./lifetime.mjs').Lifetime} lifetime
   * @param {import('miniflare').Miniflare} miniflare  Started with `INSPECTED`.
   */
  static async of(lifetime, miniflare) {
    const list = await miniflare.getInspectorURL();
    const targets = await (await fetch(new URL('/json/list', list.href.replace(/^ws/, 'http')))).json();
    const socket = new WebSocket(targets.find(({ id }) => WORKER.test(id)).webSocketDebuggerUrl);
    await new Promise((opened, failed) => Object.assign(socket, { onopen: opened, onerror: failed }));
    lifetime.defer(() => socket.close());
    return new Inspector(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const { id, result, error } = JSON.parse(data);
      if (id === undefined) return;
      const { answered, failed } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) answered(result);
      else failed(new Error(error.message));
    };
  }

  /**
   * What the isolate computes during some work, its garbage collection and the runtime's own part included.
   * @param {() => Promise<void>} work
   * @returns {Promise<{busyMs: number, profile: object}>}  The profile is V8's, which DevTools opens as a `.cpuprofile`.
   */
  async profiled(work) {
    await this.#call('Profiler.enable');
    await this.#call('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS });
    await this.#call('Profiler.start');
    await work();
    const { profile } = await this.#call('Profiler.stop');
    const idle = new Set(profile.nodes.filter(({ callFrame }) => callFrame.functionName === IDLE).map(({ id }) => id));
    const busy = profile.samples.reduce((sum, id, n) => sum + (idle.has(id) ? 0 : profile.timeDeltas[n]), 0);
    return { busyMs: busy / 1000, profile };
  }

  /** The bytes that the heap of the isolate takes after a collection, with what the runtime keeps for it, without the WASM's memory. */
  async heapBytes() {
    await this.#call('HeapProfiler.collectGarbage');
    const { totalSize, embedderHeapUsedSize, backingStorageSize } = await this.#call('Runtime.getHeapUsage');
    return totalSize + embedderHeapUsedSize + backingStorageSize;
  }

  #call(method, params = {}) {
    this.#asked += 1;
    this.#socket.send(JSON.stringify({ id: this.#asked, method, params }));
    return new Promise((answered, failed) => this.#waiting.set(this.#asked, { answered, failed }));
  }
}
