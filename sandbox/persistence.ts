/** The state file: read once at start, replaced whole after each change. */
import { readFileSync, renameSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject } from './http.ts';
import type { State } from './state.ts';

/** Marks the file's layout; a file of another layout is refused rather than misread. */
const LAYOUT = 1;

/**
 * Reads a state file.
 *
 * @returns the state, without the vendors that were not played when it was saved, or null when there is no file yet
 * @throws Error in one line when the file cannot be read or is not ours
 */
export function loadState(file: string): Partial<State> | null {
  const text = readIfPresent(file);
  if (text === null) return null;
  const saved = parse(file, text);
  if (!isObject(saved) || saved.layout !== LAYOUT || !isObject(saved.state)) {
    throw new Error(`${file} is not a state file of this sandbox; delete it to start afresh`);
  }
  return saved.state as Partial<State>;
}

/**
 * Replaces the state file. Written beside it and renamed, so that a crash leaves the old or the new state, never half.
 */
export function saveState(file: string, state: State): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify({ layout: LAYOUT, state }), { mode: 0o600 });
  renameSync(draft, file);
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is not valid JSON; delete it to start afresh`);
  }
}
