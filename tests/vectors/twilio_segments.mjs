/**
 * The GSM alphabet, and texts made at random with the encoding and the number of segments that Twilio's own calculator finds for them:
 * `node tests/vectors/twilio_segments.mjs > tests/vectors/twilio_segments.json` after a change of the calculator's version.
 * The same seed gives the same file. A text is written as runs, `[characters, how often]`.
 *
 * Characters that combine with their neighbours are left out: the calculator keeps them together, as phones show them, and the
 * standard does not ask for it.
 */
import { pathToFileURL } from 'node:url';
import calculator from 'sms-segments-calculator';
import { randomFrom } from './random.mjs';

const COUNT = 500;
const SEED = 20261203;
const ENCODINGS = { 'GSM-7': 'gsm7', 'UCS-2': 'ucs2' };

const BASIC = ['a', 'Z', '0', ' ', '\n', '@', '_', 'é', 'Ñ', 'Ω', '¿', 'to '];
const EXTENDED = ['€', '{', '}', '[', ']', '^', '~', '|', '\\', '\f'];
const OTHER = ['一', '’', 'ç', '`', 'Я', '😀', '𝔘', '…'];
/** What a text is made of: a few characters that leave the alphabet change everything. */
const MIXES = [BASIC, [...BASIC, ...EXTENDED], EXTENDED, [...BASIC, ...OTHER], OTHER, ['😀', '𝔘'], [...BASIC, ...EXTENDED, ...OTHER]];
/** Lengths of runs: some small, some near the edges. */
const RUNS = [1, 1, 2, 3, 10, 33, 34, 35, 66, 67, 70, 76, 77, 79, 80, 134, 152, 153, 160, 161];

function found(text) {
  const { encodingName, segmentsCount } = new calculator.SegmentedMessage(text);
  return { encoding: ENCODINGS[encodingName], segments: segmentsCount };
}

function vector(random) {
  const pick = (list) => list[random(list.length)];
  const mix = pick(MIXES);
  const runs = Array.from({ length: 1 + random(6) }, () => [pick(mix), pick(RUNS)]);
  const text = runs.map(([characters, times]) => characters.repeat(times)).join('');
  return { runs, ...found(text) };
}

/** Every character of the basic plane that the calculator sends in seven bits. */
function alphabet() {
  const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  return characters.filter((character) => found(character).encoding === 'gsm7').join('');
}

/** The whole file. */
export function vectors() {
  const random = randomFrom(SEED);
  const lines = Array.from({ length: COUNT }, () => JSON.stringify(vector(random)));
  return `{"alphabet": ${JSON.stringify(alphabet())}, "texts": [\n${lines.join(',\n')}\n]}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(vectors());
