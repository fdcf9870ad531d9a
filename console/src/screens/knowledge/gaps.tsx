/** What callers asked and nothing is written down about. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad } from '../../api/load.ts';
import { dayShort } from '../../time.ts';
import { count } from '../../words.ts';

export function Gaps({ write }: { write: (question: string) => void }): JSX.Element | null {
  const { data } = useLoad('gaps', () => call('get', '/api/knowledge/gaps', { query: { limit: 5 } }));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section class="notice attention">
      <h2>Callers asked, and nothing is written down</h2>
      <ul class="stack tight">
        {data.items.map((gap) => (
          <li key={`${gap.day}${gap.question}`} class="row apart">
            <span>“{gap.question}” <span class="secondary small">{dayShort(gap.day)}, {count(gap.times, 'time')}</span></span>
            <button type="button" class="button small" aria-label={`Answer it: ${gap.question}`} onClick={() => write(gap.question)}>Answer it</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
