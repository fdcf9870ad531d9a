/** What callers will hear of the opening hours, as they are changed. */
import type { JSX } from 'preact';
import { hoursInWords } from './week.tsx';
import type { HoursValues } from './page.tsx';

export function Heard({ values }: { values: HoursValues }): JSX.Element {
  return (
    <div class="notice">
      <h3>In words</h3>
      <p>{hoursInWords(values.weekly)}.</p>
    </div>
  );
}
