/**
 * The same with the two further round trips that a booking of Frontdesk makes: one read of D1 beside the calendar's answer, since nothing is
 * booked on stale knowledge, and behind the answer the text, which is marked as being sent before it is and as sent afterwards.
 */
import { Clinic as BareClinic } from './object.mjs';
import { freeBusy, sendText } from './google.mjs';

export { default } from './object.mjs';

export class Clinic extends BareClinic {
  async isBusy(wish) {
    const current = this.env.DB.prepare('SELECT 1 AS is_current FROM appointments WHERE id = ?').bind(wish.calendar);
    const [busy] = await Promise.all([freeBusy(this.env, wish), this.env.DB.batch([current])]);
    return busy;
  }

  async afterwards({ caller }, id) {
    const { sql } = this.ctx.storage;
    sql.exec("DELETE FROM outbox WHERE kind = 'event' AND subject = ?", id);
    sql.exec("UPDATE messages SET body = body || ' ' WHERE appointment = ?", id);
    await sendText(this.env, caller, `Your appointment ${id} is confirmed.`);
    sql.exec("UPDATE messages SET body = trim(body) WHERE appointment = ?", id);
    sql.exec("DELETE FROM outbox WHERE kind = 'text' AND subject = ?", id);
  }
}
