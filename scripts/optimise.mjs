/** wasm-opt, as a release goes through it. */
import { rename } from 'node:fs/promises';
import { run } from './command.mjs';
import { PATHS } from './project.mjs';

/**
 * How wasm-opt runs. What counts is the size after gzip: functions stay apart and alike ones come side by side, for
 * inlining those with a single caller and cutting the data at its zeros makes fewer bytes that compress worse.
 * Without `--debuginfo` the names are gone when it is done.
 */
const OPTIMISATION = [
  '-Os',
  '--one-caller-inline-max-function-size=0',
  '--skip-pass=memory-packing',
  // The first KB of memory is the far end of the stack.
  '--low-memory-unused',
  '--reorder-functions-by-name',
  '--strip-producers',
  '--strip-target-features',
];

/** What rustc and wasm-bindgen use; named, so that wasm-opt takes to nothing that workerd does not know yet. */
const FEATURES = [
  'mutable-globals',
  'sign-ext',
  'nontrapping-float-to-int',
  'bulk-memory',
  'multivalue',
  'reference-types',
  'exception-handling',
];

/** Rewrites a module in place; takes half a minute. */
export async function optimise(module) {
  const optimised = `${module}.optimised`;
  const features = FEATURES.map((feature) => `--enable-${feature}`);
  await run(PATHS.wasmOpt, [module, '-o', optimised, ...OPTIMISATION, ...features]);
  await rename(optimised, module);
}
