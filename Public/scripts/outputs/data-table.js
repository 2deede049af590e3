/** A table that shows a page of its rows at a time, for people and for screen readers. */

import { make, setText } from "../lib/dom.js";
import { press } from "./nodes.js";

/** Rows of one page. */
const pageSize = 25;

/**
 * @typedef {object} TableData
 * @property {string} caption
 * @property {readonly {name: string, numeric?: boolean}[]} columns
 * @property {number} count rows in all
 * @property {(index: number) => readonly string[]} row
 */

/**
 * Makes a table; `show` changes what it shows and stays on the page that is open.
 *
 * @returns {{element: HTMLElement, show: (data: TableData) => void}}
 */
export function dataTable() {
  const table = make("table");
  const scroller = make("div", { class: "table-scroller", tabindex: "0", role: "group" }, table);
  const place = make("span", { role: "status" });
  const previous = press("Previous page", () => go(page - 1));
  const next = press("Next page", () => go(page + 1));
  const pager = make("p", { class: "pager" }, previous, place, next);
  const element = make("div", { class: "data-table" }, scroller, pager);
  let page = 0;
  /** @type {TableData} */
  let data = { caption: "", columns: [], count: 0, row: () => [] };

  /** @param {number} wanted */
  function go(wanted) {
    const pages = Math.max(1, Math.ceil(data.count / pageSize));
    page = Math.min(Math.max(0, wanted), pages - 1);
    const from = page * pageSize;
    const to = Math.min(data.count, from + pageSize);
    const rows = [];
    for (let i = from; i < to; i++) rows.push(rowNode(data, data.row(i)));
    table.replaceChildren(
      make("caption", { class: "for-readers" }, data.caption),
      make("thead", {}, make("tr", {}, ...data.columns.map(headNode))),
      make("tbody", {}, ...rows),
    );
    pager.hidden = data.count <= pageSize;
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
    setText(place, `${grouped(from + 1)} to ${grouped(to)} of ${grouped(data.count)}`);
  }

  return {
    element,
    show(value) {
      data = value;
      scroller.setAttribute("aria-label", value.caption);
      go(page);
    },
  };
}

/** @param {{name: string, numeric?: boolean}} column */
function headNode({ name, numeric = false }) {
  return make("th", { scope: "col", "data-numeric": numeric }, name);
}

/**
 * @param {TableData} data
 * @param {readonly string[]} cells
 */
function rowNode({ columns }, cells) {
  return make(
    "tr",
    {},
    ...cells.map((text, i) => make("td", { "data-numeric": columns[i]?.numeric ?? false }, text)),
  );
}

/** @param {number} value */
function grouped(value) {
  return value.toLocaleString("en");
}
