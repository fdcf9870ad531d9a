/** What a change would do to bookings that stand, before it is made. */
import type { ComponentChildren, JSX } from 'preact';
import type { Problem } from '../api/client.ts';
import { to } from '../route.ts';
import { zone } from '../session.ts';
import { clock, longDay } from '../time.ts';
import { count } from '../words.ts';

interface Booking {
  id: string;
  starts_at: string;
  service?: string | null;
  practitioner?: string | null;
}

const SHOWN = 5;

/** Whether a refusal asks for a second look rather than for another value. */
export const isHarm = ({ code }: Problem): boolean => code === 'harms_bookings';

export function Harm({ problem, children }: { problem: Problem; children?: ComponentChildren }): JSX.Element {
  const bookings = (problem.document.bookings ?? []) as Booking[];
  const all = Number(problem.document.booking_count ?? bookings.length);
  return (
    <div class="notice attention" role="alert">
      <h3>{count(all, 'booking is', 'bookings are')} in the way</h3>
      <p>{problem.message}</p>
      <ul class="small">
        {bookings.slice(0, SHOWN).map((one) => <li key={one.id}><a href={to(`appointments/${one.id}`)}>{longDay(one.starts_at, zone.value)} at {clock(one.starts_at, zone.value)}</a> {[one.service, one.practitioner].filter(Boolean).join(' · ')}</li>)}
        {all > SHOWN && <li class="secondary">and {all - SHOWN} more</li>}
      </ul>
      {children && <div>{children}</div>}
    </div>
  );
}
