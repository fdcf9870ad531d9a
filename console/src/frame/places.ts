/** The screens, in the order of the rail. */
import type { FunctionComponent } from 'preact';
import { Appointments } from '../screens/appointments/list.tsx';
import { AppointmentPage } from '../screens/appointments/one.tsx';
import { NewAppointment } from '../screens/appointments/new.tsx';
import { Calls } from '../screens/calls/list.tsx';
import { CallPage } from '../screens/calls/one.tsx';
import { Hours } from '../screens/hours/page.tsx';
import { Inbox } from '../screens/inbox.tsx';
import { Knowledge } from '../screens/knowledge/page.tsx';
import { Practitioners } from '../screens/practitioners.tsx';
import { Services } from '../screens/services.tsx';
import { Team } from '../screens/team/page.tsx';
import { Texts } from '../screens/texts/page.tsx';
import { Today } from '../screens/today/page.tsx';

export interface Place {
  /** Behind `#/`; the first screen's is empty. */
  path: string;
  name: string;
  group: 'work' | 'set up';
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
  { path: 'inbox', name: 'Inbox', group: 'work', key: 'i', screen: Inbox },
  { path: 'calls', name: 'Calls', group: 'work', key: 'c', screen: Calls, one: CallPage },
  { path: 'appointments', name: 'Appointments', group: 'work', key: 'a', screen: Appointments, one: AppointmentPage, another: NewAppointment },
  { path: 'hours', name: 'Opening hours', group: 'set up', key: 'h', screen: Hours },
  { path: 'services', name: 'Services', group: 'set up', key: 's', screen: Services },
  { path: 'practitioners', name: 'Practitioners', group: 'set up', key: 'p', screen: Practitioners },
  { path: 'texts', name: 'Texts', group: 'set up', key: 'x', screen: Texts },
  { path: 'knowledge', name: 'Knowledge', group: 'set up', key: 'k', screen: Knowledge },
  { path: 'team', name: 'Team', group: 'set up', key: 'm', screen: Team },
];
