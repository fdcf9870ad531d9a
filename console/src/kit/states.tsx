/** What a screen shows while it has nothing to show: a skeleton, an empty state, an error with what to do. */
import type { ComponentChildren, JSX } from 'preact';
import type { Problem } from '../api/client.ts';
import type { Loaded } from '../api/load.ts';
import { clock } from '../time.ts';
import { zone } from '../session.ts';
import type { State } from '../words.ts';
import { Shape } from './icons.tsx';

/** A state as shape, word and colour. */
export function Mark({ state, wraps = false }: { state: State; wraps?: boolean }): JSX.Element {
  return <span class={`mark ${state.tone} ${wraps ? 'wraps' : ''}`}><Shape tone={state.tone} />{state.word}</span>;
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return <div class="empty"><h2>{title}</h2>{children}</div>;
}

interface FailureProps {
  problem: Problem;
  /** The way on, and what it is called. */
  retry?: () => unknown;
  way?: string;
  title?: string;
}

/** What happened, in the API's own words, and a way on. */
export function Failure({ problem, retry, way = 'Try again', title = 'This could not be read' }: FailureProps): JSX.Element {
  return (
    <div class="notice bad" role="alert">
      <h3><span class="mark bad"><Shape tone="bad" /></span>{title}</h3>
      <p>{problem.message}</p>
      {retry && <div><button type="button" class="button small" onClick={() => void retry()}>{way}</button></div>}
    </div>
  );
}

/** Rows of the height of those that are coming. */
export function Skeleton({ rows = 6, height = 3 }: { rows?: number; height?: number }): JSX.Element {
  return (
    <div class="stack tight" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => <div key={row} class="bone" style={{ height: `${height}rem` }} />)}
    </div>
  );
}

interface ShownProps<T> {
  load: Loaded<T> & { reload(): Promise<void> };
  skeleton?: JSX.Element;
  children: (data: T) => ComponentChildren;
}

/** What was loaded; a skeleton before that; and beside what is old, how old it is and why. */
export function Shown<T>({ load, skeleton, children }: ShownProps<T>): JSX.Element {
  const { data, problem, at, reload } = load;
  if (data === undefined) return problem ? <Failure problem={problem} retry={reload} /> : (skeleton ?? <Skeleton />);
  return (
    <>
      {problem && <Failure problem={problem} retry={reload} title={`Shown as of ${clock(at ?? 0, zone.value)}, and not newer`} />}
      {children(data)}
    </>
  );
}
