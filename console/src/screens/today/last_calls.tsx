/** The calls that came last. */
import type { JSX } from 'preact';
import type { Call } from '../../api/types.ts';
import { Mark } from '../../kit/states.tsx';
import { to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock, exact } from '../../time.ts';
import { callState } from '../../words.ts';

const SHOWN = 6;

export function LastCalls({ calls }: { calls: Call[] }): JSX.Element | null {
  if (calls.length === 0) return null;
  return (
    <section class="stack tight">
      <div class="row apart"><h2>Last calls</h2><a href={to('calls')}>All calls</a></div>
      <ul class="row">
        {calls.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <a class="pill" href={to(`calls/${encodeURIComponent(one.id)}`)} title={exact(one.started_at, zone.value)}>
              {clock(one.started_at, zone.value)} <Mark state={callState(one)} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
