/** Every screen of the console, and how to come to what is not a screen of its own. */
import type { Page } from 'playwright-core';
import type { LivedIn } from './lived_in.ts';

export interface Screen {
  name: string;
  /** Behind `#/`. */
  path: (clinic: LivedIn) => Promise<string> | string;
  /** What is opened on it. */
  then?: (page: Page) => Promise<void>;
}

const first = async ({ frontdesk, clinic }: LivedIn, path: string): Promise<string> =>
  (await frontdesk.done('GET', path, { token: clinic.admin })).items[0].id;

export const SCREENS: Screen[] = [
  { name: 'today', path: () => '' },
  { name: 'inbox', path: () => 'inbox' },
  { name: 'calls', path: () => 'calls' },
  { name: 'call', path: async (clinic) => `calls/${(await clinic.frontdesk.done('GET', '/api/calls', { token: clinic.clinic.admin })).items.at(-1).id}` },
  { name: 'appointments', path: () => 'appointments' },
  { name: 'appointment', path: async (clinic) => `appointments/${await first(clinic, '/api/appointments?status=confirmed')}` },
  { name: 'new appointment', path: () => 'appointments/new' },
  { name: 'move', path: async (clinic) => `appointments/${await first(clinic, '/api/appointments?status=confirmed')}`, then: (page) => page.getByRole('button', { name: 'Move', exact: true }).click() },
  { name: 'cancel', path: async (clinic) => `appointments/${await first(clinic, '/api/appointments?status=confirmed')}`, then: (page) => page.getByRole('button', { name: 'Cancel this appointment' }).click() },
  { name: 'hours', path: () => 'hours' },
  { name: 'services', path: () => 'services' },
  { name: 'service', path: () => 'services', then: (page) => page.getByRole('button', { name: 'New service' }).click() },
  { name: 'practitioners', path: () => 'practitioners' },
  { name: 'practitioner', path: () => 'practitioners', then: (page) => page.getByRole('button', { name: /^Dr. Kim/ }).click() },
  { name: 'texts', path: () => 'texts' },
  { name: 'wording', path: () => 'texts?show=words' },
  { name: 'knowledge', path: () => 'knowledge' },
  { name: 'team', path: () => 'team' },
  { name: 'missing', path: () => 'nowhere' },
];
