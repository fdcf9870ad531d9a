/** Who is signed in, and at which clinic. */
import { computed, signal } from '@preact/signals';
import { call, onSignedOut } from './api/client.ts';
import { forget } from './api/load.ts';
import type { Org } from './api/types.ts';

export type Standing = 'unknown' | 'in' | 'out';

/** Whether anybody is signed in; not known before the first answer. */
export const standing = signal<Standing>('unknown');
/** Why nobody is signed in any longer, to be said at the door. */
export const farewell = signal<string | undefined>(undefined);
export const clinic = signal<Pick<Org, 'name' | 'zone' | 'status'> | undefined>(undefined);
/** The zone in which all times are shown. */
export const zone = computed(() => clinic.value?.zone ?? 'UTC');

onSignedOut(() => {
  if (standing.value === 'in') farewell.value = 'You were signed out. Sign in again to go on.';
  leave();
});

function leave(): void {
  forget();
  clinic.value = undefined;
  standing.value = 'out';
}

/** Finds out who is there. */
export async function enter(): Promise<void> {
  clinic.value = await call('get', '/api/org');
  farewell.value = undefined;
  standing.value = 'in';
}
