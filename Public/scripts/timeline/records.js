/**
 * Trace records as the server stores them: 32 bytes each, little endian.
 *
 * Typed arrays read in the byte order of the machine; every browser that can load this page runs on
 * a little-endian one.
 */

/** The states of a record, in the order of their numbers on the wire. */
export const states = /** @type {const} */ ([
  "running",
  "waiting",
  "holding",
  "sleeping",
  "blocked",
  "mark",
  "spinning",
]);

/** @typedef {(typeof states)[number]} State */

/** Numbers of the states that are treated in a way of their own. */
export const holding = 2;
export const sleeping = 3;
export const mark = 5;

/** Bytes of one record. */
export const recordSize = 32;

/**
 * @typedef {object} Records
 * @property {number} count
 * @property {Float64Array} start seconds from the start of the case
 * @property {Float64Array} end
 * @property {Uint16Array} lane
 * @property {Uint8Array} state
 * @property {Uint32Array} object index into the names + 1, or 0
 * @property {Uint32Array} note index into the names + 1, or 0
 */

/**
 * Reads records from bytes; a cut-off last record is left out, one that ends before it starts is
 * taken as an instant.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Records}
 */
export function decode(bytes) {
  const count = Math.floor(bytes.byteLength / recordSize);
  const whole = count * recordSize;
  const times = new Float64Array(bytes, 0, whole / 8);
  const words = new Uint32Array(bytes, 0, whole / 4);
  const records = {
    count,
    start: new Float64Array(count),
    end: new Float64Array(count),
    lane: new Uint16Array(count),
    state: new Uint8Array(count),
    object: new Uint32Array(count),
    note: new Uint32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const start = times[i * 4] ?? 0;
    const laneAndState = words[i * 8 + 4] ?? 0;
    records.start[i] = start;
    records.end[i] = Math.max(start, times[i * 4 + 1] ?? 0);
    records.lane[i] = laneAndState & 0xffff;
    records.state[i] = (laneAndState >>> 16) & 0xff;
    records.object[i] = words[i * 8 + 5] ?? 0;
    records.note[i] = words[i * 8 + 6] ?? 0;
  }
  return records;
}

/**
 * The word for a state number; numbers of a newer worker are shown as they are.
 *
 * @param {number} state
 * @returns {string}
 */
export function stateName(state) {
  return states[state] ?? `state ${state}`;
}

/**
 * The records that are wanted, with new numbers.
 *
 * @param {Records} records
 * @param {(lane: number) => boolean} wanted
 * @returns {Records}
 */
export function only(records, wanted) {
  /** @type {number[]} */
  const kept = [];
  for (let i = 0; i < records.count; i++) if (wanted(records.lane[i] ?? 0)) kept.push(i);
  const pick = (/** @type {ArrayLike<number>} */ list) => kept.map((i) => list[i] ?? 0);
  return {
    count: kept.length,
    start: Float64Array.from(pick(records.start)),
    end: Float64Array.from(pick(records.end)),
    lane: Uint16Array.from(pick(records.lane)),
    state: Uint8Array.from(pick(records.state)),
    object: Uint32Array.from(pick(records.object)),
    note: Uint32Array.from(pick(records.note)),
  };
}
