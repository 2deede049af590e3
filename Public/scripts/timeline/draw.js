/**
 * Draws tracks into pixel buffers.
 *
 * A track is first reduced to one code per pixel column, then the codes become pixels with the
 * pattern of their ink, then rows are copied down. That takes the same time for ten and for a
 * hundred thousand intervals: what is narrower than a pixel fills its column, and the search jumps to
 * the first interval that ends after that column.
 */

import { firstAfter } from "./model.js";

/** @typedef {import("./model.js").Track} Track */
/** @typedef {import("./view.js").Span} Span */

/**
 * A box that is wide enough for a text.
 *
 * @typedef {object} Box
 * @property {number} record
 * @property {number} left in pixels
 * @property {number} right
 */

/**
 * Fills `codes` with the code of each pixel column + 1, or 0 where nothing is.
 *
 * @param {Uint8Array} codes as long as the row is wide
 * @param {Track} track
 * @param {Span} view
 * @param {number} roomy boxes of at least this width are returned
 * @param {boolean} [gaps] whether a column is left free between two boxes
 * @returns {Box[]}
 */
export function reduce(codes, track, view, roomy, gaps = true) {
  const { start, end, code, record } = track;
  const width = codes.length;
  const scale = width / (view.to - view.from);
  /** @type {Box[]} */
  const boxes = [];
  codes.fill(0);
  let i = firstAfter(end, view.from);
  while (i < start.length && (start[i] ?? 0) < view.to) {
    const left = Math.max(0, Math.floor(((start[i] ?? 0) - view.from) * scale));
    const right = Math.min(width, Math.floor(((end[i] ?? 0) - view.from) * scale));
    const ink = (code[i] ?? 0) + 1;
    if (right - left < 1) {
      if (left < width) codes[left] = ink;
      i = Math.max(i + 1, firstAfter(end, view.from + (left + 1) / scale, i));
      continue;
    }
    codes.fill(ink, left, right);
    // A gap tells two boxes of the same state apart.
    if (gaps && right - left >= 4 && right < width) codes[right - 1] = 0;
    if (right - left >= roomy) boxes.push({ record: record[i] ?? 0, left, right });
    i += 1;
  }
  return boxes;
}

/**
 * The pixel columns of marks, each once.
 *
 * @param {Track} track
 * @param {Span} view
 * @param {number} width
 * @returns {number[]}
 */
export function markColumns({ markTime }, view, width) {
  const scale = width / (view.to - view.from);
  const columns = [];
  let i = firstAfter(markTime, view.from - 1e-12);
  while (i < markTime.length && (markTime[i] ?? 0) <= view.to) {
    const column = Math.min(width - 1, Math.floor(((markTime[i] ?? 0) - view.from) * scale));
    columns.push(column);
    i = Math.max(i + 1, firstAfter(markTime, view.from + (column + 1) / scale, i));
  }
  return columns;
}

/**
 * A square of packed pixels that repeats in both directions.
 *
 * @typedef {object} Ink
 * @property {number} size
 * @property {Uint32Array} pixels
 * @property {boolean} plain one colour only
 */

/**
 * Makes an ink: `lines` of the second colour on the first.
 *
 * @param {keyof typeof drawn} pattern
 * @param {number} colour packed
 * @param {number} second packed
 * @param {number} ratio device pixels per CSS pixel
 * @returns {Ink}
 */
export function ink(pattern, colour, second, ratio) {
  const unit = Math.max(1, Math.round(ratio));
  const size = 6 * unit;
  const pixels = new Uint32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [column, row] = [Math.floor(x / unit), Math.floor(y / unit)];
      pixels[y * size + x] = drawn[pattern](column, row) ? second : colour;
    }
  }
  return { size, pixels, plain: pattern === "solid" };
}

/** @typedef {(x: number, y: number) => boolean} Pattern whether a pixel belongs to the lines */

const drawn = {
  /** @type {Pattern} */
  solid: () => false,
  /** @type {Pattern} */
  rising: (x, y) => (x + y) % 6 < 2,
  /** @type {Pattern} */
  dots: (x, y) => x % 3 === 1 && y % 3 === 1,
  /** @type {Pattern} */
  level: (_, y) => y % 3 === 0,
  /** @type {Pattern} */
  upright: (x) => x % 3 === 0,
};

/**
 * Turns codes into a band of pixels.
 *
 * @param {Uint32Array} pixels the picture
 * @param {number} stride its width
 * @param {number} top
 * @param {number} height
 * @param {Uint8Array} codes
 * @param {readonly (Ink | undefined)[]} inks by code, all of one size
 */
export function band(pixels, stride, top, height, codes, inks) {
  const width = codes.length;
  const size = inks.find((one) => one)?.size ?? 1;
  const isPlain = codes.every((code) => code === 0 || inks[code - 1]?.plain !== false);
  const period = isPlain ? 1 : Math.min(height, size);
  const tables = inks.map((one) => one?.pixels);
  for (let y = 0; y < period; y++) {
    const row = (top + y) * stride;
    const line = y * size;
    for (let x = 0, column = 0; x < width; x++) {
      const code = codes[x] ?? 0;
      const table = code === 0 ? undefined : tables[code - 1];
      if (table) pixels[row + x] = table[line + column] ?? 0;
      column = column + 1 === size ? 0 : column + 1;
    }
  }
  for (let y = period; y < height; y++) {
    const from = (top + y - period) * stride;
    pixels.copyWithin((top + y) * stride, from, from + width);
  }
}

/**
 * How many threads are in which state, for each of `columns` moments of the whole.
 *
 * @param {readonly Track[]} tracks
 * @param {Span} whole
 * @param {number} columns
 * @param {number} codeCount
 * @returns {Uint16Array} codeCount numbers a column
 */
export function profile(tracks, whole, columns, codeCount) {
  const counts = new Uint16Array(columns * codeCount);
  const codes = new Uint8Array(columns);
  for (const track of tracks) {
    if (track.kind !== "activity" || track.depth !== 0) continue;
    reduce(codes, track, whole, Infinity, false);
    for (let x = 0; x < columns; x++) {
      const code = codes[x] ?? 0;
      if (code > 0 && code <= codeCount) {
        const place = x * codeCount + code - 1;
        counts[place] = (counts[place] ?? 0) + 1;
      }
    }
  }
  return counts;
}
