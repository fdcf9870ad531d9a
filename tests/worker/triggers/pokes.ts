/** Changes of which a clinic's object is told. It then reads what the clinic has set, so calls that are no longer to be kept go. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import { swept, type Change } from './change.ts';
import { connectSaved, disconnect } from './routes.ts';

type Step = (frontdesk: Frontdesk, clinic: Clinic) => Promise<unknown>;

/** SQL with the clinic's id in place of its question mark. */
const sql = (statement: string): Step => (frontdesk, { id }) => frontdesk.sql(statement, id);

/** For how many days a clinic keeps its calls. */
const keepFor = (days: number): Step => (frontdesk, { id }) =>
  frontdesk.sql('INSERT INTO assistants (org_id, document) VALUES (?, ?)', id, kept(days));

/** Likewise, where it was set before. */
const keepOnlyFor = (days: number): Step => (frontdesk, { id }) =>
  frontdesk.sql('UPDATE assistants SET document = ?2 WHERE org_id = ?1', id, kept(days));

const kept = (days: number) => JSON.stringify({ call_log: { retention_days: days } });

/** A call that began so many days ago. */
const callOf = (days: number): Step => (frontdesk, { number }) => {
  const startedAt = new Date(Date.now() - days * 86_400_000).toISOString();
  const call = { id: 'call-1', type: 'inboundPhoneCall' };
  const message = { type: 'end-of-call-report', startedAt, endedAt: startedAt, call, phoneNumber: { number } };
  return frontdesk.done('POST', '/api/vapi/webhook', { json: { message } });
};

/** How many calls a clinic has in its log. */
const callsKept = async (frontdesk: Frontdesk, { admin }: Clinic): Promise<number> =>
  (await frontdesk.done('GET', '/api/calls', { token: admin })).items.length;

/** One step after the other. */
const all = (...steps: Step[]): Step => async (frontdesk, clinic) => {
  for (const step of steps) await step(frontdesk, clinic);
};

/** A change of how long calls are kept, of which the object hears by the trigger of that document. */
const ofRetention = (trigger: string, what: string, arrange: Step, act: Step): Change => ({
  trigger,
  what,
  arrange,
  act,
  sees: callsKept,
  before: 1,
  after: 0,
});

/** Another change. The object has not heard that calls are kept for a shorter time now, so what goes shows that it was told. */
const ofElse = (trigger: string, what: string, arrange: Step, act: Step): Change => {
  const unheard = sql('DELETE FROM clinic_pokes WHERE org_id = ?');
  return ofRetention(trigger, what, all(swept(all(keepFor(60), callOf(30))), keepOnlyFor(7), arrange, unheard), act);
};

const nothing: Step = async () => undefined;
const setMessaging = sql('INSERT INTO messaging (org_id, document) VALUES (?, \'{"daily_cap":7}\')');
const setRetention = sql('INSERT INTO retention (org_id, document) VALUES (?, \'{"texts_days":90}\')');
const setBudget = sql('INSERT INTO budgets (org_id, document) VALUES (?, \'{"text_segments":7}\')');
const refuse = sql("UPDATE integration_settings SET status = 'needs_reconnect' WHERE org_id = ?");
const addWebhook = sql(
  `INSERT INTO webhooks (org_id, id, url, events, secrets_sealed, save_id)
   VALUES (?1, ?1, 'https://crm.example.com', '["call.ended"]', 'v2.k1.AAAA', ?1)`,
);

/** The changes, each with what is seen of it. */
export const OF_POKES: Change[] = [
  ofRetention('assistants_poke_insert', 'a time for which calls are kept that is set for the first time', callOf(30), keepFor(7)),
  ofRetention(
    'assistants_poke_update',
    'a time for which calls are kept that becomes shorter',
    swept(all(keepFor(60), callOf(30))),
    keepOnlyFor(7),
  ),
  ofRetention(
    'assistants_poke_delete',
    'a time for which calls are kept that is no longer set, and becomes shorter by that',
    swept(all(keepFor(365), callOf(100))),
    sql('DELETE FROM assistants WHERE org_id = ?'),
  ),
  ofElse('messaging_poke_insert', 'reminders that are set for the first time', nothing, setMessaging),
  ofElse(
    'messaging_poke_update',
    'reminders that change',
    setMessaging,
    sql('UPDATE messaging SET document = \'{"daily_cap":8}\' WHERE org_id = ?'),
  ),
  ofElse(
    'messaging_poke_delete',
    'reminders that are no longer set',
    setMessaging,
    sql('DELETE FROM messaging WHERE org_id = ?'),
  ),
  ofElse('retention_poke_insert', 'a time for which texts are kept that is set for the first time', nothing, setRetention),
  ofElse(
    'retention_poke_update',
    'a time for which texts are kept that changes',
    setRetention,
    sql('UPDATE retention SET document = \'{"texts_days":91}\' WHERE org_id = ?'),
  ),
  ofElse(
    'retention_poke_delete',
    'a time for which texts are kept that is no longer set',
    setRetention,
    sql('DELETE FROM retention WHERE org_id = ?'),
  ),
  ofElse('budgets_poke_insert', 'a budget that is set for the first time', nothing, setBudget),
  ofElse('budgets_poke_update', 'a budget that changes', setBudget, sql('UPDATE budgets SET document = \'{"text_segments":8}\' WHERE org_id = ?')),
  ofElse('budgets_poke_delete', 'a budget that is no longer set', setBudget, sql('DELETE FROM budgets WHERE org_id = ?')),
  ofElse(
    'orgs_poke_update',
    'an org that is suspended, of which its object hears',
    nothing,
    sql("UPDATE orgs SET status = 'suspended' WHERE id = ?"),
  ),
  ofElse(
    'orgs_poke_update',
    'an org whose zone changes, of which its object hears',
    nothing,
    sql("UPDATE orgs SET zone = 'Europe/Berlin' WHERE id = ?"),
  ),
  ofElse('integration_settings_poke_insert', 'an account that is connected', disconnect, connectSaved),
  ofElse(
    'integration_settings_poke_update',
    'an account that works again',
    refuse,
    sql("UPDATE integration_settings SET status = 'connected' WHERE org_id = ?"),
  ),
  ofElse(
    'integration_settings_poke_update',
    'an account whose credentials are replaced',
    nothing,
    sql("UPDATE integration_settings SET credential_id = 'c0000000-0000-4000-8000-000000000001' WHERE org_id = ?"),
  ),
  ofElse(
    'integration_settings_poke_update',
    'an account of which another calendar is chosen',
    nothing,
    sql("UPDATE integration_settings SET settings = json_set(settings, '$.calendar_id', 'other@clinic.example') WHERE org_id = ?"),
  ),
  ofElse('webhooks_poke_insert', 'a webhook that is added', nothing, addWebhook),
  ofElse(
    'webhooks_poke_update',
    'a webhook that is turned off',
    addWebhook,
    sql("UPDATE webhooks SET disabled_at = 1, disabled_reason = 'admin' WHERE org_id = ?"),
  ),
  ofElse('webhooks_poke_delete', 'a webhook that is deleted', addWebhook, sql('DELETE FROM webhooks WHERE org_id = ?')),
  ofElse(
    'integration_settings_poke_delete',
    'an account that is disconnected',
    nothing,
    sql('DELETE FROM integration_settings WHERE org_id = ?'),
  ),
];
