/** Who is signed in, and at which clinic. */
import { computed, signal } from '@preact/signals';
import { call, onSignedOut } from './api/client.ts';
import { forget } from './api/load.ts';
import { idleMs } from './clock.ts';
import type { Schemas } from './api/types.ts';

export type Session = Schemas['SessionView'];
export type Standing = 'unknown' | 'in' | 'out';

/** Whether anybody is signed in; not known before the first answer. */
export const standing = signal<Standing>('unknown');
/** Why nobody is signed in any longer, to be said at the door. */
export const farewell = signal<string | undefined>(undefined);
/** The clinic whose console this is; absent for an operator who looks at all of them. */
export const clinic = signal<{ name: string; zone: string } | undefined>(undefined);
/** Who it is; known a moment after the first screen, which needs it not. */
export const me = signal<Session | undefined>(undefined);
/** The zone in which all times are shown. */
export const zone = computed(() => clinic.value?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
/** Whether they may change something. Until it is known they are not told that they may not. */
export const mayChange = computed(() => me.value?.role !== 'viewer');
export const isOperator = computed(() => me.value?.role === 'platform');

/** The cookie is every tab's. One that goes on showing another clinic than the session's would save to that one. */
const otherTabs = new BroadcastChannel('session');
otherTabs.onmessage = () => location.reload();

onSignedOut(() => {
  if (standing.value === 'in') farewell.value = 'You were signed out. Sign in again to go on.';
  leave();
});

/** Nobody is in: what somebody else was shown is forgotten. */
function leave(): void {
  forget();
  [clinic.value, me.value] = [undefined, undefined];
  standing.value = 'out';
}

/** Asks who is there. */
export async function identify(): Promise<Session> {
  me.value = await call('get', '/auth/session');
  return me.value;
}

/** Signs in with a token, which is in this page's hands once and is kept nowhere. */
export async function signIn(token: string): Promise<void> {
  me.value = await call('post', '/auth/session', { body: {}, headers: { authorization: `Bearer ${token}` } });
  otherTabs.postMessage('signed in');
  arrived();
}

/** Goes to another clinic with the same session. */
export async function switchTo(org_id: string): Promise<void> {
  // The session may be the other clinic's before its answer is here. Whoever saves one thing after another compares, and stops.
  clinic.value = clinic.value && { ...clinic.value };
  const session = await call('post', '/auth/session', { body: { org_id } });
  otherTabs.postMessage('switched');
  forget();
  me.value = session;
  arrived();
}

/**
 * Signs out whoever has left. What the page asks by itself keeps a session alive, so the page has to count for itself how long nobody has
 * done anything.
 */
export async function leaveIfIdle(): Promise<void> {
  const minutes = me.value?.idle_minutes ?? 30;
  if (standing.value !== 'in' || idleMs() < minutes * 60_000) return;
  await signOut().catch(leave);
  farewell.value = `You were signed out, since nothing was done here for ${minutes} minutes.`;
}

/** Signs out, here or in every browser. */
export async function signOut(everywhere = false): Promise<void> {
  await call('delete', '/auth/session', { query: { everywhere } });
  farewell.value = everywhere ? 'You are signed out in every browser.' : undefined;
  leave();
}

/** Somebody is in: what the next screen shows is asked for by it. */
function arrived(): void {
  farewell.value = undefined;
  const { org } = me.value ?? {};
  clinic.value = org ? { name: org.name, zone: org.zone } : undefined;
  standing.value = 'in';
}
