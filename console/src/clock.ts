/** What runs by itself: the time, how long nobody has done anything, and the width of the window. */
import { signal } from '@preact/signals';

const TICK_MS = 15_000;

/** The time in milliseconds since 1970, a few times a minute. */
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), TICK_MS);

let touched = Date.now();
for (const input of ['pointerdown', 'keydown', 'wheel']) addEventListener(input, () => (touched = Date.now()), { passive: true });

/** For how long nobody has done anything here, in milliseconds. What the page asks by itself is nobody's doing. */
export const idleMs = (): number => Date.now() - touched;

const query = matchMedia('(max-width: 719px)');
/** Whether the window is that of a phone. */
export const narrow = signal(query.matches);
query.addEventListener('change', () => (narrow.value = query.matches));
