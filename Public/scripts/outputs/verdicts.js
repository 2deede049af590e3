/** The verdicts: sentences first, their keywords small and without colour. */

import { make } from "../lib/dom.js";
import { evidenceWord, interval, verdictWord } from "./wording.js";

/** @typedef {import("../types.d.ts").RunVerdict} RunVerdict */
/** @typedef {import("../types.d.ts").ClaimFact} ClaimFact */

/**
 * @param {readonly RunVerdict[]} verdicts
 * @returns {HTMLElement[]}
 */
export function verdictNodes(verdicts) {
  return verdicts.map((verdict) => {
    const { sentence, statistics, decide, evidence, met } = verdict;
    const tags = [make("span", { class: "keyword" }, verdictWord(verdict.verdict))];
    if (evidence !== verdict.verdict) {
      tags.push(make("span", { title: evidenceWord(evidence) }, `${evidence} evidence`));
    }
    if (met === false) tags.push(make("span", {}, "other than the experiment expects"));
    const item = make("li", { "data-verdict": verdict.verdict }, make("p", {}, sentence));
    // What is computed is in the sentence; figures are for what was measured.
    const isMeasured = statistics && (statistics.n > 1 || evidence !== "exact");
    if (isMeasured) item.append(make("p", { class: "statistics" }, interval(statistics)));
    if (decide) item.append(make("p", { class: "decide" }, `What would decide it: ${decide}`));
    item.append(make("p", { class: "tags" }, ...tags));
    return item;
  });
}

/**
 * What a case that is still running may give verdicts about; folded, as not every claim is made with
 * every choice of parameters.
 *
 * @returns {{element: HTMLElement, show: (claims: readonly ClaimFact[]) => void}}
 */
export function claimsView() {
  const list = make("ul");
  const summary = make("summary", {}, "What this looks at");
  const element = make("details", { class: "claims", hidden: true }, summary, list);
  /** @type {readonly ClaimFact[]} */
  let shown = [];
  return {
    element,
    show(claims) {
      element.hidden = claims.length === 0;
      if (claims === shown) return;
      shown = claims;
      list.replaceChildren(
        ...claims.map(({ sentence, evidence }) =>
          make("li", {}, `${sentence} `, make("span", {}, `${evidence} evidence`))
        ),
      );
    },
  };
}
