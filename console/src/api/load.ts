/** Reading for screens: what was read before is shown at once and read again behind it. */
import { signal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { forgetEditions, Problem } from './client.ts';

/** What a screen knows of what it shows. */
export interface Loaded<T> {
  data?: T;
  /** Why the last reading failed; `data` is then what was read before. */
  problem?: Problem;
  /** When `data` was read, in milliseconds since 1970. */
  at?: number;
}

export interface Load<T> extends Loaded<T> {
  reload(): Promise<void>;
  /** Shows what an answer to a change has said already. */
  set(data: T): void;
}

const known = new Map<string, Signal<Loaded<any>>>();

/** What else has something to forget. */
const forgetters: (() => void)[] = [forgetEditions];

/** Has `forgets` called whenever everything is forgotten. */
export const onForget = (forgets: () => void): void => void forgetters.push(forgets);

/** Forgets everything: whoever signs in next may be somebody else, and a clinic that is switched to is another one. */
export function forget(): void {
  known.clear();
  for (const forgets of forgetters) forgets();
}

/** Has everything that begins so read again by whoever shows it next. */
export function stale(prefix: string): void {
  for (const key of [...known.keys()]) if (key.startsWith(prefix)) known.delete(key);
}

/**
 * @param key  Names what is read; another key is another thing.
 * @param read  Absent or rejected with a {@link Problem} it leaves what is shown.
 * @param everyMs  Read again this often while the page is in sight.
 */
export function useLoad<T>(key: string, read: () => Promise<T>, everyMs?: number): Load<T> {
  const state = useMemo(() => entry<T>(key), [key]);
  const load = useMemo(() => {
    const reload = async (): Promise<void> => {
      try {
        state.value = { data: await read(), at: Date.now() };
      } catch (error) {
        state.value = { ...state.value, problem: asProblem(error) };
      }
    };
    return { reload, set: (data: T) => void (state.value = { data, at: Date.now() }) };
  }, [key]);
  useEffect(() => {
    void load.reload();
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && void load.reload(), everyMs);
    return () => clearInterval(timer);
  }, [key]);
  return { ...state.value, ...load };
}

/**
 * The same for a document that is edited: nothing is shown before it is read. What is edited is then what is saved over, and the edition
 * that goes with it is the one that was shown.
 */
export function useFresh<T>(key: string, read: () => Promise<T>): Load<T> {
  useMemo(() => known.delete(key), [key]);
  return useLoad(key, read);
}

function entry<T>(key: string): Signal<Loaded<T>> {
  const there = known.get(key) ?? signal<Loaded<T>>({});
  known.set(key, there);
  return there;
}

/** A mistake of ours is shown as a problem too, rather than as a page that stands still. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(0, { code: 'console', detail: 'The console could not show this. Reload the page; if it happens again, tell your operator.' });
}
