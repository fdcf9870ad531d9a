/** What callers will hear of the opening hours, as they are changed and before they are saved. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { call } from '../../api/client.ts';
import type { Schedule, Schemas } from '../../api/types.ts';

/** How long nothing has to change, in milliseconds, before it is asked. */
const PAUSE_MS = 350;

/** What the model has besides, such as how it names a start, no caller hears. */
const callersPart = (sentence: string): string => sentence.replaceAll(/ \(start [^)]*\)|\s*Today is .*/g, '');

export function Heard({ schedule }: { schedule: Schedule }): JSX.Element {
  const heard = useSignal<Schemas['HoursPreview'] | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  const asked = JSON.stringify(schedule);
  useEffect(() => {
    const asking = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        heard.value = await call('post', '/api/schedule/preview', { body: schedule, signal: asking.signal });
        wrong.value = undefined;
      } catch (error) {
        if (!asking.signal.aborted) wrong.value = (error as Error).message;
      }
    };
    const timer = setTimeout(() => void ask(), heard.value === undefined ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [asked]);
  const { week, first_openings, is_open_now, opens_next } = heard.value ?? {};
  return (
    <section class="notice heard" aria-labelledby="heard">
      <h2 id="heard">What callers will hear</h2>
      {wrong.value !== undefined && <p class="wrong">{wrong.value}</p>}
      {heard.value === undefined && wrong.value === undefined && <div class="bone" style={{ height: '9rem' }} />}
      {week && <p>“{week}”</p>}
      {first_openings && <p>“{callersPart(first_openings)}”</p>}
      {heard.value && <p class="secondary small">{is_open_now ? 'You would be open now.' : opens_next ? `You would open next on ${opens_next}.` : 'You would not open in the coming months.'}</p>}
    </section>
  );
}
