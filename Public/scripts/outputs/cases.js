/** The cases of a sweep: a compact table in which one is chosen. */

import { make, setText } from "../lib/dom.js";
import { quantity, verdictWord } from "./wording.js";

/** @typedef {import("../types.d.ts").Run} Run */
/** @typedef {import("../types.d.ts").RunCase} RunCase */

/** @typedef {{call: number, case: number}} Place */

/**
 * @param {Place} a
 * @param {Place} b
 * @returns {boolean}
 */
export function samePlace(a, b) {
  return a.call === b.call && a.case === b.case;
}

/**
 * One word for where a case stands.
 *
 * @param {RunCase} one
 * @param {Run["phase"]} phase
 * @returns {string}
 */
export function caseStatus(one, phase) {
  if (one.finished) {
    const { status, wall } = one.finished;
    const plain = { crashed: "crashed", outOfMemory: "out of memory", deadline: "deadline" };
    if (status === "done") return `done in ${quantity(wall, "s")}`;
    return plain[/** @type {keyof typeof plain} */ (status)] ?? status;
  }
  if (phase !== "running" && phase !== "queued") return one.started ? "interrupted" : "not run";
  if (!one.started) return "waiting";
  const percent = Math.round((one.progress?.fraction ?? 0) * 100);
  return `running, ${percent} %`;
}

/**
 * Counts what became of each claim over all cases, for the sentence above the table.
 *
 * @param {Run} run
 * @returns {string}
 */
export function casesSentence(run) {
  /** @type {Map<string, Map<string, number>>} */
  const claims = new Map();
  for (const { claim, verdict } of run.verdicts) {
    const counts = claims.get(claim) ?? new Map();
    counts.set(verdictWord(verdict), (counts.get(verdictWord(verdict)) ?? 0) + 1);
    claims.set(claim, counts);
  }
  const parts = [...claims].map(([claim, counts]) =>
    `${claim}: ${[...counts].map(([word, n]) => `${word} in ${n}`).join(", ")}`
  );
  return `${run.cases.length} cases${parts.length > 0 ? `. ${parts.join("; ")}` : ""}.`;
}

/**
 * The verdicts of a case in few words: "3 exact, 1 observed".
 *
 * @param {readonly import("../types.d.ts").RunVerdict[]} verdicts
 * @returns {string}
 */
export function counted(verdicts) {
  const words = verdicts.map(({ verdict }) => verdictWord(verdict));
  return [...new Set(words)]
    .map((word) => `${words.filter((other) => other === word).length} ${word}`)
    .join(", ");
}

/**
 * Makes the table; `choose` is called with the place that somebody picks.
 *
 * @param {(place: Place) => void} choose
 */
export function caseTable(choose) {
  const sentence = make("p");
  const body = make("tbody");
  const head = ["Case", "Status", "Verdicts"].map((text) => make("th", { scope: "col" }, text));
  const table = make(
    "table",
    {},
    make("caption", { class: "for-readers" }, "Cases of this run; choose one to see it"),
    make("thead", {}, make("tr", {}, ...head)),
    body,
  );
  const scroller = make(
    "div",
    { class: "table-scroller", tabindex: "0", role: "group", "aria-label": "Table of cases" },
    table,
  );
  const element = make(
    "div",
    { class: "cases", role: "group", "aria-label": "Cases" },
    sentence,
    scroller,
  );
  /** @type {Map<string, {row: HTMLElement, pick: HTMLButtonElement, cells: HTMLElement[]}>} */
  const rows = new Map();

  body.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    const picks = [...rows.values()].map(({ pick }) => pick);
    const place = picks.findIndex((pick) => pick === document.activeElement);
    const next = picks[place + by];
    if (place < 0 || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
    next.click();
  });

  /**
   * @param {RunCase} one
   * @param {string} key
   */
  function addRow(one, key) {
    const pick = make("button", { type: "button" });
    pick.addEventListener("click", () => choose({ call: one.call, case: one.case }));
    const cells = [make("td"), make("td")];
    const row = make("tr", {}, make("th", { scope: "row" }, pick), ...cells);
    row.addEventListener("click", (event) => {
      if (event.target !== pick) pick.click();
    });
    const entry = { row, pick, cells };
    rows.set(key, entry);
    body.append(row);
    return entry;
  }

  return {
    element,
    /**
     * @param {Run} run
     * @param {Place} chosen
     */
    show(run, chosen) {
      element.hidden = run.cases.length < 2;
      if (element.hidden) return;
      setText(sentence, casesSentence(run));
      const calls = new Set(run.cases.map(({ call }) => call)).size;
      const keys = new Set(run.cases.map((one) => `${one.call}.${one.case}`));
      for (const [key, { row }] of rows) {
        if (!keys.has(key)) {
          row.remove();
          rows.delete(key);
        }
      }
      for (const one of run.cases) {
        const key = `${one.call}.${one.case}`;
        const { row, pick, cells } = rows.get(key) ?? addRow(one, key);
        const label = one.label || (calls > 1 ? "" : `case ${one.case + 1}`);
        setText(pick, calls > 1 ? [one.experiment, label].filter(Boolean).join(", ") : label);
        const isChosen = samePlace(one, chosen);
        row.toggleAttribute("chosen", isChosen);
        pick.setAttribute("aria-pressed", String(isChosen));
        const verdicts = run.verdicts.filter((verdict) => samePlace(verdict, one));
        if (cells[0]) setText(cells[0], caseStatus(one, run.phase));
        if (cells[1]) setText(cells[1], counted(verdicts));
      }
    },
  };
}
