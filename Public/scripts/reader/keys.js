/** From cell to cell by keyboard; the views of a cell have keys of their own. */

/** What the keys do, in words: also for people who do not see the page. */
export const keysHelp = /** @type {const} */ ([
  ["J, K", "next and previous cell"],
  ["Tab", "into a schedule, a timeline, a table or a text that scrolls"],
  ["← →, Home, End", "in a schedule: one step back or on, to the start, to the end"],
  ["[ ]", "in a schedule: to the previous or next switch of threads"],
  ["← →, +, −, 0", "in a timeline: move, zoom in, zoom out, show everything"],
  ["↑ ↓, N, P", "in a timeline: choose a thread, its next and previous event"],
  ["?", "open and close this list"],
]);

/**
 * @param {HTMLElement} notebook what holds the cells
 * @param {() => void} help
 */
export function listenToKeys(notebook, help) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
    const by = { j: 1, J: 1, k: -1, K: -1 }[event.key];
    if (by === undefined && event.key !== "?") return;
    event.preventDefault();
    if (by === undefined) help();
    else focusCell(notebook, by);
  });
}

/**
 * @param {HTMLElement} notebook
 * @param {number} by
 */
function focusCell(notebook, by) {
  const cells = /** @type {HTMLElement[]} */ ([...notebook.querySelectorAll("nb-cell")]);
  const current = document.activeElement?.closest("nb-cell");
  const index = current ? cells.findIndex((cell) => cell === current) : by > 0 ? -1 : cells.length;
  const next = cells[Math.max(0, Math.min(cells.length - 1, index + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
