/** The local secrets: .dev.vars, made from the committed example when missing. */
import { constants } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { Failure } from './command.mjs';
import { PATHS } from './project.mjs';

/** Creates .dev.vars from the example. Answers whether it had to. */
export async function ensureDevVars() {
  try {
    await copyFile(PATHS.devVarsExample, PATHS.devVars, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** All that .dev.vars has. */
export async function devVars() {
  return parseDevVars(await readFile(PATHS.devVars, 'utf8'));
}

/** One local secret. */
export async function devVar(name) {
  const value = (await devVars())[name];
  if (!value) throw new Failure(`.dev.vars has no ${name}; .dev.vars.example shows one`);
  return value;
}

/** Reads `NAME=value` lines, values quoted or not, as wrangler does. */
export function parseDevVars(text) {
  const line = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^#\n]*?))\s*(?:#.*)?$/gm;
  const found = [...text.matchAll(line)];
  return Object.fromEntries(found.map(([, name, double, single, bare]) => [name, double ?? single ?? bare]));
}
