/** The keyboard: two letters lead to a screen, one does something. */
import { go } from '../route.ts';
import { helping } from './help.tsx';
import { clinic, isOperator } from '../session.ts';
import { placesOf } from './places.ts';

/** How long the second letter may take, in milliseconds. */
const PATIENCE_MS = 1_500;
let goingSince = -Infinity;

/** What single keys do. */
const KEYS: Record<string, () => void> = {
  n: () => go('appointments/new'),
  '/': () => find(),
  '?': () => (helping.value = true),
};

/** The search of this screen, or else that of appointments. */
function find(): void {
  const here = document.querySelector<HTMLInputElement>('input[type="search"]:not([hidden])');
  if (here && here.offsetParent !== null) here.focus();
  else go('appointments', { focus: 'search' });
}

addEventListener('keydown', (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const place = performance.now() - goingSince < PATIENCE_MS && placesOf(isOperator.value, clinic.value !== undefined).find(({ key }) => key === event.key);
  goingSince = event.key === 'g' && !place ? performance.now() : -Infinity;
  if (place) go(place.path);
  else if (event.key in KEYS) KEYS[event.key]?.();
  else return;
  event.preventDefault();
});

const isTyping = (target: EventTarget | null): boolean => target instanceof Element && target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select');
