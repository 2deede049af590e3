/** Finding events by words and by neighbourhood. Pure. */

import { threadName } from "./model.js";
import { stateName } from "./records.js";

/** @typedef {import("./model.js").Timeline} Timeline */

/**
 * Says which records match a text: every word of it must begin a word of the record's thread, state,
 * lock or note ("phil 3 wait", "fork 2").
 *
 * @param {Timeline} timeline
 * @param {string} text
 * @returns {(record: number) => boolean}
 */
export function matcher(timeline, text) {
  const { records, names } = timeline;
  const wanted = words(text);
  if (wanted.length === 0) return () => false;
  /** @type {Map<string, boolean>} */
  const known = new Map();
  return (i) => {
    const lane = records.lane[i] ?? 0;
    const state = records.state[i] ?? 0;
    const object = records.object[i] ?? 0;
    const note = records.note[i] ?? 0;
    const key = `${lane} ${state} ${object} ${note}`;
    let answer = known.get(key);
    if (answer === undefined) {
      const parts = [
        threadName(timeline, lane),
        stateName(state),
        object ? names[object - 1] ?? "" : "",
        note ? names[note - 1] ?? "" : "",
      ];
      const present = words(parts.join(" "));
      answer = wanted.every((word, place) => isPresent(word, wanted[place - 1], present));
      known.set(key, answer);
    }
    return answer;
  };
}

/**
 * Says whether a wanted word begins one that is present. A number belongs to the word before it, so
 * that "fork 2" does not find philosopher 2 with fork 3.
 *
 * @param {string} word
 * @param {string | undefined} before
 * @param {string[]} present
 */
function isPresent(word, before, present) {
  if (before === undefined || !/^\p{N}+$/u.test(word)) {
    return present.some((candidate) => candidate.startsWith(word));
  }
  return present.some((candidate, place) =>
    candidate === word && present[place - 1]?.startsWith(before)
  );
}

/** @param {string} text */
function words(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

/**
 * Records that match, in the order of time (then of their numbers).
 *
 * @param {Timeline} timeline
 * @param {(record: number) => boolean} matches
 * @returns {Uint32Array}
 */
export function inOrder({ records }, matches) {
  const found = [];
  for (let i = 0; i < records.count; i++) if (matches(i)) found.push(i);
  found.sort((a, b) => (records.start[a] ?? 0) - (records.start[b] ?? 0) || a - b);
  return Uint32Array.from(found);
}

/**
 * The place of the next (or previous) one of an ordered list, starting over at the other end; -1
 * when the list is empty.
 *
 * @param {Timeline} timeline
 * @param {Uint32Array} list records in the order of time
 * @param {number} record the one that is selected, or -1
 * @param {number} time where to begin when none is
 * @param {1 | -1} direction
 * @returns {number}
 */
export function step({ records }, list, record, time, direction) {
  if (list.length === 0) return -1;
  const start = record >= 0 ? records.start[record] ?? 0 : time;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = list[middle] ?? 0;
    const order = (records.start[candidate] ?? 0) - start || (record >= 0 ? candidate - record : 0);
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  const here = list[low] === record && record >= 0;
  const place = direction > 0 ? (here ? low + 1 : low) : low - 1;
  return (place + list.length) % list.length;
}

/**
 * All records of one thread in the order of time.
 *
 * @param {Timeline} timeline
 * @param {number} lane
 * @returns {Uint32Array}
 */
export function ofLane(timeline, lane) {
  return inOrder(timeline, (i) => timeline.records.lane[i] === lane);
}
