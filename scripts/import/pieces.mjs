/** A file of rows in pieces that the API takes, split where a row ends. */
import { createReadStream } from 'node:fs';
import { Failure } from '../command.mjs';

/** What one request may have. */
const MOST_BYTES = 1024 * 1024;
const MOST_ROWS = 10_000;

const [LINE_FEED, RETURN, QUOTE, COMMA] = Buffer.from('\n\r",');
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Where a byte of a CSV stands (RFC 4180). */
const [CELL_BEGINS, IN_CELL, IN_QUOTES, AFTER_QUOTE] = [0, 1, 2, 3];

/**
 * @typedef {object} Piece
 * @property {number} firstLine  The first line of the file that it has; the header of a CSV, which each piece has, does not count.
 * @property {number} nextLine  The first line behind it.
 * @property {Buffer} body
 * @property {number} rows  How many of its lines are no empty ones.
 * @property {(line: number) => number} lineInFile  Where a line of the piece stands in the file.
 */

/**
 * @param {string} file
 * @param {{ csv: boolean, from?: number, skipped?: ReadonlySet<number> }} options  `from`: the first line to send. Lines to leave out, by
 *   where they begin.
 * @yields {Piece}
 * @throws {Failure} when a row is larger than a piece
 */
export async function* pieces(file, { csv, from = 1, skipped = new Set() }) {
  let header = { text: Buffer.alloc(0), lines: 0 };
  let piece;
  for await (const row of rows(file, csv)) {
    if (csv && header.lines === 0) {
      // Whatever stood before it, in a piece it is the first line.
      if (!isEmpty(row.text)) header = { text: ended(row.text), lines: row.lines };
      continue;
    }
    if (row.line < from) continue;
    const text = skipped.has(row.line) ? Buffer.alloc(row.lines, LINE_FEED) : ended(row.text);
    if (piece !== undefined && (piece.bytes + text.length > MOST_BYTES || piece.rows >= MOST_ROWS)) {
      if (piece.rows > 0) yield finished(piece, header);
      piece = undefined;
    }
    piece ??= { firstLine: row.line, nextLine: row.line, texts: [header.text], bytes: header.text.length, rows: 0 };
    if (piece.bytes + text.length > MOST_BYTES) throw new Failure(`line ${row.line}: the row does not end within 1 MiB; is a quotation mark missing?`);
    piece.texts.push(text);
    piece.bytes += text.length;
    piece.rows += isEmpty(text) ? 0 : 1;
    piece.nextLine = row.line + row.lines;
  }
  if (piece !== undefined && piece.rows > 0) yield finished(piece, header);
}

function finished({ firstLine, nextLine, texts, rows }, header) {
  return { firstLine, nextLine, body: Buffer.concat(texts), rows, lineInFile: (line) => line - header.lines + firstLine - 1 };
}

/** The last row of a file may have no end. */
const ended = (text) => (text.at(-1) === LINE_FEED ? text : Buffer.concat([text, Buffer.from('\n')]));

const isEmpty = (text) => text.every((byte) => byte === LINE_FEED || byte === RETURN);

/** The rows with the line on which each begins, and how many lines it has. */
async function* rows(file, csv) {
  let rest = Buffer.alloc(0);
  let line = 1;
  let place = CELL_BEGINS;
  let isFirst = true;
  for await (const chunk of createReadStream(file, { highWaterMark: MOST_BYTES })) {
    const unread = rest.length;
    let bytes = unread === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = unread;
    if (isFirst && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) bytes = bytes.subarray(3);
    isFirst = false;
    let start = 0;
    let lines = countLines(bytes.subarray(0, at));
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === LINE_FEED) lines += 1;
      if (byte === LINE_FEED && !(csv && place === IN_QUOTES)) {
        yield { text: bytes.subarray(start, at + 1), line, lines };
        line += lines;
        [start, lines, place] = [at + 1, 0, CELL_BEGINS];
      } else if (csv) {
        place = next(place, byte);
      }
    }
    rest = bytes.subarray(start);
    if (rest.length > 2 * MOST_BYTES) throw new Failure(`line ${line}: the row does not end within 1 MiB; is a quotation mark missing?`);
  }
  if (rest.length > 0) yield { text: rest, line, lines: countLines(rest) + 1 };
}

function countLines(bytes) {
  let lines = 0;
  for (const byte of bytes) lines += byte === LINE_FEED ? 1 : 0;
  return lines;
}

/** Where the byte behind this one stands. */
function next(place, byte) {
  if (place === IN_QUOTES) return byte === QUOTE ? AFTER_QUOTE : IN_QUOTES;
  if (byte === COMMA) return CELL_BEGINS;
  if (byte === QUOTE && place !== IN_CELL) return IN_QUOTES;
  return IN_CELL;
}
