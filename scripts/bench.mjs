/** `npm run bench`: Frontdesk against its peers, in one run. bench/README.md says how to read the tables. */
import { availability } from "../bench/scenarios/availability.mjs";
import { bodies } from "../bench/scenarios/bodies.mjs";
import { booking } from "../bench/scenarios/booking.mjs";
import { copy } from "../bench/scenarios/copy.mjs";
import { cpu } from "../bench/scenarios/cpu.mjs";
import { flood } from "../bench/scenarios/flood.mjs";
import { footprint } from "../bench/scenarios/footprint.mjs";
import { growth } from "../bench/scenarios/growth.mjs";
import { importing } from "../bench/scenarios/import.mjs";
import { hot, many } from "../bench/scenarios/lookup.mjs";
import { memory } from "../bench/scenarios/memory.mjs";
import { objects } from "../bench/scenarios/objects.mjs";
import { scale } from "../bench/scenarios/scale.mjs";
import { strangers } from "../bench/scenarios/strangers.mjs";
import { Field } from "../bench/field.mjs";
import { ensureBuilt } from "../bench/frontdesk.mjs";
import { withLifetime } from "../bench/lifetime.mjs";
import { readOptions, USAGE } from "../bench/options.mjs";
import { PEERS } from "../bench/peers.mjs";
import { conditions, headline, rendered, writeJson } from "../bench/report.mjs";
import { Failure, main } from "./command.mjs";

/** Those that compare peers run without Frontdesk too; the others are about Frontdesk alone. */
const COMPARISONS = { hot, many };
const SCENARIOS = { footprint, ...COMPARISONS, scale, availability, copy, bodies, booking, growth, objects, strangers, flood, import: importing, cpu, memory };

/** Runs the scenarios one after the other; one that fails is reported and does not keep the others from running. */
async function bench(lifetime, options) {
  const built = await ensureBuilt();
  const context = { lifetime, options, progress, built, field: new Field(lifetime, options, built) };
  const circumstances = conditions(options);
  process.stdout.write(`${headline(circumstances)}\n`);
  const results = {};
  for (const name of options.only) {
    progress(name);
    results[name] = await resultOf(name, context);
    if (lifetime.isClosing) return [];
    process.stdout.write(`${results[name].failed ? `\n${name} FAILED: ${results[name].failed}` : rendered(results[name])}\n`);
  }
  if (options.json !== undefined) await writeJson(options.json, { conditions: circumstances, results });
  return Object.entries(results).filter(([, result]) => result.failed).map(([name]) => name);
}

async function resultOf(name, context) {
  if (!context.built && !(name in COMPARISONS)) return { failed: "Frontdesk does not build" };
  try {
    return await SCENARIOS[name](context);
  } catch (error) {
    // What became of a request stands in the cause of its failure.
    return { failed: [error.message, error.cause?.message].filter(Boolean).join(": ") };
  }
}

const progress = (line) => process.stderr.write(`... ${line}\n`);

function options() {
  try {
    return readOptions(process.argv.slice(2), { scenarios: Object.keys(SCENARIOS), peers: Object.keys(PEERS) });
  } catch (error) {
    throw new Failure(`${error.message}\n\n${USAGE}`, 2);
  }
}

await main(async () => {
  const chosen = options();
  if (chosen.help) return void process.stdout.write(`${USAGE}\n`);
  const failed = await withLifetime((lifetime) => bench(lifetime, chosen));
  if (failed.length > 0) throw new Failure(`failed: ${failed.join(", ")}`);
});
