/**
 * Requests made at random, with the signatures that Twilio's own client computes for them:
 * `node tests/vectors/twilio_signatures.mjs > tests/vectors/twilio_signatures.json` after a change of the client's version.
 * The same seed gives the same file.
 */
import { pathToFileURL } from 'node:url';
import twilio from 'twilio';
import { randomFrom } from './random.mjs';

const COUNT = 200;
const SEED = 20261201;

/** Names and values that callbacks have, and some that only a careless comparison would take for others. */
const NAMES = ['MessageSid', 'MessageStatus', 'ErrorCode', 'To', 'From', 'Body', 'body', 'A', 'AB', 'B', 'ä', 'ZZ_1', 'a b', '0'];
const PIECES = ['+15550100', 'delivered', 'Bcd', '', ' ', '&', '=', '%2B', 'é', '日本', '\n', 'STOP', '"', 'z', '0'];
const ORIGINS = ['https://frontdesk.example.com', 'https://frontdesk.example.com:443', 'http://127.0.0.1:8787', 'http://a.example'];
const PATHS = ['/api/twilio/status', '/api/twilio/inbound', '/', '/a%20b/%C3%A9'];
const QUERIES = ['', '?org=d5bc3d69-996a-445b-a234-494040dff620&message=0198c0de', '?a=1&a=2&b=', "?q='x'", '?'];

/** One request and its signature. Fields are `[name, value]` in the order in which they are sent; names may repeat. */
function vector(random) {
  const pick = (list) => list[random(list.length)];
  const fields = Array.from({ length: random(7) }, () => [pick(NAMES), pick(PIECES) + pick(PIECES)]);
  const url = pick(ORIGINS) + pick(PATHS) + pick(QUERIES);
  const token = Array.from({ length: 32 }, () => random(16).toString(16)).join('');
  const sent = Object.create(null);
  for (const [name, value] of fields) sent[name] = [...(sent[name] ?? []), value];
  return { token, url, fields, signature: twilio.getExpectedTwilioSignature(token, url, sent) };
}

/** The whole file. */
export function vectors() {
  const random = randomFrom(SEED);
  const lines = Array.from({ length: COUNT }, () => JSON.stringify(vector(random)));
  return `[\n${lines.join(',\n')}\n]\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(vectors());
