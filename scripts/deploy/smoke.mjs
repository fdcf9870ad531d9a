/** Tries one version of the deployed Worker, before anybody is served by it or after. */
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../command.mjs';

/** Cloudflare takes seconds until every place knows a new deployment. */
export const PATIENCE_SECONDS = 30;
const POLL_MS = 500;
const TIMEOUT_MS = 10_000;

/**
 * Asks a version what it can answer without a clinic.
 * @param {object} tried
 * @param {string} tried.url  The deployment's origin.
 * @param {string} tried.worker  The Worker's name, by which a request chooses a version of it.
 * @param {string} tried.versionId
 * @param {boolean} tried.chosen  Whether requests choose the version; else whoever serves is asked.
 * @param {number} tried.patienceSeconds
 * @throws {Failure} that says what it answered instead
 */
export async function smokeTest({ url, worker, versionId, chosen, patienceSeconds }) {
  const headers = chosen ? { 'Cloudflare-Workers-Version-Overrides': `${worker}="${versionId}"` } : {};
  const ask = (path) => answerOf(new URL(path, url), headers);
  await untilHealthy(() => ask('/health'), versionId, patienceSeconds);
  const described = await ask('/openapi.json');
  if (described.status !== 200 || !described.body?.openapi) throw new Failure(`/openapi.json answered ${said(described)}`);
  const stranger = await ask('/api/org');
  if (stranger.status !== 401) throw new Failure(`/api/org answered ${said(stranger)} to a stranger, and not 401`);
}

/** A request that the choice of a version does not reach is answered by another one, so the version has to say which it is. */
async function untilHealthy(ask, versionId, patienceSeconds) {
  const end = performance.now() + patienceSeconds * 1000;
  for (;;) {
    const problem = problemOf(await ask(), versionId);
    if (problem === undefined) return;
    if (performance.now() > end) throw new Failure(`${problem} (asked for ${patienceSeconds} s)`);
    await delay(POLL_MS);
  }
}

function problemOf(answer, versionId) {
  const { status, body } = answer;
  if (status !== 200 || body?.status !== 'ok') return `/health answered ${said(answer)}`;
  if (!body.version_id) return '/health does not say which version answers: the code is older than this script, or its binding CF_VERSION_METADATA is missing';
  if (body.version_id !== versionId) return `/health was answered by the version ${body.version_id}, and not by ${versionId}`;
  if (body.overdue_clinics === null) return '/health says that its database does not answer';
  return undefined;
}

async function answerOf(url, headers) {
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    return { status: response.status, text, body: parsed(text) };
  } catch (error) {
    return { status: 0, text: `nothing (${error.cause?.code ?? error.name})` };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const said = ({ status, text, body }) => `${status || ''} ${body?.detail ?? text.slice(0, 200)}`.trim();
