/** What needs a person, in words, each with the one button that mends it. */
import type { JSX } from 'preact';
import type { Schemas } from '../../api/types.ts';
import { Shape } from '../../kit/icons.tsx';
import { When } from '../../kit/parts.tsx';
import { to } from '../../route.ts';
import type { Tone } from '../../words.ts';

type Item = Schemas['AttentionItem'];

export const SEVERITIES: Record<Item['severity'], { word: string; tone: Tone }> = {
  critical: { word: 'Callers notice it now', tone: 'bad' },
  warning: { word: 'Do it soon', tone: 'attention' },
  notice: { word: 'Not set up', tone: 'quiet' },
};

const TITLES: Record<Item['code'], string> = {
  urgent_messages: 'Somebody has an emergency',
  call_not_answered: 'A call was not answered',
  suspended: 'Calls are not answered',
  calendar_needs_reconnect: 'Google lost the connection',
  calendar_unreadable: 'A calendar cannot be read',
  calendar_not_connected: 'No calendar is connected',
  no_hours: 'No opening hours are set',
  never_open: 'You are never open',
  texts_need_reconnect: 'Twilio lost the connection',
  voice_needs_reconnect: 'Vapi lost the connection',
  work_given_up: 'Something could not be done',
  texts_undelivered: 'Texts did not arrive',
  texts_capped: 'Texts were not sent',
  number_disputed: 'Another clinic wants a number',
  texts_budget_spent: 'The budget of texts is used up',
  calls_budget_spent: 'The budget of calls is used up',
  texts_budget_near: 'The budget of texts is nearly used up',
  calls_budget_near: 'The budget of calls is nearly used up',
  webhook_disabled: 'Another system is told nothing',
  number_without_assistant: 'Nobody answers your number',
  service_without_practitioner: 'Nobody does a service',
  practitioner_without_service: 'Somebody does no service',
  alarm_failed: 'Work at the clinic fails',
  asleep: 'The clinic does not wake up',
  no_number: 'No number yet',
  texts_not_connected: 'No texts are sent',
  nobody_takes_over: 'Nobody takes over calls',
  nobody_is_told_of_messages: 'Nobody is told of messages',
};

/** Where an action is done, and what its button says. */
const ACTIONS: Record<Item['action'], [label: string, path: string]> = {
  call_back: ['Read the messages', 'inbox'],
  activate: ['See who can change that', 'team'],
  reconnect: ['Reconnect', 'connect'],
  test_calendars: ['Test the calendars', 'connect'],
  connect_calendar: ['Connect a calendar', 'connect'],
  set_hours: ['Set opening hours', 'hours'],
  retry_work: ['See what is left', 'attention'],
  read_texts: ['Read these texts', 'texts?status=undelivered'],
  raise_daily_cap: ['Change the limit', 'texts?show=words'],
  prove_numbers: ['Prove your numbers', 'connect?step=number'],
  read_usage: ['See what was used', 'usage'],
  read_deliveries: ['See what failed', 'systems'],
  choose_assistant: ['Choose who answers', 'connect'],
  assign_services: ['Say who does what', 'practitioners'],
  read_log: ['See what is left', 'attention'],
  read_calls: ['See the calls', 'calls'],
  add_number: ['Add a number', 'connect'],
  connect_texts: ['Connect Twilio', 'connect'],
  name_who_takes_over: ['Name somebody', 'connect'],
  name_staff: ['Name somebody', 'texts?show=words'],
};

export function ItemView({ item }: { item: Item }): JSX.Element {
  const { word, tone } = SEVERITIES[item.severity];
  const [label, path] = ACTIONS[item.action];
  return (
    <div class={`attention-item ${tone}`}>
      <span class="mark"><Shape tone={tone} /><span class="unseen">{word}: </span></span>
      <div>
        <p><strong>{TITLES[item.code]}{item.count > 1 && ` (${item.count})`}</strong>{item.since && <span class="secondary small"> <When at={item.since} /></span>}</p>
        <p class="small">{item.detail}</p>
      </div>
      <a class="button small" href={to(path)} aria-label={`${label}: ${TITLES[item.code]}`}>{label}</a>
    </div>
  );
}

export const titleOf = ({ code }: Pick<Item, 'code'>): string => TITLES[code];
