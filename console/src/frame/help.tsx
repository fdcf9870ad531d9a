/** The list of keys. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Dialog } from '../kit/dialog.tsx';
import { clinic, isOperator } from '../session.ts';
import { placesOf } from './places.ts';

/** Whether the list is open. */
export const helping = signal(false);

export function Help(): JSX.Element | null {
  if (!helping.value) return null;
  const keys: [string, string][] = [
    ...placesOf(isOperator.value, clinic.value !== undefined).filter(({ key }) => key !== undefined).map(({ key, name }): [string, string] => [`g ${key}`, name]),
    ['n', 'New appointment'],
    ['/', 'Search'],
    ['?', 'This list'],
  ];
  return (
    <Dialog title="Keys" close={() => (helping.value = false)}>
      <dl class="facts">
        {keys.map(([key, what]) => <div key={key}><dt>{key.split(' ').map((letter) => <><kbd>{letter}</kbd> </>)}</dt><dd>{what}</dd></div>)}
      </dl>
    </Dialog>
  );
}
