/** What the benchmark prints and writes. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { aimLine, table } from './table.mjs';

/** A scenario's result as text. */
export function rendered({ title, notes, columns, rows, aims }) {
  const lines = ['', title, '', table(columns, rows)];
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  if (aims.length > 0) lines.push('', ...aims.map(aimLine));
  return lines.join('\n');
}

/** The machine and the settings that the figures belong to. */
export function conditions({ rounds, seconds, connections, via }) {
  const [cpu] = os.cpus();
  return {
    date: new Date().toISOString(),
    revision: revision(),
    cpu: `${os.cpus().length} x ${cpu?.model.trim() ?? 'unknown'}`,
    node: process.version,
    load: os.loadavg()[0],
    rounds,
    seconds,
    connections,
    via,
  };
}

/** One line of the conditions. */
export function headline({ cpu, node, load, rounds, seconds, connections, via }) {
  const route = via === 'socket' ? "straight to the Worker's socket" : "through Miniflare's entry Worker";
  return `${cpu}, Node ${node}, load ${load.toFixed(2)}; ${rounds} rounds of ${seconds} s, ${connections} connections, ${route}`;
}

/** Writes conditions, results and every sample. */
export function writeJson(file, document) {
  return writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
}

function revision() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();
  } catch {
    return null;
  }
}
