/** Cargo with the toolchain that compiles the Worker: `node scripts/wasm-cargo.mjs clippy --all-features`. */
import { exitStatus, Failure, main } from './command.mjs';
import { wasmToolchain, WASM_TARGET } from './wasm-std.mjs';

await main(async () => {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined) throw new Failure('usage: node scripts/wasm-cargo.mjs <cargo command> [arguments]', 2);
  const env = await wasmToolchain();
  if (!env) throw new Failure('Rust cannot compile for wasm32 yet; run: npm run setup');
  const status = await exitStatus('cargo', [command, '--target', WASM_TARGET, ...args], { env });
  process.exitCode = typeof status === 'number' ? status : 1;
});
