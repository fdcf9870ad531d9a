/** How much waits behind a place of the rail. */
import type { JSX } from 'preact';

/** What waits, by path; told by whoever has read it. */
import { signal } from '@preact/signals';

export const waiting = signal<Record<string, number>>({});

export function Badge({ path, dot = false }: { path: string; dot?: boolean }): JSX.Element | null {
  const number = waiting.value[path] ?? 0;
  if (number === 0) return null;
  return <span class={dot ? 'dot' : 'badge'}>{number > 99 ? '99+' : number}<span class="unseen"> waiting</span></span>;
}
