/** What the agent hears, which words were understood and which were not, and what would be booked. */
import type { JSX } from 'preact';
import type { Schemas } from '../../api/types.ts';
import { Mark } from '../../kit/states.tsx';
import { dayName, minutesName, timeName } from '../../time.ts';
import { TOOL_OUTCOMES } from '../../words.ts';

type Heard = Schemas['TriedTool'];

/** What stands in a sentence for the model alone, such as "(start 2026-12-03T09:30)". */
const FOR_THE_MODEL = /(\(start [^)]*\)|Today is .*)/;

export function HeardReply({ heard }: { heard: Heard }): JSX.Element {
  const { says, outcome, is_understood, words, appointment } = heard;
  return (
    <div class="stack">
      <blockquote class="says">{says.split(FOR_THE_MODEL).map((part, at) => (at % 2 === 0 ? part : <small key={at}>{part}</small>))}</blockquote>
      <p>{is_understood ? <Mark state={TOOL_OUTCOMES[outcome] ?? { word: outcome, tone: 'quiet' }} /> : <Mark state={{ word: 'Not understood, so the agent asks', tone: 'attention' }} wraps />}</p>
      {appointment && <Would appointment={appointment} />}
      {words.length > 0 && <dl class="facts">{words.map((one) => <Words key={one.argument} words={one} />)}</dl>}
    </div>
  );
}

function Would({ appointment }: { appointment: NonNullable<Heard['appointment']> }): JSX.Element {
  const [day = '', time = ''] = appointment.start_local.split('T');
  const about = [appointment.service, appointment.practitioner, appointment.patient_name].filter(Boolean).join(' · ');
  return <p class="notice good"><span><strong>It would be {dayName(day)} at {timeName(time)}</strong>, {minutesName(appointment.minutes)}{about && ` · ${about}`}. Nothing was booked.</span></p>;
}

function Words({ words: { argument, used, ignored, in_the_way } }: { words: Schemas['TriedWords'] }): JSX.Element {
  return (
    <div>
      <dt>{argument.replaceAll('_', ' ')}</dt>
      <dd class="row">
        {used.map((word) => <Mark key={word} state={{ word, tone: 'good' }} />)}
        {in_the_way.map((word) => <span key={word}><Mark state={{ word, tone: 'bad' }} /> <span class="secondary small">is in the way</span></span>)}
        {ignored.map((word) => <span key={word}><Mark state={{ word, tone: 'quiet' }} /> <span class="secondary small">changes nothing</span></span>)}
      </dd>
    </div>
  );
}
