/** All interleavings as a tree with equal states folded together: each node says how many of them fail. */

import { make } from "../lib/dom.js";
import { counted, modelNames } from "./model.js";

/** @typedef {import("./exploration.d.ts").Exploration} Exploration */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./exploration.d.ts").Tree} Tree */
/** @typedef {import("./exploration.d.ts").TreeEdge} TreeEdge */
/** @typedef {import("./exploration.d.ts").TreeNode} TreeNode */
/** @typedef {import("./exploration.d.ts").View} View */

/** Rows that are made at once; more come on demand. */
const page = 200;

/**
 * How many of the interleavings behind a node fail, in words.
 *
 * @param {TreeNode} node
 */
export function share({ total, failing }) {
  const [all, bad] = [Number(total), Number(failing)];
  if (bad === 0) return all === 1 ? "passes" : `none of ${counted(total)} fails`;
  if (bad === all) return all === 1 ? "fails" : `all ${counted(total)} fail`;
  return `${counted(failing)} of ${counted(total)} fail`;
}

/**
 * The nodes that a schedule visits, as far as the tree goes: the start, then one a step.
 *
 * @param {Tree} tree
 * @param {Schedule} schedule
 * @returns {number[]}
 */
export function pathOf(tree, schedule) {
  const path = [0];
  if (schedule.model !== tree.model) return path;
  for (const { choice } of schedule.steps) {
    const edge = tree.nodes[path.at(-1) ?? 0]?.children.find((one) => one.choice === choice);
    if (!edge) break;
    path.push(edge.node);
  }
  return path;
}

/**
 * @param {Exploration} exploration
 * @param {Schedule} schedule
 * @returns {View}
 */
export function treeView(exploration, schedule) {
  const { tree } = exploration;
  if (!tree) {
    const reason = "There are too many interleavings for a tree, or they go round for ever.";
    return { element: make("p", { class: "graph-caption" }, reason), show() {} };
  }
  const list = make("ul", { role: "tree", "aria-label": "Interleavings" });
  const start = tree.nodes[0];
  const caption = make(
    "p",
    { class: "graph-caption" },
    `${modelNames[tree.model]}: ${
      start ? share(start) : ""
    }. Interleavings that come to the same state ` +
      "are drawn once. Right and Left open and close, Enter goes to the step." +
      (tree.isCut ? " The tree ends early, because it would be too large." : "") +
      (schedule.model === tree.model
        ? ""
        : ` This schedule is one of ${modelNames[schedule.model]}.`),
  );
  const element = make("div", { class: "interleaving-tree" }, caption, list);
  const path = pathOf(tree, schedule);
  /** Rows of the steps of the schedule. @type {HTMLLIElement[]} */
  const own = [];
  /** Nodes that stand in the tree already. @type {Set<number>} */
  const drawn = new Set([0]);
  let made = 0;

  /**
   * @param {HTMLUListElement} host
   * @param {number} node
   * @param {string} choices from the start to here
   * @param {number} depth how many steps led here, while they are the schedule's; else -1
   */
  function fill(host, node, choices, depth) {
    for (const edge of tree?.nodes[node]?.children ?? []) {
      const isOwn = depth >= 0 && schedule.steps[depth]?.choice === edge.choice &&
        path[depth + 1] === edge.node;
      addRow(host, edge, `${choices}${edge.choice},`, isOwn ? depth + 1 : -1);
    }
  }

  /**
   * @param {HTMLUListElement} host
   * @param {TreeEdge} edge
   * @param {string} choices
   * @param {number} depth
   */
  function addRow(host, edge, choices, depth) {
    const node = tree?.nodes[edge.node];
    if (!node) return;
    made += 1;
    const isAgain = drawn.has(edge.node) && depth < 0;
    drawn.add(edge.node);
    const bar = make("meter", {
      min: "0",
      max: String(Number(node.total) || 1),
      value: String(Number(node.failing)),
      "aria-hidden": "true",
    });
    const words = make("span", { class: "tree-share" }, isAgain ? "as above" : share(node));
    const label = make("span", { class: "tree-step" }, edge.text);
    const thread = make("span", { class: "tree-row" }, label, bar, words);
    thread.style.setProperty("--thread", String(edge.thread));
    const row = make("li", { role: "treeitem", tabindex: "-1", own: depth >= 0 }, thread);
    rows.set(row, { choices, depth });
    if (depth >= 0) own[depth - 1] = row;
    host.append(row);
    if (node.children.length === 0 || isAgain) return;
    const group = make("ul", { role: "group" });
    row.append(group);
    const open = () => {
      if (group.childElementCount === 0) fill(group, edge.node, choices, depth);
    };
    openers.set(row, open);
    setOpen(row, depth >= 0 && made < page);
  }

  /** @type {Map<Element, {choices: string, depth: number}>} */
  const rows = new Map();
  /** @type {Map<Element, () => void>} */
  const openers = new Map();

  /**
   * @param {Element} row
   * @param {boolean} isOpen
   */
  function setOpen(row, isOpen) {
    const open = openers.get(row);
    if (!open) return;
    if (isOpen) open();
    row.setAttribute("aria-expanded", String(isOpen));
  }

  /** @param {Element} row */
  function choose(row) {
    const known = rows.get(row);
    if (!known) return;
    const detail = known.depth > 0 ? { step: known.depth - 1 } : { schedule: known.choices };
    element.dispatchEvent(
      new CustomEvent(known.depth > 0 ? "step" : "choose", { bubbles: true, detail }),
    );
  }

  fill(list, 0, "", 0);
  list.firstElementChild?.setAttribute("tabindex", "0");
  list.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    if (!row) return;
    if (event.target instanceof Element && event.target.closest(".tree-step")) choose(row);
    else setOpen(row, row.getAttribute("aria-expanded") !== "true");
  });
  list.addEventListener("keydown", (event) => {
    const row = document.activeElement;
    if (!(row instanceof HTMLLIElement) || !rows.has(row)) return;
    const act = treeKey(event.key, row);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });

  /**
   * The keys of the tree pattern of ARIA.
   *
   * @param {string} key
   * @param {HTMLLIElement} row
   * @returns {(() => void) | null}
   */
  function treeKey(key, row) {
    const seen = [...list.querySelectorAll("li")].filter((one) =>
      one.closest('[aria-expanded="false"] > ul') === null
    );
    const focus = (/** @type {Element | null | undefined} */ next) => {
      if (!(next instanceof HTMLLIElement)) return;
      row.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    };
    const place = seen.indexOf(row);
    const isOpen = row.getAttribute("aria-expanded") === "true";
    switch (key) {
      case "ArrowDown":
        return () => focus(seen[place + 1]);
      case "ArrowUp":
        return () => focus(seen[place - 1]);
      case "ArrowRight":
        return () => isOpen ? focus(seen[place + 1]) : setOpen(row, true);
      case "ArrowLeft":
        return () => isOpen ? setOpen(row, false) : focus(row.parentElement?.closest("li"));
      case "Enter":
        return () => choose(row);
      default:
        return null;
    }
  }

  return {
    element,
    show(step) {
      own.forEach((row, i) => {
        if (i === step) row.setAttribute("aria-current", "step");
        else row.removeAttribute("aria-current");
      });
    },
  };
}
