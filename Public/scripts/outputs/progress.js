/** How far a run is: a bar and a sentence. */

import { make, setText } from "../lib/dom.js";

/** @typedef {import("../types.d.ts").Run} Run */

/**
 * What is said beside the bar.
 *
 * @param {Run} run
 * @returns {string}
 */
export function progressSentence(run) {
  if (run.phase === "queued") {
    if (!run.waiting) return "Waiting to start.";
    const { position, reason } = run.waiting;
    return `Waiting${position > 0 ? `, number ${position} in the queue` : ""}: ${reason}`;
  }
  const cases = run.cases.length;
  const done = run.cases.filter(({ finished }) => finished !== null).length;
  const place = cases > 1 ? `Case ${Math.min(done + 1, cases)} of ${cases}. ` : "";
  return place + (run.progress?.sentence || "Running.");
}

/** @returns {{element: HTMLElement, show: (run: Run) => void}} */
export function progressBar() {
  const bar = make("progress", { max: "1", "aria-label": "Progress of the run" });
  const sentence = make("span", { class: "sentence" });
  const element = make("div", { class: "progress" }, bar, sentence);
  return {
    element,
    show(run) {
      element.hidden = run.phase !== "queued" && run.phase !== "running";
      if (element.hidden) return;
      const fraction = run.phase === "running" ? run.progress?.fraction : undefined;
      if (fraction === undefined) bar.removeAttribute("value");
      else bar.value = fraction;
      setText(sentence, progressSentence(run));
    },
  };
}
