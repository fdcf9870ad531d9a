/**
 * Requests made at random, signed as Twilio signs them for a webhook rule with a shared key:
 * `node tests/vectors/twilio_shared_keys.mjs > tests/vectors/twilio_shared_keys.json`. The same seed gives the same file.
 *
 * The client that the other vectors are made with, twilio 6.2, knows HMAC-SHA1 alone. These are made with Node's own HMAC-SHA256 over
 * the text that Twilio documents; `validateRequest` of twilio 6.3.1, which knows both, takes every one of them.
 */
import { createHmac } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { randomFrom } from './random.mjs';

const COUNT = 100;
const SEED = 20261129;

/** Names and values that callbacks have, and some that only a careless comparison would take for others. */
const NAMES = ['MessageSid', 'MessageStatus', 'ErrorCode', 'To', 'From', 'Body', 'body', 'A', 'AB', 'ä', 'a b', '0'];
const PIECES = ['+15550100', 'delivered', '', ' ', '&', '=', '%2B', 'é', '日本', '\n', 'STOP', '"', 'z', '0'];
const ORIGINS = ['https://frontdesk.example.com', 'https://frontdesk.example.com:443', 'http://127.0.0.1:8787'];
const PATHS = ['/api/twilio/status', '/api/twilio/inbound', '/a%20b/%C3%A9'];
const QUERIES = ['', '?org=d5bc3d69-996a-445b-a234-494040dff620&message=0198c0de', '?a=1&a=2&b='];

/** The address, then every name with its distinct values, both in order of their code units. */
function signed(url, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, new Set(values.get(name)).add(value));
  const names = [...values.keys()].sort();
  return url + names.flatMap((name) => [...values.get(name)].sort().map((value) => name + value)).join('');
}

/** One request and its signature. Fields are `[name, value]` in the order in which they are sent; names may repeat. */
function vector(random) {
  const pick = (list) => list[random(list.length)];
  const fields = Array.from({ length: random(7) }, () => [pick(NAMES), pick(PIECES) + pick(PIECES)]);
  const url = pick(ORIGINS) + pick(PATHS) + pick(QUERIES);
  const key = Array.from({ length: 43 }, () => 'abcdefghijklmnopqrstuvwxyz0123456789-_'[random(38)]).join('');
  const signature = createHmac('sha256', key).update(signed(url, fields), 'utf8').digest('base64');
  return { key, url, fields, signature };
}

/** The whole file. */
export function vectors() {
  const random = randomFrom(SEED);
  const lines = Array.from({ length: COUNT }, () => JSON.stringify(vector(random)));
  return `[\n${lines.join(',\n')}\n]\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(vectors());
