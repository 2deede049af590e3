/** What went wrong, said clearly, with what to do. */

import { make } from "../lib/dom.js";
import { failure } from "./wording.js";

/** @typedef {import("../types.d.ts").Run} Run */
/** @typedef {import("../types.d.ts").RunCase} RunCase */

/**
 * @param {Run} run
 * @param {RunCase | null} chosen
 * @returns {HTMLElement[]}
 */
export function failureNodes(run, chosen) {
  const whole = run.phase === "running" || run.phase === "queued" || run.phase === "done"
    ? null
    : failure(run.status && run.status !== "done" ? run.status : run.phase, run.reason);
  const end = chosen?.finished;
  const part = end && end.status !== run.status ? failure(end.status, end.reason) : null;
  const shown = run.diagnostics.some(({ severity }) => severity === "error") ? [] : [whole, part];
  return [
    ...run.diagnostics.map((one) => {
      const place = `Line ${one.from.line}, column ${one.from.column}: `;
      const text = make("p", {}, make("strong", {}, place), one.message);
      if (one.suggestion) text.append(" ", make("span", { class: "advice" }, one.suggestion));
      return make("div", { class: "failure", "data-severity": one.severity }, text);
    }),
    ...shown.flatMap((one) =>
      one
        ? [make(
          "div",
          { class: "failure" },
          make("p", {}, make("strong", {}, one.title)),
          make("p", { class: "advice" }, one.advice),
        )]
        : []
    ),
  ];
}
