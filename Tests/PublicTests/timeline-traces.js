/** Traces for tests, written as a worker would. */

/**
 * @typedef {object} TestRecord
 * @property {number} from
 * @property {number} to
 * @property {number} [lane]
 * @property {number} [state]
 * @property {number} [object]
 * @property {number} [note]
 */

/**
 * @param {readonly TestRecord[]} records
 * @returns {ArrayBuffer}
 */
export function traceBytes(records) {
  const bytes = new ArrayBuffer(records.length * 32);
  const view = new DataView(bytes);
  for (const [i, { from, to, lane = 0, state = 0, object = 0, note = 0 }] of records.entries()) {
    view.setFloat64(i * 32, from, true);
    view.setFloat64(i * 32 + 8, to, true);
    view.setUint16(i * 32 + 16, lane, true);
    view.setUint8(i * 32 + 18, state);
    view.setUint32(i * 32 + 20, object, true);
    view.setUint32(i * 32 + 24, note, true);
  }
  return bytes;
}

export const running = 0;
export const waiting = 1;
export const holding = 2;
export const sleeping = 3;
export const mark = 5;
