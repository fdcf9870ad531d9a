/**
 * Bookings at twenty clinics. Every booking is of a slot of its own, and every answer has to be that booking. Beside them: the round
 * trips that a booking cannot do without (peers/booking), over D1 and over an object for each clinic; holds; and callers who come too
 * late.
 *
 * Google and Twilio are played by vendors.mjs, which remembers nothing, so that what is measured is Frontdesk; one row has the sandbox
 * in their place.
 */
import { startBareClinics, startSandboxClinics } from '../clinics.mjs';
import { ORGS, numberOf, orgId } from '../dataset.mjs';
import { inClinic } from '../frontdesk.mjs';
import { drive } from '../load.mjs';
import { startD1Peer, startObjectPeer, startWholePeer } from '../round_trips.mjs';
import { interleave } from '../rounds.mjs';
import { ratio, summary } from '../stats.mjs';
import { milliseconds, perSecond, percent, times } from '../table.mjs';
import { FULL } from '../vendors.mjs';
import { BOOKED, HELD, NOT_FREE, caller, dateAfter, slot, startOn, wish } from '../visits.mjs';

/** Callers at a time, and of those who come too late. */
const CALLERS = [1, 4, 16];
const LATE_CALLERS = [1, 16];
/** Callers who want one slot at once, and the name by which they are counted. */
const RIVALS = 16;
const RIVAL = 'Rae Rival';
/** The clinic whose calendar Google shows as busy, and the one of which only the table knows that a slot is taken. */
const FULL_IN_GOOGLE = ORGS - 1;
const FULL_IN_TABLE = ORGS - 2;
const TAKEN = startOn(dateAfter(3), 4);
/** The peers, and of the latter's throughput what bookings should reach at least. */
const OVER_D1 = 'round trips over D1';
const OVER_OBJECTS = 'round trips over objects';
const WHOLE = 'the same, a read of D1 and the text';
const LEAST_SHARE = 0.5;
const BOOKINGS = 'booked';

export async function booking({ lifetime, options }) {
  const shorter = { ...options, seconds: options.seconds / 2 };
  const { vendors, ...frontdesk } = await startBareClinics(lifetime, options.via, calendarOf);
  const overD1 = await startD1Peer(lifetime, options.via, vendors);
  const overObjects = await startObjectPeer(lifetime, options.via, vendors);
  const whole = await startWholePeer(lifetime, options.via, vendors);
  const sandbox = await startSandboxClinics(lifetime, options.via);
  await takeSlot(frontdesk);

  const race = contest();
  const entrants = [
    ...entrantsOf(OVER_D1, CALLERS, overD1, wishes('book', BOOKED)),
    ...entrantsOf(OVER_OBJECTS, CALLERS, overObjects, wishes('book', BOOKED)),
    ...entrantsOf(WHOLE, CALLERS, whole, wishes('book', BOOKED)),
    ...entrantsOf(BOOKINGS, CALLERS, frontdesk, wishes('book', BOOKED)),
    ...entrantsOf('booked, over the sandbox', [16], sandbox, wishes('book', BOOKED)),
    ...entrantsOf('held', CALLERS, frontdesk, wishes('reserve', HELD), () => forgetHolds(frontdesk)),
    ...entrantsOf('refused, Google shows it', LATE_CALLERS, frontdesk, refusals(FULL_IN_GOOGLE)),
    ...entrantsOf('refused by the table', LATE_CALLERS, frontdesk, refusals(FULL_IN_TABLE)),
    ...entrantsOf('rivals for one slot', [RIVALS], frontdesk, race.exchange),
  ];
  const samples = await interleave(entrants, shorter);
  return {
    title: 'Bookings at twenty clinics',
    notes: [
      `measurements of ${shorter.seconds} s; every answer is checked to be the booking, the hold or the refusal that it has to be`,
      'the round trips alone, in bare JavaScript Workers: freeBusy, one D1 batch of one INSERT or one transaction of seven statements in the clinic’s object, events.insert',
      'the same, a read of D1 and the text: what a booking of Frontdesk makes besides, D1 beside freeBusy and the text behind the answer',
      'rivals: each slot is asked for by sixteen callers at once, of whom one books it',
    ],
    columns: ['callers at a time', 'req/s', 'lowest-highest', 'p50 ms', 'p99 ms', 'of those over D1', 'of those over objects', 'of the whole', 'client busy'],
    rows: entrants.map((entrant) => row(entrant, samples)),
    aims: [exclusive(await bookedByRivals(frontdesk), race.slots()), ...CALLERS.map((count) => share(count, samples))],
    samples: Object.fromEntries(samples),
  };
}

