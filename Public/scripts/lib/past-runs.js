/**
 * What a list of earlier runs says of each, and what two of them can be measured against each other.
 *
 * @typedef {import("../types.d.ts").PastRun} PastRun
 * @typedef {import("../types.d.ts").Run} Run
 */

import { duration } from "./format.js";

/**
 * The time of day, with the date unless it is today's.
 * @param {string} time
 * @param {Date} now
 */
export function timeOf(time, now) {
  const date = new Date(time);
  const isToday = date.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat("en", {
    ...(isToday ? {} : { month: "short", day: "numeric" }),
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
  }).format(date);
}

/**
 * How long a run took; empty while nobody knows.
 * @param {PastRun} run
 */
export function lengthOf({ started, ended, finished }) {
  if (finished) return duration(finished.wall);
  const time = Date.parse(ended ?? "") - Date.parse(started ?? "");
  return Number.isNaN(time) ? "" : duration(time / 1000);
}

/**
 * What became of a run, in a sentence.
 * @param {PastRun} run
 */
export function resultOf({ phase, reason, verdicts, verdictCount }) {
  const [first] = verdicts;
  const more = verdictCount > 1 ? ` (and ${verdictCount - 1} more)` : "";
  if (phase === "done") return first ? first.sentence + more : "Done.";
  const words = {
    queued: "Waiting",
    running: "Running",
    failed: "Failed",
    stopped: "Stopped",
    interrupted: "Interrupted",
  };
  return reason ? `${words[phase]}: ${reason}` : `${words[phase]}.`;
}

/**
 * The source of a cell that measures two runs against each other, or why there is none.
 * @param {Run} a
 * @param {Run} b
 * @returns {{source: string, problem: null} | {source: null, problem: string}}
 */
export function comparisonOf(a, b) {
  for (const { plan, source } of [a, b]) {
    if (/^%%(?!experiment\b)/.test(source)) {
      return { source: null, problem: "Only experiment calls can be measured again." };
    }
    const cases = plan.reduce((sum, call) => sum + call.cases.length, 0);
    if (cases !== 1) {
      return {
        source: null,
        problem: "Only runs of one case each can be measured again; these sweep over several.",
      };
    }
  }
  const [first, second] = [a, b].map(({ source }) => source.replace(/^%%experiment\n/, "").trim());
  return { source: `%%compare\n${first}\n${second}\n`, problem: null };
}
