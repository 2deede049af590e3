/**
 * Two stored runs side by side. They were measured at different times on a machine that was not the
 * same twice, so nothing is said about which is faster; a button measures both again.
 *
 * @typedef {import("../types.d.ts").Run} Run
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 */

import { button, make } from "../lib/dom.js";
import { hunks, linesOf } from "../lib/diff.js";
import { coloured } from "../lib/language.js";
import { comparisonOf, timeOf } from "../lib/past-runs.js";
import { factsOf } from "../outputs/facts.js";
import { dialogWith } from "./dialogs.js";

/**
 * @param {Run} a
 * @param {Run} b
 * @param {object} page
 * @param {RunLoader | null} page.loader
 * @param {(source: string) => void} page.measure makes a cell of this source and runs it
 * @returns {HTMLDialogElement}
 */
export function showSideBySide(a, b, page) {
  const { dialog, content } = dialogWith("Two runs side by side", "side-by-side");
  const { source, problem } = comparisonOf(a, b);
  const again = button({
    label: "Measure both again",
    icon: "lightning-charge",
    press: () => {
      dialog.close();
      if (source !== null) page.measure(source);
    },
  });
  again.disabled = source === null;
  content.append(
    make(
      "div",
      { class: "no-verdict" },
      make(
        "p",
        {},
        "These were measured at different times, so their figures say little about each other. " +
          (problem ?? "Measured again, alternately, they can be compared."),
      ),
      again,
    ),
    factTable(a, b),
    make(
      "div",
      { class: "columns" },
      column("A", a, b, page.loader),
      column("B", b, a, page.loader),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * @param {string} name
 * @param {Run} run
 * @param {Run} other
 * @param {RunLoader | null} loader
 */
function column(name, run, other, loader) {
  const time = run.started ? timeOf(run.started, new Date()) : "never began";
  const view = /** @type {import("./nb-past.js").RunView} */ (document.createElement("nb-run"));
  if (loader) view.loader = loader;
  view.show?.(run);
  return make(
    "section",
    {},
    make("h3", {}, `${name}: ${time}`),
    sourceNode(run.source, other.source),
    view,
  );
}

/**
 * A source whose lines that the other one lacks are marked.
 * @param {string} source
 * @param {string} other
 */
function sourceNode(source, other) {
  const own = linesOf(source);
  const changed = new Set(
    hunks(own, linesOf(other)).flatMap(({ start, end }) =>
      Array.from({ length: end - start }, (_, index) => start + index)
    ),
  );
  return make(
    "pre",
    { class: "past-source", tabindex: "0" },
    ...own.map((line, index) => {
      const text = make("span", { class: changed.has(index) ? "changed" : "" }, coloured(line));
      text.append("\n");
      return text;
    }),
  );
}

/**
 * The conditions of both; what differs comes first and is marked.
 * @param {Run} a
 * @param {Run} b
 */
function factTable(a, b) {
  const [first, second] = [a, b].map((run) => {
    const [one] = run.cases;
    return new Map(one ? factsOf(run, one) : []);
  });
  const names = [...new Set([...first?.keys() ?? [], ...second?.keys() ?? []])];
  const rows = names.map((name) => {
    const values = [first?.get(name) ?? "–", second?.get(name) ?? "–"];
    return { name, values, differs: values[0] !== values[1] };
  });
  const sorted = [...rows.filter(({ differs }) => differs), ...rows.filter((row) => !row.differs)];
  const table = make(
    "table",
    {},
    make("caption", { class: "for-readers" }, "Conditions of both runs; what differs comes first"),
    make(
      "thead",
      {},
      make("tr", {}, ...["", "A", "B"].map((text) => make("th", { scope: "col" }, text))),
    ),
    make(
      "tbody",
      {},
      ...sorted.map(({ name, values, differs }) =>
        make(
          "tr",
          { differs },
          make("th", { scope: "row" }, name),
          ...values.map((value) => make("td", {}, value)),
        )
      ),
    ),
  );
  return make(
    "div",
    { class: "table-scroller", tabindex: "0", role: "group", "aria-label": "Conditions" },
    table,
  );
}
