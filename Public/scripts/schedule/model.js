/**
 * Questions about an exploration and its schedules. Pure.
 *
 * @typedef {import("./exploration.d.ts").Exploration} Exploration
 * @typedef {import("./exploration.d.ts").Schedule} Schedule
 * @typedef {import("./exploration.d.ts").Step} Step
 * @typedef {import("./exploration.d.ts").State} State
 * @typedef {import("./exploration.d.ts").Count} Count
 */

/** The type under which an output carries an exploration. */
export const explorationType = "application/vnd.interleave.exploration+json";

/** @type {Record<string, string>} */
export const modelNames = { sc: "SC", tso: "TSO", pso: "PSO" };

/**
 * What came with an output, if it is an exploration that this page knows.
 *
 * @param {import("../types.d.ts").Json | undefined} value
 * @returns {Exploration | null}
 */
export function readExploration(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const members = /** @type {{readonly [key: string]: unknown}} */ (value);
  const isKnown = members["version"] === 1 && Array.isArray(members["models"]) &&
    Array.isArray(members["schedules"]) && Array.isArray(members["threads"]);
  return isKnown ? /** @type {Exploration} */ (/** @type {unknown} */ (value)) : null;
}

/**
 * How everything is before the first step and after each: one state more than steps.
 *
 * @param {Schedule} schedule
 * @returns {State[]}
 */
export function statesOf(schedule) {
  const states = [schedule.initial];
  let last = schedule.initial;
  for (const { state } of schedule.steps) {
    last = {
      variables: changed(last.variables, state.variables),
      objects: changed(last.objects, state.objects),
      threads: changed(last.threads, state.threads),
    };
    states.push(last);
  }
  return states;
}

/**
 * @template Value
 * @param {readonly Value[]} old
 * @param {{readonly [index: string]: Value}} changes
 * @returns {readonly Value[]}
 */
function changed(old, changes) {
  const entries = Object.entries(changes);
  if (entries.length === 0) return old;
  const values = [...old];
  for (const [index, value] of entries) values[Number(index)] = value;
  return values;
}

/**
 * The objects that a thread holds.
 *
 * @param {State} state
 * @param {number} thread
 * @returns {number[]}
 */
export function heldBy(state, thread) {
  return state.objects.flatMap(({ owner, readers }, index) =>
    owner === thread || readers?.includes(thread) ? [index] : []
  );
}

/**
 * The choices of the first steps, as the server reads them.
 *
 * The comma at the end tells a list of one from digits.
 *
 * @param {readonly {readonly choice: string}[]} steps
 */
export function choicesOf(steps) {
  return steps.map(({ choice }) => `${choice},`).join("");
}

/**
 * The step at which two schedules part; null when one begins like the other.
 *
 * @param {Schedule} a
 * @param {Schedule} b
 */
export function parting(a, b) {
  const length = Math.min(a.steps.length, b.steps.length);
  for (let i = 0; i < length; i += 1) {
    if (a.steps[i]?.choice !== b.steps[i]?.choice) return i;
  }
  return null;
}

/**
 * The nearest step before or behind one where another thread goes on.
 *
 * @param {readonly Step[]} steps
 * @param {number} step
 * @param {1 | -1} by
 */
export function nextSwitch(steps, step, by) {
  for (let i = step + by; i >= 0 && i < steps.length; i += by) {
    if (steps[i]?.switches) return i;
  }
  return by > 0 ? steps.length - 1 : -1;
}

/**
 * A step in words, with who makes it; of a flush, whose store it is.
 *
 * @param {import("./exploration.d.ts").Names} names
 * @param {{readonly thread: number, readonly kind: string, readonly text: string}} step
 */
export function told(names, step) {
  return toldOf(names.threads[step.thread]?.name ?? String(step.thread), step);
}

/**
 * The same of a thread whose name is known.
 *
 * @param {string} name
 * @param {{readonly kind: string, readonly text: string}} step
 */
export function toldOf(name, { kind, text }) {
  // What a flush did is told of the store; what one would do, of the thread.
  return kind === "flush" && text.startsWith("its ")
    ? `${name}’s ${text.slice(4)}`
    : `${name} ${text}`;
}

/** @param {Count} count */
export function counted(count) {
  return typeof count === "number"
    ? count.toLocaleString("en")
    : count.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
