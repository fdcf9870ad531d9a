/** Trying what the agent would hear, without anything being booked; and finding out why it heard what it heard. */
import type { JSX } from 'preact';
import { Page } from '../../frame/page.tsx';
import { Choices } from '../../kit/fields.tsx';
import { refine, route } from '../../route.ts';
import { Diagnose } from './diagnose.tsx';
import { Rehearse } from './rehearse.tsx';

export function Try(): JSX.Element {
  const shown = route.value.query.get('show') ?? 'call';
  return (
    <Page title="Try it">
      <div class="stack">
        <Choices label="What to try" value={shown} options={[['call', 'A caller'], ['message', 'A captured message']]} choose={(show) => refine({ show })} />
        {shown === 'message' ? <Diagnose /> : <Rehearse />}
      </div>
    </Page>
  );
}
