/** The partial order in words. */

import { toldOf } from "./model.js";
import { cone } from "./order.js";

/** @typedef {import("./exploration.d.ts").Step} Step */

/**
 * Numbers from 1 as people write them: "1 to 4, 6 and 9".
 *
 * @param {readonly number[]} steps from 0, rising
 */
export function stepList(steps) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run && run[1] === step - 1) run[1] = step;
    else runs.push([step, step]);
  }
  const parts = runs.flatMap(([from, to]) =>
    to - from > 1 ? [`${from + 1} to ${to + 1}`] : from === to ? [`${to + 1}`] : [
      `${from + 1}`,
      `${to + 1}`,
    ]
  );
  const last = parts.pop() ?? "nothing";
  return parts.length > 0 ? `${parts.join(", ")} and ${last}` : last;
}

/**
 * A step by name: "3, left writes x = 1".
 *
 * @param {readonly string[]} threads
 * @param {readonly Step[]} steps
 * @param {number} step
 */
export function named(threads, steps, step) {
  const it = steps[step];
  return it ? `${step + 1}, ${toldOf(threads[it.thread] ?? "?", it)}` : "At the start";
}

/**
 * What is ordered with a step, in one line.
 *
 * @param {readonly string[]} threads
 * @param {readonly Step[]} steps
 * @param {number} step
 */
export function orderLine(threads, steps, step) {
  const { past, future, unordered } = cone(steps, step);
  const it = steps[step];
  if (!it) return "Before the first step.";
  const parts = [`${named(threads, steps, step)}: happens after: ${stepList(past)}`];
  if (future.length > 0) parts.push(`before: ${stepList(future)}`);
  if (unordered.length > 0) parts.push(`not ordered with: ${stepList(unordered)}`);
  if ((it.readsFrom ?? -1) >= 0) {
    parts.push(
      it.kind === "flush"
        ? `its store: ${(it.readsFrom ?? 0) + 1}`
        : `reads from: ${(it.readsFrom ?? 0) + 1}`,
    );
  }
  if ((it.races ?? []).length > 0) {
    parts.push(`races with: ${stepList([...it.races ?? []].sort((a, b) => a - b))}`);
  }
  return `${parts.join("; ")}.`;
}
