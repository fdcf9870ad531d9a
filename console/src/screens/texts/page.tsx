/** Texts: what went out, and what they say. */
import type { JSX } from 'preact';
import { Page } from '../../frame/page.tsx';
import { Choices } from '../../kit/fields.tsx';
import { refine, route } from '../../route.ts';
import { TextLog } from './log.tsx';
import { Wording } from './wording.tsx';

export function Texts(): JSX.Element {
  const tab = route.value.query.get('show') ?? 'sent';
  return (
    <Page title="Texts">
      <div class="stack">
        <Choices label="What to show" value={tab} options={[['sent', 'Sent'], ['words', 'What they say']]} choose={(show) => refine({ show, status: undefined })} />
        {tab === 'words' ? <Wording /> : <TextLog />}
      </div>
    </Page>
  );
}
