/**
 * Every command line of wrangler that deploying, rolling back and restoring run. They stand in one place so that a test can hold each of
 * them against the parser of the wrangler that is installed: an option that is renamed fails there, and not in the middle of a deployment.
 */

/** The deployment that serves now. */
export const deploymentNow = () => ['deployments', 'status', '--json'];

/** The last ten deployments. */
export const deploymentHistory = () => ['deployments', 'list', '--json'];

/** One version with its bindings, the names of its secrets and its tag. */
export const viewVersion = (id) => ['versions', 'view', id, '--json'];

export const listDatabases = () => ['d1', 'list', '--json'];

/** @param {string} jurisdiction  `none` leaves the place to Cloudflare. */
export const createDatabase = (name, jurisdiction) => ['d1', 'create', name, ...(jurisdiction === 'none' ? [] : ['--jurisdiction', jurisdiction])];

export const queryDatabase = (binding, sql) => ['d1', 'execute', binding, '--remote', '--json', '--yes', '--command', sql];

export const applyMigrations = (binding) => ['d1', 'migrations', 'apply', binding, '--remote'];

/** The bookmark of the database as it is now, or as it was at a time. @param {string} [at]  RFC 3339 */
export const bookmarkOf = (binding, at) => ['d1', 'time-travel', 'info', binding, '--json', ...(at === undefined ? [] : ['--timestamp', at])];

export const restoreDatabase = (binding, bookmark) => ['d1', 'time-travel', 'restore', binding, '--bookmark', bookmark, '--json'];

export const listNamespaces = () => ['kv', 'namespace', 'list'];

export const createNamespace = (title) => ['kv', 'namespace', 'create', title];

/** @typedef {{ tag: string, message: string, secretsFile?: string }} Upload */

const described = ({ tag, message, secretsFile }) => [
  ...['--tag', tag, '--message', message],
  ...(secretsFile === undefined ? [] : ['--secrets-file', secretsFile]),
];

/** A Worker that is not there yet can only be deployed whole. @param {Upload} upload */
export const deployWhole = (upload) => ['deploy', ...described(upload)];

/** Uploads a version that nobody is served by. @param {Upload} upload */
export const uploadVersion = (upload) => ['versions', 'upload', ...described(upload)];

/**
 * Says which versions serve which share. Objects keep their version as long as the versions stand in the same order.
 * @param {{ id: string, percent: number }[]} traffic
 */
export const shiftTraffic = (traffic, message) => [
  ...['versions', 'deploy', ...traffic.map(({ id, percent }) => `${id}@${percent}%`)],
  ...['--yes', '--message', message],
];

/** Cron, routes and domains, which no version carries. */
export const deployTriggers = () => ['triggers', 'deploy'];
