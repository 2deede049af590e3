/**
 * The seeds of a run, and a source that has them: what random numbers start from stands in the call,
 * or in the first line of a program.
 *
 * @typedef {import("../types.d.ts").Run} Run
 */

import { languageOf, tokenAt } from "./language.js";

/**
 * The seeds of each call of a run, without doubles, in the order of its cases.
 * @param {Run | null} run
 * @returns {ReadonlyMap<number, readonly number[]>}
 */
export function seedsOf(run) {
  /** @type {Map<number, number[]>} */
  const seeds = new Map();
  for (const { call, started } of run?.cases ?? []) {
    const seed = started?.common["seed"];
    if (typeof seed !== "number") continue;
    const known = seeds.get(call) ?? [];
    if (!known.includes(seed)) seeds.set(call, [...known, seed]);
  }
  return seeds;
}

/**
 * The source with the seeds of a run; what it says of seeds itself is replaced.
 * @param {string} source
 * @param {ReadonlyMap<number, readonly number[]>} seeds
 */
export function withSeeds(source, seeds) {
  if (languageOf(source) === "program") return programWith(source, seeds.get(0)?.[0]);
  /** @type {{from: number, to: number, text: string}[]} */
  const changes = [];
  callsOf(source).forEach((call, index) => {
    const list = seeds.get(index);
    if (!list?.length) return;
    const text = `seed: ${list.length === 1 ? list[0] : `[${list.join(", ")}]`}`;
    if (call.seed) changes.push({ ...call.seed, text });
    else changes.push({ from: call.end, to: call.end, text: call.isEmpty ? text : `, ${text}` });
  });
  return changes.reduceRight(
    (text, { from, to, text: added }) => text.slice(0, from) + added + text.slice(to),
    source,
  );
}

/**
 * @param {string} source
 * @param {number | undefined} seed
 */
function programWith(source, seed) {
  if (seed === undefined) return source;
  const [first = "", ...rest] = source.split("\n");
  const option = /\bseed\s*[:=]\s*\d[\d_]*/;
  const end = first.trimEnd();
  const changed = option.test(first)
    ? first.replace(option, `seed: ${seed}`)
    : `${end}${/^%%program$/.test(end) ? " " : ", "}seed: ${seed}`;
  return [changed, ...rest].join("\n");
}

/**
 * @typedef {object} CallPlace
 * @property {number} end behind the last argument
 * @property {boolean} isEmpty there are no arguments
 * @property {{from: number, to: number} | null} seed the argument
 *
 * The calls at the top level of a source.
 * @param {string} source
 * @returns {CallPlace[]}
 */
function callsOf(source) {
  /** @type {CallPlace[]} */
  const calls = [];
  /** @type {CallPlace | null} */
  let call = null;
  let depth = 0;
  /** Where the first word of the argument stands; -1 before it. */
  let argument = -1;
  let last = 0;
  const endArgument = (/** @type {CallPlace} */ open) => {
    const isSeed = argument >= 0 && /^seed\s*:/.test(source.slice(argument, last));
    if (isSeed) open.seed = { from: argument, to: last };
    argument = -1;
  };
  let start = 0;
  for (const line of source.split("\n")) {
    for (let column = 0; column < line.length;) {
      const { kind, end } = tokenAt("interleave", line, column);
      const token = line.slice(column, end);
      const place = start + column;
      column = end;
      if (kind === "comment" || token.trim() === "") continue;
      if (token === "(" || token === "[") depth += 1;
      if (token === ")" || token === "]") depth -= 1;
      if (!call) {
        if (token !== "(" || depth !== 1) continue;
        call = { end: place + 1, isEmpty: true, seed: null };
        last = place + 1;
      } else if (depth === 0) {
        endArgument(call);
        calls.push({ ...call, end: last });
        call = null;
      } else if (token === "," && depth === 1) endArgument(call);
      else {
        if (argument < 0) argument = place;
        call.isEmpty = false;
        last = start + end;
      }
    }
    start += line.length + 1;
  }
  return calls;
}
