/** Every screen of the console, and how to come to what is not a screen of its own. */
import type { Page } from 'playwright-core';
import { addDays } from '../../sandbox/zones.ts';
import type { LivedIn } from './lived_in.ts';

export type Visitor = 'admin' | 'platform' | 'nobody';

export interface Screen {
  name: string;
  /** Behind `#/`. */
  path: (clinic: LivedIn) => Promise<string> | string;
  /** Who looks; somebody of the clinic who may change it when absent. */
  as?: Visitor;
  /** What is opened on it. */
  then?: (page: Page) => Promise<void>;
}

const first = async ({ frontdesk, clinic }: LivedIn, path: string): Promise<string> =>
  (await frontdesk.done('GET', path, { token: clinic.admin })).items[0].id;

async function openAccount(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: 'More' });
  if (await more.isVisible()) await more.click();
  await page.getByRole('button', { name: 'tests', exact: true }).click();
}

/** The step of a calendar that is connected, for which none waits. */
async function connectedCalendar({ frontdesk }: LivedIn): Promise<string> {
  await frontdesk.sql('DELETE FROM pending_connections');
  return 'connect?step=calendar';
}

/** Through Google's page and back, as an account of which a calendar is to be chosen. */
async function consent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect Google again' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel("The clinic's calendar").waitFor();
}

/** Another clinic asks for this one's number; however often this is done. */
async function disputed({ frontdesk, clinic }: LivedIn): Promise<string> {
  const [known] = await frontdesk.sql("SELECT id FROM claim_disputes WHERE status = 'open'");
  if (known) return 'clinics';
  const other = await frontdesk.org('Elm Dental');
  const json = { inbound_phone_number: clinic.number, clinic_name: other.name };
  await frontdesk.call('POST', '/api/inbound/phone-mappings', { token: other.admin, json });
  return 'clinics';
}

export const SCREENS: Screen[] = [
  { name: 'today', path: () => '' },
  { name: 'another day', path: ({ today }) => `?day=${addDays(today, 1)}` },
  { name: 'attention', path: () => 'attention' },
  { name: 'inbox', path: () => 'inbox' },
  { name: 'calls', path: () => 'calls' },
  { name: 'call', path: async (clinic) => `calls/${(await clinic.frontdesk.done('GET', '/api/calls', { token: clinic.clinic.admin })).items.at(-1).id}` },
  { name: 'appointments', path: () => 'appointments' },
  { name: 'appointment', path: async (clinic) => `appointments/${await first(clinic, '/api/appointments?status=confirmed')}` },
  { name: 'new appointment', path: () => 'appointments/new' },
  { name: 'move', path: async (clinic) => `appointments/${await first(clinic, '/api/appointments?status=confirmed')}`, then: (page) => page.getByRole('button', { name: 'Move', exact: true }).click() },
  { name: 'cancel', path: async (clinic) => `appointments/${await first(clinic, '/api/appointments?status=confirmed')}`, then: (page) => page.getByRole('button', { name: 'Cancel this appointment' }).click() },
  { name: 'report', path: () => 'report' },
  { name: 'report as a table', path: () => 'report', then: (page) => page.getByText('Show as a table').first().click() },
  { name: 'usage', path: () => 'usage' },
  { name: 'budget', path: () => 'usage', then: (page) => page.getByText('Change the budget').click() },
  { name: 'hours', path: () => 'hours' },
  { name: 'services', path: () => 'services' },
  { name: 'service', path: () => 'services', then: (page) => page.getByRole('button', { name: 'New service' }).click() },
  { name: 'practitioners', path: () => 'practitioners' },
  { name: 'practitioner', path: () => 'practitioners', then: (page) => page.getByRole('button', { name: /^Dr. Kim/ }).click() },
  { name: 'texts', path: () => 'texts' },
  { name: 'wording', path: () => 'texts?show=words' },
  { name: 'knowledge', path: () => 'knowledge' },
  { name: 'connect', path: () => 'connect' },
  { name: 'connect number', path: () => 'connect?step=number' },
  { name: 'connect google', path: connectedCalendar },
  { name: 'google refused', path: () => 'connect?step=calendar&google=missing&missing=events,list' },
  { name: 'choose calendar', path: () => 'connect?step=calendar', then: consent },
  { name: 'connect twilio', path: () => 'connect?step=texts' },
  { name: 'connect vapi', path: () => 'connect?step=voice' },
  { name: 'other systems', path: () => 'systems' },
  { name: 'another system', path: () => 'systems', then: (page) => page.getByRole('button', { name: 'Add a system' }).click() },
  { name: 'try', path: () => 'try', then: async (page) => {
    await page.getByRole('button', { name: 'What is free next Thursday afternoon?' }).click();
    await page.locator('.says').waitFor();
  } },
  { name: 'try booking', path: () => 'try', then: async (page) => {
    await page.getByRole('button', { name: 'Tomorrow at 9:30' }).click();
    await page.locator('.says').waitFor();
  } },
  { name: 'diagnose', path: () => 'try?show=message' },
  { name: 'team', path: () => 'team' },
  { name: 'found', path: () => 'appointments?find=lee' },
  { name: 'invite', path: () => 'team', then: (page) => page.getByRole('button', { name: 'Invite somebody' }).click() },
  { name: 'account', path: () => '', then: openAccount },
  { name: 'all clinics', path: () => 'clinics', as: 'platform' },
  { name: 'disputes', path: disputed, as: 'platform', then: (page) => page.getByRole('heading', { name: 'Numbers that two clinics want' }).waitFor() },
  { name: 'decide', path: disputed, as: 'platform', then: (page) => page.getByRole('button', { name: /^Decide about/ }).click() },
  { name: 'new clinic', path: () => 'clinics', as: 'platform', then: (page) => page.getByRole('button', { name: 'New clinic' }).click() },
  { name: 'door', path: () => '', as: 'nobody' },
  { name: 'missing', path: () => 'nowhere' },
];
