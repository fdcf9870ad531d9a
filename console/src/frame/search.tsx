/** Finds an appointment from wherever one is. */
import type { JSX } from 'preact';
import { go } from '../route.ts';

export function Search(): JSX.Element {
  const find = (event: Event): void => {
    event.preventDefault();
    const field = new FormData(event.currentTarget as HTMLFormElement).get('find');
    go('appointments', { find: String(field ?? '') });
  };
  return (
    <form role="search" class="finder" onSubmit={find}>
      <input class="input" type="search" name="find" placeholder="Name or number" aria-label="Find an appointment by name or number" autoComplete="off" />
    </form>
  );
}
