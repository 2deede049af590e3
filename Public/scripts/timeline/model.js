/**
 * A trace, arranged for drawing and searching.
 *
 * Every thread becomes a block of tracks: what it does (one track a nesting depth), below it what it
 * holds. Every lock that was held becomes one more block that shows its owners. Within a track the
 * intervals are sorted and do not overlap, so that start *and* end grow: all look-ups are binary
 * searches, and drawing can jump over what is narrower than a pixel.
 */

import { holding, mark, only, stateName } from "./records.js";

/** @typedef {import("./records.js").Records} Records */
/** @typedef {{name: string, group?: string | null}} Lane */

/** Deeper nesting is drawn on the last track of its kind. */
const deepest = 4;

/** More locks than these are left to the table. */
export const maximumLocks = 32;

/** Codes of owners start here; below stand the states. */
export const firstOwner = 8;

/** Owners get this many different inks. */
export const ownerInks = 8;

/**
 * One row of pixels of the timeline.
 *
 * @typedef {object} Track
 * @property {"activity" | "holding" | "lock"} kind
 * @property {number} lane number of the thread, or -1 for a lock
 * @property {number} object number of the lock, or 0
 * @property {string} label the name of the thread or lock; empty on all but its first track
 * @property {string} group of the thread; empty when there is none to tell apart
 * @property {number} depth
 * @property {Float64Array} start
 * @property {Float64Array} end
 * @property {Uint8Array} code state or owner, which decides the ink
 * @property {Uint32Array} record number of each interval's record
 * @property {Float64Array} markTime instants, shown on top of the first track of a thread
 * @property {Uint32Array} markRecord
 */

/**
 * @typedef {object} Timeline
 * @property {Records} records
 * @property {readonly Lane[]} lanes
 * @property {readonly string[]} names
 * @property {Track[]} tracks
 * @property {number} from
 * @property {number} to
 * @property {string | null} group the only one that is shown, or null for all
 * @property {number} hiddenLocks locks that got no track
 */

/**
 * The groups of threads, in the order of their first lanes; empty when there is only one.
 *
 * @param {readonly Lane[]} lanes
 * @returns {string[]}
 */
export function groupsOf(lanes) {
  const groups = [...new Set(lanes.map(({ group }) => group ?? ""))];
  return groups.length > 1 ? groups : [];
}

/**
 * The group that is shown first: a model has a clock of its own, so what is live stands alone beside
 * it; other groups are there to be compared.
 *
 * @param {readonly Lane[]} lanes
 * @returns {string | null}
 */
export function firstGroup(lanes) {
  const groups = groupsOf(lanes);
  return groups.includes("model") ? groups.find((group) => group !== "model") ?? null : null;
}

/**
 * Says whether a lane is one of those that a timeline shows.
 *
 * @param {Pick<Timeline, "lanes" | "group">} timeline
 * @param {number} lane
 * @returns {boolean}
 */
export function isShown({ lanes, group }, lane) {
  return group === null || (lanes[lane]?.group ?? "") === group;
}

/**
 * The name of a thread, with its group where that is needed to tell it apart.
 *
 * @param {Pick<Timeline, "lanes" | "group">} timeline
 * @param {number} lane
 * @returns {string}
 */
export function threadName({ lanes, group }, lane) {
  const name = lanes[lane]?.name ?? `thread ${lane + 1}`;
  const own = lanes[lane]?.group;
  return group === null && own && groupsOf(lanes).length > 0 ? `${name} (${own})` : name;
}

/**
 * Arranges records into tracks.
 *
 * @param {Records} all
 * @param {readonly Lane[]} lanes
 * @param {readonly string[]} names
 * @param {string | null} [group] the only one to show
 * @returns {Timeline}
 */
export function arrange(all, lanes, names, group = null) {
  const shownLanes = { lanes, group };
  const records = group === null ? all : only(all, (lane) => isShown(shownLanes, lane));
  const grouped = group === null && groupsOf(lanes).length > 0;
  const { from, to } = span(records, group !== null);
  const laneCount = records.lane.reduce((most, lane) => Math.max(most, lane + 1), lanes.length);
  const tracks = [];
  for (const [lane, list] of byLane(records, laneCount).entries()) {
    if (!isShown(shownLanes, lane)) continue;
    const label = lanes[lane]?.name ?? `thread ${lane + 1}`;
    tracks.push(...laneTracks(records, lane, list, label, grouped ? lanes[lane]?.group ?? "" : ""));
  }
  const locks = byLock(records);
  const shown = locks.slice(0, maximumLocks).sort(([a], [b]) => a - b);
  for (const [object, list] of shown) {
    tracks.push(...lockTracks(records, object, list, names[object - 1] ?? `lock ${object}`));
  }
  const hiddenLocks = locks.length - shown.length;
  return { records, lanes, names, tracks, from, to, group, hiddenLocks };
}

