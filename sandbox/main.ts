/** Command line of the sandbox: `node sandbox/main.ts --port 8788 [--state FILE]`. */
import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox } from './server.ts';

const USAGE = 'usage: node sandbox/main.ts [--port 8788] [--state FILE] [--frontdesk URL] [--empty]';
const DEFAULT_PORT = 8788;

interface Options {
  port: number;
  stateFile: string | undefined;
  frontdesk: string | undefined;
  demo: boolean;
}

/** @throws Error with a line fit for the terminal */
function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: 'string' },
      state: { type: 'string' },
      frontdesk: { type: 'string' },
      empty: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) throw new Error(USAGE);
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port takes a number from 0 to 65535; ${USAGE}`);
  return { port, stateFile: values.state, frontdesk: values.frontdesk, demo: values.empty !== true };
}

function stopOnSignals(sandbox: Sandbox): void {
  const stop = () => void sandbox.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function main(): Promise<void> {
  const { port, stateFile, frontdesk, demo } = readOptions(process.argv.slice(2));
  const sandbox = await startSandbox({
    port,
    demo,
    ...(stateFile === undefined ? {} : { stateFile }),
    ...(frontdesk === undefined ? {} : { frontdesk }),
  });
  stopOnSignals(sandbox);
  console.log(`sandbox: Google, Twilio and Vapi are played on ${sandbox.url} (see ${sandbox.url}/_sandbox/)`);
}

try {
  await main();
} catch (error) {
  console.error(`sandbox: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
