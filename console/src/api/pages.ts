/** Lists that go on: one page after the other under one heading. */
import { useSignal } from '@preact/signals';
import { asProblem, useLoad, type Load } from './load.ts';
import type { Problem } from './client.ts';

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface Pages<T> extends Load<Page<T>> {
  /** Reads the next page, if there is one. */
  more?: () => Promise<void>;
  moreProblem?: Problem;
}

/** @param read  Answers the page behind a cursor, or the first. */
export function usePages<T>(key: string, read: (cursor?: string) => Promise<Page<T>>): Pages<T> {
  const load = useLoad(key, () => read());
  const failed = useSignal<Problem | undefined>(undefined);
  const { data } = load;
  const cursor = data?.next_cursor ?? undefined;
  const more = async (): Promise<void> => {
    try {
      const next = await read(cursor);
      load.set({ ...next, items: [...(data?.items ?? []), ...next.items] });
      failed.value = undefined;
    } catch (error) {
      failed.value = asProblem(error);
    }
  };
  return { ...load, ...(cursor !== undefined && { more }), moreProblem: failed.value };
}
