/** Getting a new version to Cloudflare, tried, and in service. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { experimental_readRawConfig as readRawConfig } from 'wrangler';
import { capture, Failure } from '../command.mjs';
import * as commands from './commands.mjs';
import { withSecretsFile } from './secrets.mjs';
import { smokeTest } from './smoke.mjs';
import { onlyVersion, shift } from './traffic.mjs';

/** Beside wrangler.toml, since paths in it are relative; git ignores it, and it is gone after the command. */
const WITH_IDS = '.wrangler.first-deploy.json';

/** How a version is described: what schemas it is of, and from which commit it was built. */
export async function description({ tag, folder }) {
  const commit = await capture('git', ['describe', '--always', '--dirty', '--abbrev=12'], { cwd: folder });
  return { tag, message: `Frontdesk ${commit.ok ? commit.stdout.trim() : 'without git'}` };
}

/**
 * The first deployment. The Worker serves at once, but no clinic is in its database yet. Wrangler takes over the bindings of a Worker that
 * exists; here it has to be told the namespace's id.
 * @returns {Promise<{ versionId: string, targets: string[] }>}
 */
export async function deployFirst(runner, production, { upload, secrets, namespaceId }) {
  const path = join(production.folder, WITH_IDS);
  const { rawConfig } = readRawConfig({ config: production.path });
  rawConfig.env.production.kv_namespaces[0].id = namespaceId;
  try {
    await writeFile(path, JSON.stringify(rawConfig));
    const deploy = (secretsFile) => runner.with(path).noted(commands.deployWhole({ ...upload, secretsFile }));
    const { version_id: versionId, targets } = await withSecretsFile(secrets, deploy);
    return { versionId: known(versionId), targets: targets ?? [] };
  } finally {
    await rm(path, { force: true });
  }
}

/** Uploads a version that serves nobody. @returns {Promise<string>} its id */
export async function uploadVersion(runner, { upload, secrets }) {
  const send = (secretsFile) => runner.noted(commands.uploadVersion({ ...upload, secretsFile }));
  const { version_id: versionId } = await withSecretsFile(secrets, send);
  return known(versionId);
}

function known(versionId) {
  if (versionId) return versionId;
  throw new Failure('Wrangler did not say which version it made.');
}

/**
 * Tries an uploaded version while everybody is still served by the one before: it is deployed with a share of nothing, and requests that
 * name it reach it. If it fails, it is taken out again.
 */
export async function tryVersion(runner, deployment, versionId, tried) {
  const serving = onlyVersion(deployment);
  await shift(runner, versionId, 0, serving, 'Tried before it serves anybody');
  try {
    await smokeTest({ ...tried, versionId, chosen: true });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await shift(runner, serving, 100, undefined, `Taken out, since its test failed: ${versionId}`);
    throw new Failure(`${error.message}\nThe version ${versionId} was taken out again. Everybody is served by ${serving}, as before.`);
  }
  return serving;
}
