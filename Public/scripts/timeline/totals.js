/** What a trace adds up to: per thread and state, in sentences. Pure. */

import { isShown, threadName } from "./model.js";
import { mark, states } from "./records.js";
import { duration } from "./view.js";

/** @typedef {import("./model.js").Timeline} Timeline */

/**
 * @typedef {object} LaneTotal
 * @property {string} thread
 * @property {number[]} time seconds in each state
 * @property {number} intervals
 * @property {number} marks
 */

/**
 * Time in each state, thread by thread.
 *
 * @param {Timeline} timeline
 * @returns {LaneTotal[]}
 */
export function totals(timeline) {
  const { records, lanes } = timeline;
  /** @type {LaneTotal[]} */
  const sums = lanes.map((_, lane) => empty(threadName(timeline, lane)));
  for (let i = 0; i < records.count; i++) {
    const lane = records.lane[i] ?? 0;
    const state = records.state[i] ?? 0;
    while (sums.length <= lane) sums.push(empty(threadName(timeline, sums.length)));
    const sum = sums[lane];
    if (!sum) continue;
    if (state === mark) sum.marks += 1;
    else {
      sum.intervals += 1;
      sum.time[state] = (sum.time[state] ?? 0) + (records.end[i] ?? 0) - (records.start[i] ?? 0);
    }
  }
  return sums.filter((_, lane) => isShown(timeline, lane));
}

/**
 * @param {string} thread
 * @returns {LaneTotal}
 */
function empty(thread) {
  return { thread, time: states.map(() => 0), intervals: 0, marks: 0 };
}

/**
 * The states that occur, in the order of their numbers.
 *
 * @param {Timeline} timeline
 * @returns {number[]}
 */
export function statesOf({ records }) {
  return [...new Set(records.state)].sort((a, b) => a - b);
}

const verbs = ["ran", "waited for locks", "", "slept", "were blocked", "", "spun"];

/**
 * The finding, for everybody first and for some people all there is.
 *
 * @param {Timeline} timeline
 * @param {LaneTotal[]} sums
 * @returns {string}
 */
export function finding(timeline, sums) {
  const { records, from, to } = timeline;
  const threads = sums.filter(({ intervals, marks }) => intervals + marks > 0).length;
  if (records.count === 0 || threads === 0) return "Nothing has been recorded yet.";
  const possible = threads * (to - from);
  const shares = verbs.flatMap((verb, state) => {
    const time = sums.reduce((sum, lane) => sum + (lane.time[state] ?? 0), 0);
    return verb && time > 0 ? [`${verb} ${percent(time / possible)}`] : [];
  });
  const head = `${threads} ${threads === 1 ? "thread" : "threads"} over ${duration(to - from)}`;
  const all = shares.length === 0 ? "." : `: together they ${list(shares)} of the time.`;
  const wait = longest(timeline, 1);
  return head + all + (wait < 0 ? "" : ` ${longestSentence(timeline, wait)}`);
}

/**
 * The longest interval in a state; -1 when there is none.
 *
 * @param {Timeline} timeline
 * @param {number} state
 * @returns {number}
 */
export function longest({ records }, state) {
  let best = -1;
  let length = 0;
  for (let i = 0; i < records.count; i++) {
    if (records.state[i] !== state) continue;
    const time = (records.end[i] ?? 0) - (records.start[i] ?? 0);
    if (time > length) [best, length] = [i, time];
  }
  return best;
}

/**
 * @param {Timeline} timeline
 * @param {number} record
 */
function longestSentence(timeline, record) {
  const { records, names } = timeline;
  const lane = records.lane[record] ?? 0;
  const object = records.object[record] ?? 0;
  const start = records.start[record] ?? 0;
  const length = (records.end[record] ?? 0) - start;
  const thing = object ? ` for ${names[object - 1] ?? `lock ${object}`}` : "";
  const who = threadName(timeline, lane);
  return `The longest wait: ${who}, ${duration(length)}${thing}, from ${duration(start)} on.`;
}

/** @param {number} share */
export function percent(share) {
  const value = share * 100;
  if (value > 0 && value < 1) return "less than 1 %";
  return `${Math.round(value)} %`;
}

/** @param {string[]} parts */
function list(parts) {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