/**
 * @param {Records} records
 * @param {boolean} tight from the first record on, else from the start of the case
 */
function span(records, tight) {
  let from = Infinity;
  let to = -Infinity;
  for (let i = 0; i < records.count; i++) {
    from = Math.min(from, records.start[i] ?? from);
    to = Math.max(to, records.end[i] ?? to);
  }
  if (from > to) return { from: 0, to: 1e-3 };
  // A case starts at 0, even if its first interval does not; one group of it may come much later.
  if (!tight || from < (to - from) * 0.2) from = Math.min(from, 0);
  return { from, to: to > from ? to : from + 1e-6 };
}

/**
 * Record numbers of each lane in the order of their start.
 *
 * @param {Records} records
 * @param {number} lanes
 * @returns {Uint32Array[]}
 */
function byLane(records, lanes) {
  const sizes = new Uint32Array(lanes);
  for (const lane of records.lane) sizes[lane] = (sizes[lane] ?? 0) + 1;
  const lists = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(lanes);
  for (let i = 0; i < records.count; i++) {
    const lane = records.lane[i] ?? 0;
    const place = filled[lane] ?? 0;
    const list = lists[lane];
    if (list) list[place] = i;
    filled[lane] = place + 1;
  }
  for (const list of lists) sortByStart(records, list);
  return lists;
}

/**
 * Sorts in place, an enclosing interval before what it encloses. Threads report in order, so mostly
 * there is nothing to do.
 *
 * @param {Records} records
 * @param {Uint32Array} list
 */
function sortByStart({ start, end }, list) {
  /** @type {(a: number, b: number) => number} */
  const order = (a, b) =>
    (start[a] ?? 0) - (start[b] ?? 0) || (end[b] ?? 0) - (end[a] ?? 0) || a - b;
  for (let i = 1; i < list.length; i++) {
    if (order(list[i - 1] ?? 0, list[i] ?? 0) > 0) {
      list.sort(order);
      return;
    }
  }
}

/**
 * @param {Records} records
 * @param {number} lane
 * @param {Uint32Array} list
 * @param {string} label
 * @param {string} group
 * @returns {Track[]}
 */
function laneTracks(records, lane, list, label, group) {
  const marks = list.filter((i) => records.state[i] === mark);
  const activity = layers(records, list, (state) => state !== holding && state !== mark);
  const held = layers(records, list, (state) => state === holding);
  if (activity.length === 0) activity.push([]);
  const make = (/** @type {"activity" | "holding"} */ kind) =>
  (
    /** @type {number[]} */ layer,
    /** @type {number} */ depth,
  ) =>
    track(
      records,
      layer,
      { kind, lane, object: 0, label: "", group, depth },
      (i) => records.state[i],
    );
  const tracks = [...activity.map(make("activity")), ...held.map(make("holding"))];
  const first = tracks[0];
  if (first) {
    first.label = label;
    first.markRecord = marks;
    first.markTime = Float64Array.from(marks, (i) => records.start[i] ?? 0);
  }
  return tracks;
}

/**
 * Spreads intervals over as many layers as they nest deep.
 *
 * @param {Records} records
 * @param {Uint32Array} list
 * @param {(state: number) => boolean} wanted
 * @returns {number[][]}
 */
function layers(records, list, wanted) {
  /** @type {number[][]} */
  const layers = [];
  /** @type {number[]} */
  const ends = [];
  for (const i of list) {
    if (!wanted(records.state[i] ?? 0)) continue;
    const start = records.start[i] ?? 0;
    let depth = 0;
    while (depth < deepest - 1 && (ends[depth] ?? -Infinity) > start) depth++;
    (layers[depth] ??= []).push(i);
    ends[depth] = Math.max(ends[depth] ?? -Infinity, records.end[i] ?? 0);
  }
  return layers;
}

