/** Notes the memory of every WASM instance that is made from now on. Comes before the Worker, which makes its own as it is loaded. */
const memories = [];

WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...given) {
    super(...given);
    memories.push(this.exports.memory);
  }
};

/** Bytes of all memories. */
export const wasmBytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
