/**
 * What a webhook's body costs: the same refused check (its date is past, so nobody is asked) with a growing transcript.
 * The bare JavaScript Worker parses the same bodies with `request.json()` and answers a constant.
 */
import { ORGS } from '../dataset.mjs';
import { startFrontdesk } from '../frontdesk.mjs';
import { javaScriptModule } from '../peers.mjs';
import { interleave } from '../rounds.mjs';
import { ratio, summary } from '../stats.mjs';
import { milliseconds, perSecond, times } from '../table.mjs';
import { checkMessage, webhook } from '../webhook.mjs';
import { startWorker } from '../workerd.mjs';

const KIB = 1024;
const SIZES = [8 * KIB, 128 * KIB, 1024 * KIB];
const PAST = '2020-01-02';

export async function bodies({ lifetime, options }) {
  const { via } = options;
  const bare = await startWorker(lifetime, via, await javaScriptModule());
  const frontdesk = await startFrontdesk(lifetime, { via, mappings: ORGS });
  const entrants = SIZES.flatMap((size) => [
    entrant('JavaScript', size, bare.target, '"success":true'),
    entrant('Frontdesk', size, frontdesk.target, '"results"'),
  ]);
  const samples = await interleave(entrants, options);
  return {
    title: 'Webhook bodies',
    notes: ['JavaScript parses the whole body and answers a constant; Frontdesk also resolves the number and reads the call'],
    columns: ['', 'req/s', 'MiB/s', 'p50 ms', 'p99 ms', 'Frontdesk is'],
    rows: SIZES.flatMap((size) => ['JavaScript', 'Frontdesk'].map((who) => row(samples, who, size))),
    aims: [],
    samples: Object.fromEntries(samples),
  };
}

const nameOf = (who, size) => `${who}, ${size / KIB} KiB`;

function entrant(who, size, target, contains) {
  const exchange = webhook(checkMessage(PAST, size), contains);
  return { name: nameOf(who, size), target, exchange: () => exchange };
}

function row(samples, who, size) {
  const name = nameOf(who, size);
  const { throughput, p50, p99 } = summary(samples.get(name));
  const frontdeskIs = who === 'Frontdesk' ? null : ratio(samples.get(nameOf('Frontdesk', size)), samples.get(name));
  return [name, perSecond(throughput), ((throughput * size) / KIB / KIB).toFixed(1), milliseconds(p50), milliseconds(p99), times(frontdeskIs)];
}
