/** What runs by itself: the time, and the width of the window. */
import { signal } from '@preact/signals';

const TICK_MS = 15_000;

/** The time in milliseconds since 1970, a few times a minute. */
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), TICK_MS);

const query = matchMedia('(max-width: 719px)');
/** Whether the window is that of a phone. */
export const narrow = signal(query.matches);
query.addEventListener('change', () => (narrow.value = query.matches));
