/** The clinic's day at a glance, in one answer. It is the first that is asked, so it also says whether anybody is signed in. */
import { signal } from '@preact/signals';
import { call, Problem } from './api/client.ts';
import { asProblem, onForget, stale, type Loaded } from './api/load.ts';
import type { Schemas } from './api/types.ts';
import { clinic, identify, standing } from './session.ts';
import { waiting } from './frame/badge.tsx';

export type Overview = Schemas['Overview'];
export type AttentionItem = Schemas['AttentionItem'];

/** What is known of today, shared by every screen. */
export const overview = signal<Loaded<Overview>>({});

onForget(() => {
  overview.value = {};
  waiting.value = {};
});

/** Reads it again. What cannot be read leaves what was. */
export async function readOverview(): Promise<void> {
  try {
    const data = await call('get', '/api/overview');
    overview.value = { data, at: Date.now() };
    clinic.value = { name: data.name, zone: data.zone };
    waiting.value = { inbox: data.counts.inbox, attention: data.counts.attention };
    standing.value = 'in';
  } catch (error) {
    overview.value = { ...overview.value, problem: asProblem(error) };
  }
}

/** Has today and other days read again, since something in them was changed. */
export function dayChanged(): void {
  stale('day ');
  stale('appointments ');
  void readOverview();
}

/**
 * What happens when the console is opened. Whoever acts for no clinic is told so, and that is an operator.
 * @returns what is wrong, if neither could be found out
 */
export async function arrive(): Promise<Problem | undefined> {
  await readOverview();
  const { problem } = overview.value;
  if (problem === undefined || problem.status === 401) return undefined;
  if (problem.status === 0 || problem.status >= 500) return problem;
  try {
    await identify();
    standing.value = 'in';
    return undefined;
  } catch (error) {
    return asProblem(error);
  }
}
