/** The documents lead where they say, and SECURITY.md answers each of its questions with a proof or says that there is none. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './program.ts';

const DOCUMENTS = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

/** A text without its blocks of code, in which nothing is a link. */
const prose = (text: string): string => text.replace(/^( *)```[\s\S]*?^\1```/gm, '');

/** How a heading is named in an address. */
const slug = (heading: string): string =>
  heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');

function anchors(path: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading = ''] of prose(readFileSync(path, 'utf8')).matchAll(/^#{1,6} (.+)$/gm)) {
    const name = slug(heading);
    let free = name;
    for (let count = 1; found.has(free); count += 1) free = `${name}-${count}`;
    found.add(free);
  }
  return found;
}

/** The links of a document that lead nowhere. */
function dead(document: string): string[] {
  const path = join(ROOT, document);
  const links = prose(readFileSync(path, 'utf8')).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g);
  return [...links].flatMap(([, link = '']) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(target)) return [`${document}: ${link}`];
    const isKnown = anchor === undefined || !target.endsWith('.md') || anchors(target).has(anchor);
    return isKnown ? [] : [`${document}: ${link} (no such heading in ${relative(ROOT, target)})`];
  });
}

test('every link between documents, files and headings leads somewhere', () => {
  assert.ok(DOCUMENTS.length > 20);
  assert.deepEqual(DOCUMENTS.flatMap(dead), []);
});

test('SECURITY.md answers sixteen questions, each with the test that proves it or with why there is none', () => {
  const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
  const answers = text.split(/^\*\*\d+\. /m).slice(1);
  assert.equal(answers.length, 16);
  for (const answer of answers) assert.match(answer, /\]\(tests\/[^)]+\)/, answer.split('\n')[0]);
});