/**
 * Who held which lock, the most used locks first.
 *
 * @param {Records} records
 * @returns {[number, number[]][]}
 */
function byLock(records) {
  /** @type {Map<number, number[]>} */
  const locks = new Map();
  for (let i = 0; i < records.count; i++) {
    const object = records.object[i] ?? 0;
    if (records.state[i] !== holding || object === 0) continue;
    const list = locks.get(object);
    if (list) list.push(i);
    else locks.set(object, [i]);
  }
  return [...locks].sort(([, a], [, b]) => b.length - a.length);
}

/**
 * The owners of a lock; readers that share it lie on layers of their own.
 *
 * @param {Records} records
 * @param {number} object
 * @param {number[]} list
 * @param {string} label
 * @returns {Track[]}
 */
function lockTracks(records, object, list, label) {
  const sorted = Uint32Array.from(list);
  sortByStart(records, sorted);
  return layers(records, sorted, () => true).map((layer, depth) =>
    track(
      records,
      layer,
      { kind: "lock", lane: -1, object, label: depth === 0 ? label : "", group: "", depth },
      (i) => firstOwner + (records.lane[i] ?? 0) % ownerInks,
    )
  );
}

/**
 * @param {Records} records
 * @param {ArrayLike<number>} list sorted record numbers
 * @param {Pick<Track, "kind" | "lane" | "object" | "label" | "group" | "depth">} head
 * @param {(record: number) => number | undefined} code
 * @returns {Track}
 */
function track(records, list, head, code) {
  const start = new Float64Array(list.length);
  const end = new Float64Array(list.length);
  const codes = new Uint8Array(list.length);
  let reached = -Infinity;
  for (let k = 0; k < list.length; k++) {
    const i = list[k] ?? 0;
    // What overlaps on the deepest layer begins where the last one ended.
    start[k] = Math.max(reached, records.start[i] ?? 0);
    reached = end[k] = Math.max(reached, records.end[i] ?? 0);
    codes[k] = code(i) ?? 0;
  }
  return {
    ...head,
    start,
    end,
    code: codes,
    record: Uint32Array.from(list),
    markTime: new Float64Array(0),
    markRecord: new Uint32Array(0),
  };
}

/**
 * The first index from `from` on whose value is greater than `limit`, in a growing array. Gallops, as
 * drawing mostly asks for something near.
 *
 * @param {Float64Array} values
 * @param {number} limit
 * @param {number} [from]
 * @returns {number}
 */
export function firstAfter(values, limit, from = 0) {
  let low = from;
  let step = 1;
  let high = from;
  while (high < values.length && (values[high] ?? 0) <= limit) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, values.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The record under a time on a track, or the nearest one within `slack` seconds; -1 when there is
 * none. Marks win over the interval that they stand on.
 *
 * @param {Track} track
 * @param {number} time
 * @param {number} slack
 * @returns {number}
 */
export function recordAt(track, time, slack) {
  const near = firstAfter(track.markTime, time - slack);
  if (near < track.markTime.length && (track.markTime[near] ?? 0) <= time + slack) {
    return track.markRecord[near] ?? -1;
  }
  const i = firstAfter(track.end, time);
  const before = i > 0 ? time - (track.end[i - 1] ?? 0) : Infinity;
  const after = i < track.end.length ? (track.start[i] ?? 0) - time : Infinity;
  if (after <= 0) return track.record[i] ?? -1;
  if (Math.min(before, after) > slack) return -1;
  return track.record[before < after ? i - 1 : i] ?? -1;
}

/**
 * @typedef {object} Detail
 * @property {string} thread
 * @property {string} state
 * @property {string | null} object
 * @property {string | null} note
 * @property {number} start
 * @property {number} end
 */

/**
 * A record in words.
 *
 * @param {Timeline} timeline
 * @param {number} record
 * @returns {Detail}
 */
export function detail(timeline, record) {
  const { records, names } = timeline;
  return {
    thread: threadName(timeline, records.lane[record] ?? 0),
    state: stateName(records.state[record] ?? 0),
    object: name(names, records.object[record]),
    note: name(names, records.note[record]),
    start: records.start[record] ?? 0,
    end: records.end[record] ?? 0,
  };
}

/**
 * @param {readonly string[]} names
 * @param {number | undefined} number
 */
function name(names, number) {
  return number ? names[number - 1] ?? `#${number}` : null;
}
