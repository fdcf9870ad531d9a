/**
 * Webhooks made at random, with the signatures that Node's own HMAC and the client of Standard Webhooks compute for them:
 * `node tests/vectors/vapi_signatures.mjs > tests/vectors/vapi_signatures.json` after a change here. The same seed gives the same file.
 *
 * A vector is a scheme as it is configured, a request as it arrives (`signatures`, `timestamp` and `id` are values of headers, `body`
 * is base64) and whether it is signed. Those of `cases` have names; what is wrong with each stands in it.
 */
import { createHmac } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { randomFrom } from './random.mjs';

const SEED = 20261204;
/** When the receiver looks, in seconds. */
export const NOW = 1_795_000_000;

const URL = 'https://frontdesk.example.com/api/vapi/webhook?org=d5bc3d69';
const FORMATS = ['{timestamp}.{body}', '{body}', '{id}.{timestamp}.{body}', '{svix-id}.{timestamp}.{body}', '{method}\n{url}\n{timestamp}\n{body}', 'v0:{timestamp}:{body}:end'];
const PREFIXES = ['', 'sha256=', 'v1=', 'v1,'];
const BODIES = [
  Buffer.from('{"message":{"type":"hang"}}'),
  Buffer.from('{"message": {"transcript": "naïve {timestamp}.{body} 日本"}}\n'),
  Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0x7d]),
  Buffer.alloc(0),
  Buffer.alloc(200, 'x'),
];

/** What Vapi documents, and nothing of ours: the text is put together by replacing, as a sender would. */
function sign(scheme, secret, { method, url, timestamp, id, body }) {
  const key = scheme.secret_is_base64 ? Buffer.from(secret.replace(/^whsec_/, ''), 'base64') : Buffer.from(secret);
  const [before, ...behind] = scheme.payload_format.split('{body}');
  const filled = (text) =>
    text.replaceAll('{timestamp}', timestamp).replaceAll('{method}', method).replaceAll('{url}', url).replaceAll(/\{(svix-)?id\}/g, id);
  const hmac = createHmac(scheme.algorithm, key).update(filled(before));
  for (const text of behind) hmac.update(body).update(filled(text));
  return scheme.prefix + hmac.digest(scheme.encoding);
}

function secretOf(random, bytes) {
  return Buffer.from(Array.from({ length: bytes }, () => random(256)));
}

/** One signed request by a scheme made of anything that a scheme can have. */
function made(random) {
  const pick = (list) => list[random(list.length)];
  const scheme = {
    id_header: 'x-message-id',
    algorithm: pick(['sha256', 'sha512', 'sha1']),
    encoding: pick(['hex', 'base64']),
    prefix: pick(PREFIXES),
    secret_is_base64: random(2) === 1,
    payload_format: pick(FORMATS),
  };
  const bytes = secretOf(random, 1 + random(200));
  const secret = scheme.secret_is_base64 ? pick(['', 'whsec_']) + bytes.toString('base64') : bytes.toString('hex');
  const seconds = NOW - 300 + random(601);
  const timestamp = String(pick([seconds, seconds * 1_000 + (seconds < NOW + 300 && seconds > NOW - 300 ? random(1_000) : 0)]));
  const id = `msg_${random(1_000_000)}`;
  const body = pick(BODIES);
  const signatures = sign(scheme, secret, { method: 'POST', url: URL, timestamp, id, body });
  return { scheme, secrets: [secret], signatures, timestamp, id, body: body.toString('base64'), signed: true };
}

/** The scheme of Standard Webhooks, signed by its own client. */
const STANDARD = {
  algorithm: 'sha256',
  signature_header: 'webhook-signature',
  timestamp_header: 'webhook-timestamp',
  id_header: 'webhook-id',
  encoding: 'base64',
  prefix: 'v1,',
  secret_is_base64: true,
  payload_format: '{id}.{timestamp}.{body}',
};

function standard(random) {
  const secret = `whsec_${secretOf(random, 24 + random(41)).toString('base64')}`;
  const seconds = NOW - 300 + random(601);
  const id = `msg_${random(1_000_000)}`;
  const body = JSON.stringify({ message: { type: 'hang', n: random(1_000), said: 'é' } });
  const signatures = new Webhook(secret).sign(id, new Date(seconds * 1_000), body);
  return { scheme: STANDARD, secrets: [secret], signatures, timestamp: String(seconds), id, body: Buffer.from(body).toString('base64'), signed: true };
}

