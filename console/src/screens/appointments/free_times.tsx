/** The times that are free on a day, as the agent would offer them. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/types.ts';
import { timeName } from '../../time.ts';

interface FreeTimesProps {
  day: string;
  service: string | undefined;
  practitioner: string | undefined;
  chosen: string;
  choose: (time: string) => void;
}

export function FreeTimes({ day, service, practitioner, chosen, choose }: FreeTimesProps): JSX.Element | null {
  const found = useSignal<Schemas['TriedTool'] | undefined>(undefined);
  useEffect(() => {
    const asking = new AbortController();
    const args = { date: day, ...(service && { service }), ...(practitioner && { practitioner }) };
    // Whoever cannot be told what is free can still type a time.
    call('post', '/api/try', { body: { tool: 'check_availability', arguments: args as never }, signal: asking.signal }).then((answer) => (found.value = answer), () => undefined);
    return () => asking.abort();
  }, [day, service, practitioner]);
  const { starts = [], total_starts = 0, says } = found.value ?? {};
  const times = starts.filter((start) => start.startsWith(day)).map((start) => start.slice(11, 16));
  if (found.value === undefined) return <div class="free" />;
  return (
    <div class="free row" role="group" aria-label="Free times">
      {times.length === 0 ? <p class="secondary small">{says}</p> : <span class="secondary small">Free:</span>}
      {times.map((time) => <button key={time} type="button" class="pill" aria-pressed={time === chosen} onClick={() => choose(time)}>{timeName(time)}</button>)}
      {times.length > 0 && total_starts > times.length && <span class="secondary small">and {total_starts - times.length} more</span>}
    </div>
  );
}
