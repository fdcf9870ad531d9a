/** A clinic that can do everything, and what its object, Google and Twilio hold of it. */
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { DEMO_TWILIO } from '../../../sandbox/demo.ts';
import type { FaultSpec } from '../../../sandbox/faults.ts';
import type { Message, StoredEvent } from '../../../sandbox/state.ts';
import { instantAt } from '../../../sandbox/zones.ts';
import { control } from '../../sandbox/fixture.ts';
import { workday, ZONE, type Clinic, type Frontdesk, type Org } from '../fixture.ts';
import { Call, type Line } from './call.ts';

/** A row of a table, by its columns. */
export type Row = Record<string, any>;

/** Adds a clinic with a calendar, a Twilio account of its own, and a calendar for each practitioner that is named. */
export async function practice(frontdesk: Frontdesk, practitioners: string[] = [], org?: Org): Promise<Practice> {
  const clinic = await frontdesk.clinic(undefined, org);
  const accountSid = await openAccount(frontdesk, clinic);
  const calendars = practitioners.length > 0 ? [] : [clinic.calendarId];
  for (const name of practitioners) calendars.push(await employ(frontdesk, clinic, name));
  return new Practice(frontdesk, clinic, accountSid, calendars);
}

/** One whose route and token this isolate has, because it was called before. */
export async function calledPractice(frontdesk: Frontdesk, practitioners?: string[]): Promise<Practice> {
  const clinic = await practice(frontdesk, practitioners);
  await clinic.call().use('check', { date: workday() });
  return clinic;
}

/** Puts faults in force until the test ends. */
export function faulty(t: TestContext, { sandbox }: Frontdesk, ...faults: FaultSpec[]): void {
  t.after(() => sandbox.faults.clear());
  for (const fault of faults) sandbox.faults.add(fault);
}

async function openAccount(frontdesk: Frontdesk, clinic: Clinic): Promise<string> {
  const sid = `AC${clinic.id.replaceAll('-', '')}`;
  const authToken = randomBytes(16).toString('hex');
  await control(frontdesk.sandbox, 'PUT', `/twilio/accounts/${sid}`, { authToken });
  await control(frontdesk.sandbox, 'PUT', `/twilio/accounts/${sid}/numbers/${DEMO_TWILIO.fromNumber}`, {});
  const json = { account_sid: sid, auth_token: authToken, from_number: DEMO_TWILIO.fromNumber };
  await frontdesk.done('PUT', '/api/integrations/twilio', { token: clinic.admin, json });
  return sid;
}

async function employ(frontdesk: Frontdesk, clinic: Clinic, name: string): Promise<string> {
  const id = `${name.toLowerCase()}.${clinic.calendarId}`;
  const settings = { timeZone: ZONE, access: { [`${clinic.id}@clinic.example.com`]: 'owner' } };
  await control(frontdesk.sandbox, 'PUT', `/google/calendars/${encodeURIComponent(id)}`, settings);
  await frontdesk.done('POST', '/api/practitioners', { token: clinic.admin, json: { name, calendar_id: id } });
  return id;
}

/** One such clinic. */
export class Practice {
  /** Where it is served; another after a restart that a test makes by hand. */
  frontdesk: Frontdesk;
  readonly clinic: Clinic;
  readonly accountSid: string;
  /** Google's ids of the calendars that take bookings. */
  readonly calendars: string[];

  constructor(frontdesk: Frontdesk, clinic: Clinic, accountSid: string, calendars: string[]) {
    this.frontdesk = frontdesk;
    this.clinic = clinic;
    this.accountSid = accountSid;
    this.calendars = calendars;
  }

  /** Somebody calls; a stranger unless said otherwise. */
  call(line: Partial<Line> = {}): Call {
    return new Call(this.frontdesk, { called: this.clinic.number, ...line });
  }

  /** Its appointments and holds, by start and then by age. */
  appointments(): Promise<Row[]> {
    return this.#rows('appointments', 'starts_at, id');
  }

  /** Those that take their time. */
  async active(): Promise<Row[]> {
    const now = Date.now() / 1000;
    const takes = ({ status, hold_expires_at }: Row) => status === 'confirmed' || (status === 'held' && hold_expires_at > now);
    return (await this.appointments()).filter(takes);
  }

  messages(): Promise<Row[]> {
    return this.#rows('messages', 'created_at, id');
  }

  receipts(): Promise<Row[]> {
    return this.#rows('receipts', 'rowid');
  }

  audit(): Promise<Row[]> {
    return this.#rows('audit', 'id');
  }

  /** Work that is left for Google and Twilio; reminders, which wait for their day, are none. */
  async work(): Promise<Row[]> {
    return (await this.#rows('outbox', 'id')).filter(({ kind }) => kind !== 'sms.remind');
  }

  /** The events that its calendars show, with the calendar of each. */
  events(): (StoredEvent & { calendarId: string })[] {
    return this.calendars.flatMap((calendarId) =>
      Object.values(this.frontdesk.sandbox.state.google.calendars[calendarId]?.events ?? {})
        .filter(({ status }) => status !== 'cancelled')
        .map((event) => ({ ...event, calendarId })),
    );
  }

  /** The texts that Twilio has taken from it, oldest first. */
  texts(): Message[] {
    return Object.values(this.frontdesk.sandbox.state.twilio.messages).filter(
      ({ accountSid }) => accountSid === this.accountSid,
    );
  }

  /** How many there are of everything that one booking leaves behind. */
  async counts(): Promise<{ rows: number; events: number; texts: number; receipts: number }> {
    const [active, receipts] = await Promise.all([this.active(), this.receipts()]);
    return { rows: active.length, events: this.events().length, texts: this.texts().length, receipts: receipts.length };
  }

  #rows(table: string, order: string): Promise<Row[]> {
    return this.frontdesk.clinicSql(this.clinic.id, `SELECT * FROM ${table} ORDER BY ${order}`);
  }
}

/** The instant of a local start in seconds, as rows have it. */
export const secondsOf = (start: string): number => instantAt(start, ZONE) / 1000;
