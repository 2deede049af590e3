/**
 * The partial order of a schedule: what happens before what, whatever the interleaving was.
 *
 * Vector clocks answer whether two steps are ordered (Fidge 1988, Mattern 1989): `a` happens before
 * `b` when the clock of `b` knows the step `a` of its thread. A flush has the clock of its store; only
 * that store and what is before it happen before the flush, and nothing happens after it.
 */

/** @typedef {import("./exploration.d.ts").Step} Step */

/**
 * @param {readonly Step[]} steps
 * @param {number} a
 * @param {number} b
 */
export function happensBefore(steps, a, b) {
  const [first, second] = [steps[a], steps[b]];
  if (!first || !second || a === b || first.kind === "flush") return false;
  if (second.kind === "flush" && second.readsFrom === a) return true;
  const own = first.clock[first.thread] ?? 0;
  const isKnown = (second.clock[first.thread] ?? 0) >= own;
  return isKnown && (first.thread !== second.thread || own < (second.clock[first.thread] ?? 0));
}

/**
 * The steps that had to be before a step, those that had to be behind it, and all others.
 *
 * @param {readonly Step[]} steps
 * @param {number} step
 * @returns {{past: number[], future: number[], unordered: number[]}}
 */
export function cone(steps, step) {
  /** @type {{past: number[], future: number[], unordered: number[]}} */
  const parts = { past: [], future: [], unordered: [] };
  steps.forEach((_, other) => {
    if (other === step) return;
    if (happensBefore(steps, other, step)) parts.past.push(other);
    else if (happensBefore(steps, step, other)) parts.future.push(other);
    else parts.unordered.push(other);
  });
  return parts;
}

/**
 * The row of each step when only the partial order counts: the length of the longest chain of steps
 * before it. A flush takes the first row of its lane that is free behind its store.
 *
 * @param {readonly Step[]} steps
 * @returns {number[]}
 */
export function chainRows(steps) {
  /** @type {number[]} */
  const rows = steps.map(() => 0);
  /** @type {Map<number, Set<number>>} */
  const taken = new Map();
  /** @type {Map<number, number>} */
  const last = new Map();
  const lane = (/** @type {number} */ thread) => taken.get(thread) ?? new Set();
  steps.forEach((step, i) => {
    if (step.kind === "flush") return;
    const before = [...step.after, ...(last.has(step.thread) ? [last.get(step.thread) ?? 0] : [])];
    const row = Math.max(-1, ...before.map((other) => rows[other] ?? -1)) + 1;
    rows[i] = row;
    last.set(step.thread, i);
    taken.set(step.thread, lane(step.thread).add(row));
  });
  steps.forEach((step, i) => {
    if (step.kind !== "flush") return;
    let row = (rows[step.readsFrom ?? -1] ?? -1) + 1;
    while (lane(step.thread).has(row)) row += 1;
    rows[i] = row;
    taken.set(step.thread, lane(step.thread).add(row));
  });
  return rows;
}

/**
 * Pairs of steps that race, the earlier one first, each pair once.
 *
 * @param {readonly Step[]} steps
 * @returns {{from: number, to: number}[]}
 */
export function racingPairs(steps) {
  return steps.flatMap((step, from) =>
    (step.races ?? []).filter((to) => to > from).map((to) => ({ from, to }))
  );
}
