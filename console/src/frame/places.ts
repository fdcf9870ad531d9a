/** The screens, in the order of the rail. */
import type { FunctionComponent } from 'preact';
import { Appointments } from '../screens/appointments/list.tsx';
import { AppointmentPage } from '../screens/appointments/one.tsx';
import { NewAppointment } from '../screens/appointments/new.tsx';
import { Attention } from '../screens/attention/page.tsx';
import { Calls } from '../screens/calls/list.tsx';
import { CallPage } from '../screens/calls/one.tsx';
import { Connect } from '../screens/connect/page.tsx';
import { Hours } from '../screens/hours/page.tsx';
import { Inbox } from '../screens/inbox.tsx';
import { Knowledge } from '../screens/knowledge/page.tsx';
import { Report } from '../screens/report/page.tsx';
import { UsagePage } from '../screens/report/usage.tsx';
import { AllClinics } from '../screens/operator/page.tsx';
import { Practitioners } from '../screens/practitioners.tsx';
import { Services } from '../screens/services.tsx';
import { Systems } from '../screens/systems/page.tsx';
import { Team } from '../screens/team/page.tsx';
import { Texts } from '../screens/texts/page.tsx';
import { Today } from '../screens/today/page.tsx';
import { Try } from '../screens/try/page.tsx';

export interface Place {
  /** Behind `#/`; the first screen's is empty. */
  path: string;
  name: string;
  group: 'work' | 'set up' | 'operator';
  /** The letter that leads there after `g`. */
  key?: string;
  screen: FunctionComponent;
  /** One of what the screen lists, behind its path. */
  one?: FunctionComponent<{ id: string }>;
  /** A form for another one, at `…/new`. */
  another?: FunctionComponent;
}

export const PLACES: Place[] = [
  { path: '', name: 'Today', group: 'work', key: 't', screen: Today },
  { path: 'attention', name: 'Needs attention', group: 'work', key: 'n', screen: Attention },
  { path: 'inbox', name: 'Inbox', group: 'work', key: 'i', screen: Inbox },
  { path: 'calls', name: 'Calls', group: 'work', key: 'c', screen: Calls, one: CallPage },
  { path: 'appointments', name: 'Appointments', group: 'work', key: 'a', screen: Appointments, one: AppointmentPage, another: NewAppointment },
  { path: 'report', name: 'Report', group: 'work', key: 'r', screen: Report },
  { path: 'usage', name: 'Usage', group: 'work', key: 'u', screen: UsagePage },
  { path: 'hours', name: 'Opening hours', group: 'set up', key: 'h', screen: Hours },
  { path: 'services', name: 'Services', group: 'set up', key: 's', screen: Services },
  { path: 'practitioners', name: 'Practitioners', group: 'set up', key: 'p', screen: Practitioners },
  { path: 'texts', name: 'Texts', group: 'set up', key: 'x', screen: Texts },
  { path: 'knowledge', name: 'Knowledge', group: 'set up', key: 'k', screen: Knowledge },
  { path: 'connect', name: 'Connect', group: 'set up', key: 'o', screen: Connect },
  { path: 'systems', name: 'Other systems', group: 'set up', key: 'e', screen: Systems },
  { path: 'try', name: 'Try it', group: 'set up', key: 'y', screen: Try },
  { path: 'team', name: 'Team', group: 'set up', key: 'm', screen: Team },
  { path: 'clinics', name: 'All clinics', group: 'operator', screen: AllClinics },
];

/** Those that somebody has: an operator who has chosen no clinic has only theirs. */
export const placesOf = (isOperator: boolean, hasClinic: boolean): Place[] =>
  PLACES.filter(({ group }) => (group === 'operator' ? isOperator : hasClinic));
