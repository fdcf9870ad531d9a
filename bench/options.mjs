/** The command line of the benchmark. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]

  --rounds N        times that every target is measured, interleaved (5)
  --seconds S       length of one measurement (3)
  --connections N   keep-alive connections, one request in flight on each (16)
  --only A,B        scenarios: footprint, hot, many, scale, availability, copy, bodies, booking, growth, objects,
                    strangers, flood, import, cpu, memory (all but import, a million numbers, and memory, a soak of up to an hour)
  --peers A,B       peers beside Frontdesk: javascript, rust, typescript, express (all)
  --via ROUTE       socket: straight to the Worker (default); miniflare: through Miniflare's entry Worker
  --json FILE       write every sample and result as JSON
  --quick           2 rounds of 1 second, and a tenth of the largest stores
  --help`;

const FLAGS = {
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  connections: { type: 'string', default: '16' },
  only: { type: 'string' },
  peers: { type: 'string' },
  via: { type: 'string', default: 'socket' },
  json: { type: 'string' },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** Scenarios that run when they are named. */
const SOAKS = ['import', 'memory'];

/** Upper bounds, so that no run is endless. */
const BOUNDS = { rounds: 50, seconds: 60, connections: 256 };

/**
 * @param {string[]} args
 * @param {{scenarios: string[], peers: string[]}} known  Names that --only and --peers may use.
 * @returns {{rounds: number, seconds: number, connections: number, only: string[], peers: string[], via: string,
 *   json: string | undefined, quick: boolean, help: boolean}}
 * @throws {TypeError} naming the option that is wrong.
 */
export function readOptions(args, known) {
  const { values } = parseArgs({ args, options: FLAGS });
  if (!['socket', 'miniflare'].includes(values.via)) throw new TypeError('--via is socket or miniflare');
  return {
    ...values,
    rounds: bounded('rounds', values.rounds ?? (values.quick ? '2' : '5')),
    seconds: bounded('seconds', values.seconds ?? (values.quick ? '1' : '3')),
    connections: bounded('connections', values.connections),
    only: chosen('only', values.only, known.scenarios, known.scenarios.filter((name) => !SOAKS.includes(name))),
    peers: chosen('peers', values.peers, known.peers, known.peers),
  };
}

function bounded(name, text) {
  const value = Number(text);
  if (!(value > 0 && value <= BOUNDS[name])) throw new TypeError(`--${name} is a number from 1 to ${BOUNDS[name]}`);
  return name === 'seconds' ? value : Math.ceil(value);
}

function chosen(option, text, names, usual) {
  if (text === undefined) return usual;
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new TypeError(`--${option}: unknown ${unknown.join(', ')}; known are ${names.join(', ')}`);
  return names.filter((name) => wanted.includes(name));
}
