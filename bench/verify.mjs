/** Nothing is measured before it has proved that it gives the right answers, the refusals included. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { LOOKUP_PATH, MAPPINGS, ORGS, answerOf, numberOf, orgId, token } from './dataset.mjs';

/** How many mappings are compared field by field, spread over the whole set. */
const SAMPLED = 50;

/**
 * Checks the authenticated lookup of a peer that keeps data.
 * @param {{name: string, target: {host: string, port: number}, secret: string, tokens: string[]}} peer
 * @param {number} [mappings]  How many mappings its store holds.
 * @throws {Error} naming the peer and what differs.
 */
export async function verifyLookup(peer, mappings = MAPPINGS) {
  const ask = (spelling, bearer) => get(peer.target, LOOKUP_PATH + encodeURIComponent(spelling), bearer);
  try {
    await eachSampled(mappings, async (n) => {
      deepStrictEqual(await ask(numberOf(n), peer.tokens[n % ORGS]), { status: 200, body: answerOf(n) });
    });
    deepStrictEqual(await ask('+1 (555) 000-0001', peer.tokens[1]), { status: 200, body: answerOf(1) });
    await verifyRefusals(peer, ask);
  } catch (error) {
    throw new Error(`${peer.name} does not answer as it should: ${error.message}`, { cause: error });
  }
}

/** Checks that a peer that answers a constant answers what mapping 0 has to be. */
export async function verifyConstant(peer) {
  const answer = await get(peer.target, LOOKUP_PATH + encodeURIComponent(numberOf(0)), peer.tokens[0]);
  deepStrictEqual(answer, { status: 200, body: answerOf(0) }, `${peer.name} does not answer the constant`);
}

/** A foreign number looks exactly like an unknown one, and only a valid token opens anything. */
async function verifyRefusals({ secret, tokens }, ask) {
  const foreign = await ask(numberOf(1), tokens[2]);
  strictEqual(foreign.status, 404, 'the number of another org is hidden');
  deepStrictEqual(await ask('+15559999999', tokens[2]), foreign);

  const claims = { role: 'viewer', org_id: orgId(1) };
  const refused = {
    'no token': undefined,
    'expired token': await token(secret, claims, -3600),
    'token of another secret': await token(`${secret}-but-not-quite`, claims),
    'unsigned token': `${encoded({ alg: 'none' })}.${encoded({ sub: 'bench', exp: 4102444800, ...claims })}.`,
  };
  for (const [what, bearer] of Object.entries(refused)) {
    strictEqual((await ask(numberOf(1), bearer)).status, 401, `${what} is refused`);
  }
}

async function eachSampled(mappings, check) {
  const step = Math.max(1, Math.floor(mappings / SAMPLED));
  for (let n = 0; n < mappings; n += step) await check(n);
}

async function get({ host, port }, path, bearer) {
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const response = await fetch(`http://${host}:${port}${path}`, { headers });
  return { status: response.status, body: await response.json() };
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
