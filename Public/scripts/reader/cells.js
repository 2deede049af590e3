/**
 * Cells to read: the same parts as on the notebook's page, without anything that changes them.
 *
 * The file holds each cell as plain text and pictures already; here they get what moves.
 *
 * @typedef {import("../types.d.ts").Cell} Cell
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 */

import { MarkdownElement } from "../elements/nb-markdown.js";
import { make } from "../lib/dom.js";
import { coloured, languageNames, languageOf } from "../lib/language.js";
import { phaseSentence, phaseWords } from "../lib/phase.js";
import { RunView } from "../outputs/run-view.js";

/**
 * @param {Cell} cell
 * @param {number} number from 1
 * @param {number} total
 */
export function labelOf(cell, number, total) {
  const kind = cell.kind === "code" ? languageNames[languageOf(cell.source)] : "text";
  const phase = cell.run ? `, ${phaseWords[cell.run.phase]}` : "";
  return `Cell ${number} of ${total}, ${kind.toLowerCase()}${phase}`;
}

/**
 * Fills the place of a cell.
 *
 * @param {HTMLElement} place
 * @param {Cell} cell
 * @param {object} around
 * @param {RunLoader | null} around.loader of its run
 * @param {boolean} around.isOwn whether its run is one of this server, and no output of another file
 * @param {number} around.saved when the file was written: milliseconds since 1970
 */
export async function showCell(place, cell, around) {
  const body = make("div", { class: "body" });
  if (cell.kind === "markdown") {
    const text = new MarkdownElement();
    await text.show(cell.source, cell.attachments);
    body.append(text);
  } else if (cell.kind === "code") {
    const code = make("pre", { class: "still", tabindex: "0" }, coloured(cell.source));
    body.append(make("div", { class: "card" }, editorPlace(code)));
    if (cell.run) body.append(...runParts(cell.run, cell, around));
  } else return;
  place.replaceChildren(body);
}

/** @param {HTMLElement} code */
function editorPlace(code) {
  // Only its styles are wanted.
  const place = document.createElement("nb-editor");
  place.append(code);
  return place;
}

/**
 * @param {import("../types.d.ts").Run} run
 * @param {Cell} cell
 * @param {Parameters<typeof showCell>[2]} around
 * @returns {HTMLElement[]}
 */
function runParts(run, cell, { loader, isOwn, saved }) {
  const view = new RunView();
  view.loader = loader;
  view.show(run);
  if (!isOwn) return [view];
  const isOpen = run.phase === "queued" || run.phase === "running";
  const words = phaseSentence(run, saved);
  const state = make(
    "span",
    { class: "state", "data-phase": run.phase },
    isOpen ? `${words}, when this file was written` : words,
  );
  const edited = run.source === cell.source ? [] : [make("span", {}, "edited since this run")];
  return [make("div", { class: "line" }, state, ...edited), view];
}
