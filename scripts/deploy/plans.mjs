/** What each script would run, for `--dry-run`. What depends on what is there says so. */
import * as commands from './commands.mjs';
import { shown } from './runner.mjs';

const command = (args) => `$ ${shown(args)}`;
const UPLOAD = { tag: '…', message: '…', secretsFile: '…' };
const smoke = (url, header) => `GET ${url}/health, /openapi.json and /api/org${header ? ', with the header Cloudflare-Workers-Version-Overrides' : ''}`;

export function deploymentPlan({ database, namespace, secrets, vars, tag, worker, build }, { jurisdiction, percent = 100, url }) {
  const address = url ?? vars.PUBLIC_URL ?? 'https://…';
  const upload = { ...UPLOAD, tag };
  return [
    ...(build ? [['Build the Worker and the console', `$ ${build}`]] : []),
    ['Look at what there is', command(commands.listDatabases()), command(commands.deploymentNow()), command(commands.viewVersion('…'))],
    ['If the database is there and the Worker is not, see whose it is', command(commands.queryDatabase(database.binding, '…'))],
    [`Find the secrets that are missing of: ${secrets.join(', ')}`],
    ['If the database is missing, create it', command(commands.createDatabase(database.name, jurisdiction ?? '…'))],
    ['If the Worker is missing, find or create its namespace', command(commands.listNamespaces()), command(commands.createNamespace(namespace.title))],
    ['Apply migrations, before the code that needs them', command(commands.bookmarkOf(database.binding)), command(commands.applyMigrations(database.binding))],
    [`If the Worker ${worker} is missing, deploy it and try it`, command(commands.deployWhole(upload)), smoke(address, false)],
    ['Else upload the version, which serves nobody yet', command(commands.uploadVersion(upload))],
    ['Try it before it serves anybody', command(commands.shiftTraffic(shares(0), '…')), smoke(address, true)],
    ['If that fails, take it out again, and stop', command(commands.shiftTraffic([{ id: '…', percent: 100 }], '…'))],
    [`Let it serve ${percent} %`, command(commands.shiftTraffic(shares(percent), '…'))],
    ['Set cron and routes', command(commands.deployTriggers())],
    ['Try it as everybody reaches it', smoke(address, percent < 100)],
  ];
}

const shares = (percent) => (percent === 100 ? [{ id: '…', percent }] : [{ id: '…', percent }, { id: '…', percent: 100 - percent }]);

export const shiftPlan = ({ shift }) => [
  ['See which two versions serve', command(commands.deploymentNow())],
  ['Try the newer one', smoke('https://…', true)],
  [`Let it serve ${shift} %`, command(commands.shiftTraffic(shares(shift), '…'))],
];

export const rollbackPlan = (to) => [
  ['See which versions served', command(commands.deploymentHistory())],
  ['See of which schemas both versions are', command(commands.viewVersion('…')), command(commands.viewVersion(to ?? '…'))],
  ['Refuse if the older code cannot work with what has been applied since'],
  ['Let the older version serve everybody', command(commands.shiftTraffic([{ id: to ?? '…', percent: 100 }], '…'))],
  ['Try it', smoke('https://…', false)],
];

export const restorePlan = ({ database }, { at, bookmark }, afterwards) => [
  ['Keep the bookmark of the database as it is', command(commands.bookmarkOf(database.binding))],
  ...(at === undefined ? [] : [['Find the bookmark of that time', command(commands.bookmarkOf(database.binding, at))]]),
  ['Restore the database', command(commands.restoreDatabase(database.binding, bookmark ?? '…'))],
  ['Apply the migrations that are younger than that', command(commands.applyMigrations(database.binding))],
  ['Have routes published and objects look again', command(commands.queryDatabase(database.binding, afterwards))],
];
