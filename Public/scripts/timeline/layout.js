/** Where each track stands. Pure; in CSS pixels. */

/** @typedef {import("./model.js").Track} Track */

/**
 * @typedef {object} Row
 * @property {Track} track
 * @property {number} top
 * @property {number} height
 */

/**
 * @typedef {object} Layout
 * @property {Row[]} rows
 * @property {{top: number, text: string}[]} headings
 * @property {number} height
 */

/** With more threads than this, rows get thinner and lose their texts. */
const comfortable = 24;

/**
 * Stacks the tracks: what belongs to one thread or lock stands close together.
 *
 * @param {readonly Track[]} tracks
 * @returns {Layout}
 */
export function stack(tracks) {
  const threads = tracks.filter(({ label, kind }) => label !== "" && kind === "activity").length;
  const compact = threads > comfortable;
  const size = { activity: compact ? 9 : 18, holding: compact ? 3 : 6, lock: compact ? 8 : 14 };
  const gap = compact ? 2 : 6;
  /** @type {Row[]} */
  const rows = [];
  /** @type {Layout["headings"]} */
  const headings = [];
  let top = 4;
  let under = "";
  for (const track of tracks) {
    const first = track.label !== "";
    const heading = track.kind === "lock" ? "Who holds each lock" : track.group;
    if (first && heading !== under) {
      const room = rows.length > 0 ? 8 : 2;
      headings.push({ top: top + room, text: heading });
      top += room + 18;
      under = heading;
    } else if (first && rows.length > 0) top += gap;
    const deeper = !first && track.kind !== "holding";
    const height = deeper ? Math.ceil(size[track.kind] / 2) : size[track.kind];
    if (!first) top += 1;
    rows.push({ track, top, height });
    top += height;
  }
  return { rows, headings, height: top + 6 };
}

/**
 * The row at a height; just beside one counts too.
 *
 * @param {Layout} layout
 * @param {number} y
 * @returns {Row | null}
 */
export function rowAt({ rows }, y) {
  return rows.find(({ top, height }) => y >= top - 1 && y < top + height + 1) ?? null;
}

/**
 * The first row of the thread of a record.
 *
 * @param {Layout} layout
 * @param {number} lane
 * @returns {Row | null}
 */
export function rowOf({ rows }, lane) {
  return rows.find(({ track }) => track.lane === lane && track.depth === 0) ?? null;
}
