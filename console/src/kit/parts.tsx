/** Parts that most screens are made of. */
import type { ComponentChildren, JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { asProblem } from '../api/load.ts';
import type { Problem } from '../api/client.ts';
import type { Pages } from '../api/pages.ts';
import { mayChange, zone } from '../session.ts';
import { exact, relative } from '../time.ts';
import type { Form } from './form.ts';
import { Harm, isHarm } from './harm.tsx';
import { Failure } from './states.tsx';

/** How long ago something was, with the exact time behind it. */
export const When = ({ at }: { at: string }): JSX.Element => (
  <time dateTime={at} title={exact(at, zone.value)} class="nowrap">{relative(at, zone.value)}</time>
);

interface SaveProps {
  form: Form<any>;
  label?: string;
  /** Said in place when it is done. */
  done?: string;
  /** Said above what is wrong. */
  failed?: string;
  children?: ComponentChildren;
  /** Another is the one thing to do on this screen. */
  plain?: boolean;
}

/** The primary button of a form, and what became of it. */
export function Save({ form, label = 'Save', done = 'Saved', failed = 'Not saved', plain = false, children }: SaveProps): JSX.Element {
  const problem = form.problem.value;
  // Said beside its field already, if there is one in sight.
  const shown = problem && !(form.blamed() !== undefined && document.querySelector('[aria-invalid]'));
  return (
    <div class="stack tight">
      {problem && isHarm(problem) && <Harm problem={problem}><button type="button" class="button danger" aria-busy={form.busy.value} onClick={() => void form.force()}>{label} all the same</button></Harm>}
      {problem && !isHarm(problem) && <div hidden={!shown}><Failure problem={problem} title={failed} {...(problem.code === 'changed_meanwhile' && { retry: () => location.reload(), way: 'Show what it is now' })} /></div>}
      {form.warnings.value.length > 0 && <div class="notice attention" role="status">{form.warnings.value.map((warning) => <p key={warning.code + warning.field}>{warning.detail}</p>)}</div>}
      <div class="foot">
        {mayChange.value ? <button class={`button ${plain ? '' : 'primary'}`} aria-busy={form.busy.value}>{label}</button> : <span class="secondary">You may look at this, not change it.</span>}
        {children}
        <span class="saved" role="status">{form.saved.value ? done : ''}</span>
      </div>
    </div>
  );
}

interface ActionProps {
  /** What it does; shown as long as it is not done. */
  label: string;
  kind?: 'primary' | 'danger' | 'quiet' | 'small' | '';
  act: () => Promise<unknown>;
  /** Names it to screen readers where several look alike. */
  name?: string;
}

/** A button that asks the API for something, and says beside itself why it could not. */
export function Action({ label, kind = '', act, name }: ActionProps): JSX.Element {
  const busy = useSignal(false);
  const problem = useSignal<Problem | undefined>(undefined);
  const run = async (): Promise<void> => {
    if (busy.value) return;
    [busy.value, problem.value] = [true, undefined];
    await act().catch((error: unknown) => (problem.value = asProblem(error)));
    busy.value = false;
  };
  return (
    <>
      <button type="button" class={`button ${kind}`} aria-busy={busy.value} aria-label={name} onClick={() => void run()}>{label}</button>
      {problem.value && <span class="wrong" role="alert">{problem.value.message}</span>}
    </>
  );
}

/** Below a list that goes on. */
export function More({ pages, what }: { pages: Pages<unknown>; what: string }): JSX.Element | null {
  if (pages.more === undefined) return null;
  return (
    <div class="stack tight">
      {pages.moreProblem && <Failure problem={pages.moreProblem} />}
      <div><Action label={`Show more ${what}`} act={pages.more} /></div>
    </div>
  );
}

/** The clinic's zone, said once on a screen with times. */
export function ZoneNote({ name }: { name: string }): JSX.Element {
  return <p class="zone">{name}</p>;
}

/** A name and what is true of it; nothing at all where there is nothing to say. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element | null {
  if (children === null || children === undefined || children === '') return null;
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}
