/** What a form holds, and what the API said against it. */
import { signal, type Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Problem } from '../api/client.ts';
import { asProblem } from '../api/load.ts';

/** What an answer to a change says besides: it was made, and may not be what was meant. */
export interface Warning {
  code: string;
  field: string;
  /** What is odd, in a sentence. */
  detail: string;
}

/** Those of an answer, if it has any. */
export const warningsOf = (answer: unknown): Warning[] => (answer as { warnings?: Warning[] } | undefined)?.warnings ?? [];

export interface Form<V> {
  values: Signal<V>;
  /** Changes some of its values; what was said against it before is gone with that. */
  put(changes: Partial<V>): void;
  /** What the API says is wrong with a field, if it is this one. */
  wrong(name: string): string | undefined;
  /** The field that the problem is about, as the form calls it. */
  blamed(): string | undefined;
  problem: Signal<Problem | undefined>;
  busy: Signal<boolean>;
  /** When it was saved last, until something changes. */
  saved: Signal<boolean>;
  /** What is odd about what was saved. */
  warnings: Signal<Warning[]>;
  submit(event: Event): Promise<void>;
  /** Sends it once more although it harms bookings. */
  force(): Promise<void>;
}

/**
 * @param initial  What it shows first.
 * @param send  Gives the values to the API, the second time perhaps although that harms bookings. Rejected with a {@link Problem} the form
 *   stays as it is and shows that.
 * @param names  Names of the form for what the API calls otherwise: a problem of `start` may belong to the input `time`.
 */
export function useForm<V extends object>(initial: () => V, send: Send<V>, names: Record<string, string> = {}): Form<V> {
  const form = useMemo(() => made(initial(), names), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget instanceof HTMLFormElement ? event.currentTarget : undefined;
    await sent(form, (values) => send(values, false), element);
  };
  return { ...form, submit, force: () => sent(form, (values) => send(values, true)) };
}

type Send<V> = (values: V, force: boolean) => Promise<unknown>;
type Made<V> = Omit<Form<V>, 'submit' | 'force'>;

function made<V>(initial: V, names: Record<string, string>): Made<V> {
  const values = signal(initial);
  const problem = signal<Problem | undefined>(undefined);
  const [busy, saved] = [signal(false), signal(false)];
  const put = (changes: Partial<V>): void => {
    values.value = { ...values.value, ...changes };
    problem.value = undefined;
    saved.value = false;
  };
  const blamed = (): string | undefined => {
    const field = problem.value?.field;
    const root = field?.split(/[.[]/)[0] ?? '';
    return field === undefined ? undefined : (names[field] ?? names[root] ?? root);
  };
  const wrong = (name: string): string | undefined => (blamed() === name ? problem.value?.message : undefined);
  return { values, put, wrong, blamed, problem, busy, saved, warnings: signal<Warning[]>([]) };
}

async function sent<V>(form: Made<V>, send: (values: V) => Promise<unknown>, element?: HTMLFormElement): Promise<void> {
  // A second Enter while the first is on its way would be a second request.
  if (form.busy.value) return;
  form.busy.value = true;
  form.problem.value = undefined;
  try {
    form.warnings.value = warningsOf(await send(form.values.value));
    form.saved.value = true;
  } catch (error) {
    form.problem.value = asProblem(error);
    // After it has been drawn, so that a screen reader reads what is wrong with the field.
    requestAnimationFrame(() => element?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  } finally {
    form.busy.value = false;
  }
}
