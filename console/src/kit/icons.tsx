/** Small pictures, drawn here: nothing is fetched. All are hidden from screen readers, since a word stands beside each. */
import type { JSX } from 'preact';
import type { Tone } from '../words.ts';

const PATHS = {
  today: 'M4 5h12v11H4zM4 8.5h12M7 3v3M13 3v3',
  inbox: 'M3 11l2.5-7h9L17 11v5H3zM3 11h4l1.2 2h3.6L13 11h4',
  calls: 'M5 3h3l1.5 4-2 1.2a9 9 0 0 0 4.3 4.3l1.2-2 4 1.5v3c0 .8-.7 1.4-1.5 1.3A13 13 0 0 1 3.7 4.5C3.6 3.7 4.2 3 5 3z',
  more: 'M3 6h14M3 10h14M3 14h14',
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M12 4l-6 6 6 6',
  next: 'M8 4l6 6-6 6',
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Each tone has a shape of its own, so that colour never speaks alone. */
const SHAPES: Record<Tone, JSX.Element> = {
  good: <circle cx="5" cy="5" r="4.5" fill="currentColor" />,
  attention: <path d="M5 .5L9.8 9.500H.2z" fill="currentColor" />,
  bad: <path d="M1 1h8v8H1z" fill="currentColor" />,
  quiet: <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" stroke-width="1.5" />,
  busy: <path d="M5 .5a4.5 4.5 0 0 1 0 9z M5 1.200a3.8 3.8 0 0 0 0 7.6" fill="currentColor" stroke="currentColor" />,
};

export const Shape = ({ tone }: { tone: Tone }): JSX.Element => <svg viewBox="0 0 10 10" aria-hidden="true" class={tone}>{SHAPES[tone]}</svg>;

export function Logo(): JSX.Element {
  return (
    <svg viewBox="0 0 18 18" aria-hidden="true">
      <circle cx="9" cy="9" r="7.5" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M9 1.500a7.5 7.5 0 0 1 0 15z" fill="currentColor" />
    </svg>
  );
}