const calendarOf = (org) => (org === FULL_IN_GOOGLE ? FULL : `calendar-${org}`);

const nameOf = (what, count) => `${what}, ${count}`;

function entrantsOf(what, counts, { target }, exchange, before) {
  return counts.map((connections) => ({ name: nameOf(what, connections), target, exchange, connections, before }));
}

/** Numbers whoever calls and whatever is asked for, over all measurements. */
const next = { caller: 0, slot: 0 };

/** Somebody new, for a slot that nobody has asked for. */
function wishes(tool, says) {
  return () => {
    const { called, start } = slot(next.slot++);
    return wish(tool, start, caller(next.caller++, called), says(start));
  };
}

/** Somebody new, for what somebody else has. */
const refusals = (org) => () => wish('book', TAKEN, caller(next.caller++, numberOf(org)), NOT_FREE);

/** Somebody new, for a slot that as many as there are callers at a time ask for. */
function contest() {
  const wanted = [];
  let asked = 0;
  const exchange = () => {
    if (asked++ % RIVALS === 0) wanted.push(slot(next.slot++));
    const { called, start } = wanted.at(-1);
    const either = new RegExp(`${BOOKED(start).source}|${NOT_FREE.source}`);
    return wish('book', start, caller(next.caller++, called), either, RIVAL);
  };
  return { exchange, slots: () => wanted.length };
}

/** Books what `refusals` asks for of the clinic whose calendar does not show it. */
async function takeSlot({ target }) {
  const exchange = () => wish('book', TAKEN, caller(next.caller++, numberOf(FULL_IN_TABLE)), BOOKED(TAKEN));
  const { firstError } = await drive({ target, exchange, connections: 1, seconds: 10, limit: 1 });
  if (firstError !== null) throw new Error(`nothing can be booked: ${firstError}`);
}

/** A clinic has a handful of holds at a time, not as many as a measurement leaves. */
const forgetHolds = ({ miniflare }) => everywhere(miniflare, "DELETE FROM appointments WHERE status = 'held'");

async function bookedByRivals({ miniflare }) {
  const count = "SELECT count(*) AS booked FROM appointments WHERE patient_name = ? AND status = 'confirmed'";
  return (await everywhere(miniflare, count, RIVAL)).reduce((sum, { booked }) => sum + booked, 0);
}

/** The rows of a statement in the objects of all clinics. */
async function everywhere(miniflare, ...statement) {
  const objects = Array.from({ length: ORGS }, (_, org) => inClinic(miniflare, orgId(org), statement));
  return (await Promise.all(objects)).flat(2);
}

function exclusive(booked, slots) {
  const text = `${perSecond(slots)} slots that ${RIVALS} callers each wanted at once were booked ${perSecond(booked)} times`;
  return { text, met: booked === slots, value: booked };
}

function share(count, samples) {
  const value = ratio(samples.get(nameOf(BOOKINGS, count)), samples.get(nameOf(OVER_OBJECTS, count)));
  const text = `${times(value)} of the bare round trips over objects, ${count} at a time; the aim is ${times(LEAST_SHARE)}`;
  return { text, met: value >= LEAST_SHARE, value };
}

function row({ name, connections }, samples) {
  const { throughput, spread, p50, p99, clientBusy } = summary(samples.get(name));
  const isPeer = [OVER_D1, OVER_OBJECTS, WHOLE].some((peer) => name.startsWith(peer));
  const of = (peer) => times(isPeer ? null : ratio(samples.get(name), samples.get(nameOf(peer, connections))));
  return [
    name,
    perSecond(throughput),
    `${perSecond(spread.low)}-${perSecond(spread.high)}`,
    milliseconds(p50),
    milliseconds(p99),
    of(OVER_D1),
    of(OVER_OBJECTS),
    of(WHOLE),
    percent(clientBusy),
  ];
}
