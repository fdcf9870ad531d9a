/** Who of the staff is texted when a caller leaves a message. */
import type { JSX } from 'preact';
import type { Schemas } from '../../api/types.ts';
import { Shape } from '../../kit/icons.tsx';

type StaffMember = Schemas['StaffMember'];

interface StaffListProps {
  staff: StaffMember[];
  change: (staff: StaffMember[]) => void;
  wrong?: string;
}

export function StaffList({ staff, change, wrong }: StaffListProps): JSX.Element {
  const put = (at: number, part: Partial<StaffMember>): void => change(staff.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <div class="stack tight">
      {staff.length === 0 && <p class="secondary">Nobody is texted: messages wait in the inbox until somebody looks.</p>}
      {staff.map((one, at) => (
        <div key={at} class="row">
          <input class="input grow" type="tel" aria-label="Number" placeholder="+1 555 010 0100" required value={one.number} onInput={(event) => put(at, { number: event.currentTarget.value })} />
          <select class="input grow" aria-label="Of which messages" value={one.urgency_at_least ?? 'routine'} onChange={(event) => put(at, { urgency_at_least: event.currentTarget.value as StaffMember['urgency_at_least'] })}>
            <option value="routine">Every message</option>
            <option value="soon">Soon and emergencies</option>
            <option value="emergency">Emergencies only</option>
          </select>
          <select class="input grow" aria-label="When" value={one.hours ?? 'always'} onChange={(event) => put(at, { hours: event.currentTarget.value as StaffMember['hours'] })}>
            <option value="always">At any hour</option>
            <option value="open">While you are open</option>
          </select>
          <button type="button" class="button quiet" aria-label={`Remove ${one.number || 'this number'}`} onClick={() => change(staff.filter((_, index) => index !== at))}>Remove</button>
        </div>
      ))}
      <div><button type="button" class="button" onClick={() => change([...staff, { number: '' }])}>Add a number</button></div>
      {wrong && <p class="wrong" role="alert"><span class="mark"><Shape tone="bad" /></span>{wrong}</p>}
    </div>
  );
}
