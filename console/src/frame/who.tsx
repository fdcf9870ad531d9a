/** Who is signed in, and the way out. */
import type { JSX } from 'preact';
import { helping } from './help.tsx';

export function Who(): JSX.Element {
  return <div class="who"><div><button type="button" class="button quiet small" onClick={() => (helping.value = true)}>Keys</button></div></div>;
}
