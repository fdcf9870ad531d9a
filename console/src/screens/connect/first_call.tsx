/** The last step waits for a call, and turns green by itself. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { useLoad } from '../../api/load.ts';
import { Mark } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock, shortDay } from '../../time.ts';
import { callState } from '../../words.ts';
import { useNumbers } from './number.tsx';
import { readSetUp } from './set_up.ts';

const ASKED_EVERY_MS = 3_000;

export function FirstCall(): JSX.Element {
  const number = useNumbers().data?.items.find(({ is_active }) => is_active)?.inbound_phone_number ?? undefined;
  const calls = useLoad('calls any', () => call('get', '/api/calls', { query: { limit: 1 } }));
  const last = calls.data?.items[0];
  const ask = (): void => void Promise.all([calls.reload(), readSetUp()]);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && ask(), ASKED_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="stack" role="status">
      {number ? <p class="call-now">Call <a href={`tel:${number}`}>{phone(number)}</a> now, and ask for an appointment.</p> : <p class="secondary">First give the clinic a number.</p>}
      {last
        ? <p class="notice good"><span><Mark state={{ word: 'A call came in', tone: 'good' }} /> <a href={to(`calls/${encodeURIComponent(last.id)}`)}>{shortDay(last.started_at, zone.value)}, {clock(last.started_at, zone.value)}</a>: {callState(last).word.toLowerCase()}.</span></p>
        : number && <p class="secondary">This page is waiting for it, and says so as soon as it comes.</p>}
    </div>
  );
}
