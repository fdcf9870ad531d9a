/** Signing in. */
import type { JSX } from 'preact';
import { farewell } from '../session.ts';

export function Door(): JSX.Element {
  return <main class="door"><div class="stack"><h1>Frontdesk</h1>{farewell.value && <p>{farewell.value}</p>}<p>Sign in.</p></div></main>;
}