/** What receivers have got wrong, by name. The first six are the usual minimum. */
function cases() {
  const secret = 'whsec_c2lnbmluZy1zZWNyZXQtb2YtdGhlLXZlY3RvcnM=';
  const other = 'whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLXZlY3RvcnM=';
  const id = 'msg_2Lh9KRb0pzN4LePd3XiA4v12Axj';
  const text = '{"message":{"type":"tool-calls"}}';
  const by = (key, seconds = NOW, body = text) => new Webhook(key).sign(id, new Date(seconds * 1_000), body);
  const good = by(secret);
  const usual = { scheme: STANDARD, secrets: [secret], signatures: good, timestamp: String(NOW), id, body: text };
  /** Signed with just these headers, so that nothing but the look at them can refuse it. */
  const sent = (changed) => {
    const message = { timestamp: String(NOW), id, body: text, method: 'POST', url: URL, ...changed };
    return { ...changed, signatures: sign(STANDARD, secret, message) };
  };
  const at = (seconds) => ({ timestamp: String(seconds), signatures: by(secret, seconds) });
  const raw = Buffer.from([0x7b, 0xff, 0xc3, 0x28, 0x7d]);
  const plain = { ...STANDARD, encoding: 'hex', prefix: '', secret_is_base64: false };
  const hex = (key, body) => sign(plain, key, { timestamp: String(NOW), id, body, method: 'POST', url: URL });
  const hexed = { scheme: plain, secrets: ['a-secret'], signatures: hex('a-secret', Buffer.from(text)) };
  const tables = {
    valid: [true, {}],
    'several signatures, one of them valid': [true, { signatures: `${by(other)} v1a,AAAA ${good}` }],
    'tampered body': [false, { body: text.replace('tool', 'fool') }],
    'wrong secret': [false, { secrets: [other] }],
    'old timestamp': [false, at(NOW - 301)],
    'missing signature': [false, { signatures: '' }],
    'missing timestamp': [false, { timestamp: null }],
    'missing id': [false, { id: null }],
    'at the edge of the past': [true, at(NOW - 300)],
    'at the edge of the future': [true, at(NOW + 300)],
    'future timestamp': [false, at(NOW + 301)],
    'another timestamp than was signed': [false, { timestamp: String(NOW + 1) }],
    'another id than was signed': [false, { id: `${id}0` }],
    'an old one whose id reaches into its body, up to where a newer time stands': [
      false,
      { id: `${id}.${NOW - 9_000}.x`, signatures: by(secret, NOW - 9_000, `x.${NOW}.${text}`) },
    ],
    'truncated signature': [false, { signatures: good.slice(0, -4) }],
    'truncated to its version': [false, { signatures: 'v1,' }],
    'padding lost': [false, { signatures: good.replace(/=+$/, '') }],
    'unknown version': [false, { signatures: good.replace('v1,', 'v2,') }],
    'no version': [false, { signatures: good.replace('v1,', '') }],
    'headers sent twice and joined': [true, { signatures: `${by(other)}, ${good}` }],
    'timestamp sent twice and joined': [false, sent({ timestamp: `${NOW}, ${NOW}` })],
    'id sent twice and joined': [false, sent({ id: `${id}, ${id}` })],
    'a rotated secret': [true, { secrets: [other, secret] }],
    'no secrets': [false, { secrets: [] }],
    'signed with nothing': [false, { ...hexed, secrets: [''], signatures: hex('', Buffer.from(text)) }],
    'hexadecimal in capitals': [true, { ...hexed, signatures: hexed.signatures.toUpperCase() }],
    'truncated hexadecimal': [false, { ...hexed, signatures: hexed.signatures.slice(0, 32) }],
    'separated by commas': [true, { ...hexed, signatures: `00,${hexed.signatures},ff` }],
    'a body that is not UTF-8': [true, { ...hexed, signatures: hex('a-secret', raw), body: raw }],
    'and one of replacement characters': [
      false,
      { ...hexed, signatures: hex('a-secret', raw), body: Buffer.from(raw.toString('utf8')) },
    ],
    'a timestamp with a sign': [false, sent({ timestamp: `+${NOW}` })],
    'a negative timestamp': [false, sent({ timestamp: `-${NOW}` })],
    'a timestamp of words': [false, sent({ timestamp: '2026-11-18T11:06:40Z' })],
    'an endless timestamp': [false, sent({ timestamp: '9'.repeat(40) })],
  };
  return Object.entries(tables).map(([name, [signed, changes]]) => {
    const vector = { ...usual, ...changes };
    return { name, ...vector, body: Buffer.from(vector.body).toString('base64'), signed };
  });
}

/** The whole file. */
export function vectors() {
  const random = randomFrom(SEED);
  const all = [
    ...cases(),
    ...Array.from({ length: 200 }, () => made(random)),
    ...Array.from({ length: 50 }, () => standard(random)),
  ];
  const lines = all.map((vector) => JSON.stringify(vector));
  return `{"now": ${NOW}, "method": "POST", "url": ${JSON.stringify(URL)}, "requests": [\n${lines.join(',\n')}\n]}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(vectors());
