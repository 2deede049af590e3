/**
 * Where everything of a space-time diagram stands: threads are lanes, time runs down.
 *
 * Where the lanes are wide enough, a step's words stand beside its dot. Where the page is narrow and
 * each row has one step only, lanes are slim and all words stand in a column at the right.
 */

import { chainRows, racingPairs } from "./order.js";
import { arrow, at, fit } from "./svg.js";

/** @typedef {import("./exploration.d.ts").Step} Step */
/** @typedef {import("./svg.js").Point} Point */

/** @typedef {"time" | "order"} Rows */
/** @typedef {"before" | "reads" | "race"} EdgeKind */

export const missing = "nothing orders these two";
export const radius = 9;

const rowHeight = 30;
const slimLane = 30;
const widestLabel = 230;
const longestName = 110;
/** Room for the words of a missing arrow, below the row where it begins. */
const wordsHeight = 20;
/** More of them would hide the rest; all arrows are drawn, and all are in the text. */
const wordsLimit = 4;

/**
 * @param {readonly string[]} threads
 * @param {readonly Step[]} steps
 * @param {{rows: Rows, width: number, measure: (text: string) => number}} options
 */
export function spaceTime(threads, steps, { rows: kind, width, measure }) {
  const rows = kind === "order" ? chainRows(steps) : steps.map((_, i) => i);
  const lanes = laneWidths(threads, steps, measure);
  const wide = lanes.reduce((sum, lane) => sum + lane, 0);
  const isSlim = kind === "time" && wide > width;
  const names = threads.map((name) => fit(name, longestName, measure));
  const longest = Math.max(0, ...names.map(measure));
  const top = isSlim ? Math.round(longest * 0.71) + 28 : 36;
  /** @type {number[]} */
  const x = [];
  let left = 0;
  for (const lane of lanes) {
    x.push(left + (isSlim ? slimLane / 2 + 4 : 24));
    left += isSlim ? slimLane : lane;
  }
  const worded = wordedPairs(steps, rows);
  const y = heights(rows, worded.map(({ from }) => rows[from] ?? 0), top);
  const column = left + 16;
  const dots = steps.map((step, i) => {
    const place = { x: x[step.thread] ?? 0, y: y[rows[i] ?? 0] ?? 0 };
    const label = fit(step.text, widestLabel, measure);
    return { ...place, label, labelX: isSlim ? column : place.x + radius + 7 };
  });
  const right = isSlim
    ? column + Math.max(longest * 0.71 - 10, ...dots.map(({ label }) => measure(label))) + 6
    : left;
  const words = worded.map(({ from, to }) => {
    const half = measure(missing) / 2 + 8;
    const [a, b] = [dots[from], dots[to]];
    const middle = ((a?.x ?? 0) + (b?.x ?? 0)) / 2;
    const height = (a?.y ?? 0) + rowHeight / 2 + wordsHeight / 2;
    return { x: Math.max(half, Math.min(right - half, middle)), y: height, from, to };
  });
  const full = Math.max(right, measure(missing) + 16);
  return {
    width: Math.ceil(full),
    height: (y.at(-1) ?? top) + rowHeight,
    isSlim,
    lanes: names.map((name, i) => ({ name, x: x[i] ?? 0, y: top - 18 })),
    dots,
    edges: edges(steps, dots, rows),
    words,
    line: kind === "time" ? `M${dots.map(at).join("L")}` : "",
  };
}

/**
 * @param {readonly string[]} threads
 * @param {readonly Step[]} steps
 * @param {(text: string) => number} measure
 */
function laneWidths(threads, steps, measure) {
  return threads.map((name, thread) => {
    const labels = steps.filter((step) => step.thread === thread).map(({ text }) => measure(text));
    return Math.max(
      Math.min(longestName, measure(name)) + 24,
      Math.min(widestLabel, Math.max(0, ...labels)) + 54,
    );
  });
}

/** Of each row the first missing arrow. @param {readonly Step[]} steps @param {number[]} rows */
function wordedPairs(steps, rows) {
  /** @type {Map<number, {from: number, to: number}>} */
  const first = new Map();
  for (const pair of racingPairs(steps)) {
    const upper = (rows[pair.from] ?? 0) <= (rows[pair.to] ?? 0) ? pair.from : pair.to;
    const row = rows[upper] ?? 0;
    const turned = { from: upper, to: upper === pair.from ? pair.to : pair.from };
    if (!first.has(row) && first.size < wordsLimit) first.set(row, turned);
  }
  return [...first.values()];
}

/** @param {number[]} rows @param {number[]} worded @param {number} top */
function heights(rows, worded, top) {
  const roomy = new Set(worded);
  const y = [top + 14];
  for (let row = 1; row <= Math.max(0, ...rows); row++) {
    y.push((y[row - 1] ?? 0) + rowHeight + (roomy.has(row - 1) ? wordsHeight : 0));
  }
  return y;
}

/** @param {readonly Step[]} steps @param {Point[]} dots @param {number[]} rows */
function edges(steps, dots, rows) {
  /** @type {{from: number, to: number, kind: EdgeKind, line: string, head: string}[]} */
  const all = [];
  /** @param {number} from @param {number} to @param {EdgeKind} kind @param {number} side */
  const add = (from, to, kind, side) => {
    const [a, b] = [dots[from], dots[to]];
    if (!a || !b) return;
    const isSame = a.x === b.x;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const isLevel = kind === "race" && rows[from] === rows[to];
    // Arcs within a lane stay at its left, where no words are; a level line dips below the words.
    const bend = isLevel
      ? (a.x < b.x ? 1 : -1) * (rowHeight / 2 + wordsHeight / 2)
      : isSame
      ? (a.y < b.y ? 1 : -1) * Math.min(13, 6 + length * 0.03)
      : side * Math.min(16, length * 0.1);
    const { line, head } = arrow(a, b, bend, radius + 2);
    all.push({ from, to, kind, line, head });
  };
  steps.forEach((step, to) => {
    for (const from of step.after) add(from, to, "before", 1);
    if ((step.readsFrom ?? -1) >= 0) add(step.readsFrom ?? 0, to, "reads", -1);
  });
  for (const { from, to } of racingPairs(steps)) add(from, to, "race", 0);
  return all;
}
