/**
 * How far a run is, in words.
 *
 * @typedef {import("../types.d.ts").Run} Run
 */

import { clock, duration } from "./format.js";

/** @type {Record<import("../types.d.ts").Phase, string>} */
export const phaseWords = {
  queued: "waiting",
  running: "running",
  done: "done",
  failed: "failed",
  stopped: "stopped",
  interrupted: "interrupted",
};

/**
 * @param {Run} run
 * @param {number} now milliseconds since 1970
 */
export function phaseSentence(run, now) {
  switch (run.phase) {
    case "queued": {
      if (!run.waiting) return "Waiting for its turn";
      const { position, reason } = run.waiting;
      return position > 0 ? `Number ${position} in the queue: ${reason}` : `Waiting: ${reason}`;
    }
    case "running": {
      const start = Date.parse(run.started ?? "");
      const seconds = Number.isNaN(start) ? 0 : Math.max(0, (now - start) / 1000);
      return `Running for ${clock(seconds)}`;
    }
    case "done":
      return run.wall === null ? "Done" : `Done in ${duration(run.wall)}`;
    case "failed":
      return withReason("Failed", run);
    case "stopped":
      return withReason("Stopped", run);
    case "interrupted":
      return withReason("Interrupted", run);
  }
}

/**
 * @param {string} word
 * @param {Run} run
 */
function withReason(word, run) {
  const time = run.wall === null ? "" : ` after ${duration(run.wall)}`;
  return run.reason ? `${word}${time}: ${run.reason}` : `${word}${time}`;
}
