/** What asks before it does something, in the browser's own dialog: focus stays inside, Escape closes. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { asProblem } from '../api/load.ts';
import type { Problem } from '../api/client.ts';
import { Harm, isHarm } from './harm.tsx';
import { Icon } from './icons.tsx';
import { Failure } from './states.tsx';

interface DialogProps {
  title: string;
  close: () => void;
  children: ComponentChildren;
}

/** Open as long as it is there. Whatever had the focus before gets it back. */
export function Dialog({ title, close, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const [before, element] = [document.activeElement, dialog.current];
    element?.showModal();
    return () => {
      // As long as it is open nothing else can have the focus.
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={heading} onCancel={(event) => { event.preventDefault(); close(); }}>
      <div class="sheet">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" class="button quiet icon" aria-label="Close" onClick={close}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  /** The question, in words. */
  title: string;
  /** What will happen. */
  children?: ComponentChildren;
  /** What is done, as the button says it. */
  verb: string;
  /** @param force  Although it harms bookings, which were shown. */
  act: (force: boolean) => Promise<unknown>;
  close: () => void;
}

/** Asks in words what will happen before something is taken away. */
export function Confirm({ title, children, verb, act, close }: ConfirmProps): JSX.Element {
  const problem = useSignal<Problem | undefined>(undefined);
  const busy = useSignal(false);
  const harm = problem.value && isHarm(problem.value) ? problem.value : undefined;
  const run = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    try {
      await act(harm !== undefined);
      close();
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title={title} close={close}>
      <div>{children}</div>
      {harm && <Harm problem={harm} />}
      {problem.value && !harm && <Failure problem={problem.value} title="That did not work" />}
      <div class="foot">
        <button type="button" class="button danger" aria-busy={busy.value} onClick={() => void run()}>{verb}{harm && ' all the same'}</button>
        <button type="button" class="button" onClick={close}>Leave it as it is</button>
      </div>
    </Dialog>
  );
}
