/** The parser of the wrangler that is installed: its own yargs with all commands, which wrangler does not export. */
import { readFile } from 'node:fs/promises';
import { Module } from 'node:module';
import { dirname, join } from 'node:path';
import { PATHS } from '../../../scripts/project.mjs';

const CLI = join(dirname(dirname(PATHS.wrangler)), 'wrangler-dist', 'cli.js');

/** Thrown in place of running a command that was understood. */
class Understood extends Error {
  readonly args: Record<string, unknown>;

  constructor(args: Record<string, unknown>) {
    super('understood');
    this.args = args;
  }
}

/**
 * Reads a command line as wrangler does, up to where the command would run.
 * @returns what it understood, or its complaint
 */
export async function wranglerParser(): Promise<(argv: string[]) => Promise<Record<string, unknown> | string>> {
  const createCLIParser = await parserOf(CLI);
  return async (argv) => {
    const { wrangler } = createCLIParser(argv);
    wrangler.middleware((args: Record<string, unknown>) => {
      throw new Understood(args);
    }, false);
    try {
      await wrangler.parse();
      return 'it ran';
    } catch (error) {
      return error instanceof Understood ? error.args : (error as Error).message;
    }
  };
}

/** Loads the one file that wrangler is, with a function of it exported that is not. */
async function parserOf(path: string): Promise<(argv: string[]) => { wrangler: any }> {
  const source = await readFile(path, 'utf8');
  const module: any = new Module(path);
  module.filename = path;
  module.paths = (Module as any)._nodeModulePaths(dirname(path));
  module._compile(`${source.replace(/^#!.*\n/, '')}\nexports.createCLIParser = createCLIParser;`, path);
  return module.exports.createCLIParser;
}
