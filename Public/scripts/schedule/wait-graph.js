/** Who waits for whom, step by step: threads on a circle, an arrow to whom holds what is wanted. */

import { make, setAttribute, setText } from "../lib/dom.js";
import { fold } from "../outputs/nodes.js";
import { named } from "./order-text.js";
import { arrow, fit, measurer, shape } from "./svg.js";
import { circle, isInCycle, nobody, waitLines, waitsAt } from "./waits.js";

/** @typedef {import("./exploration.d.ts").Exploration} Exploration */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */

/**
 * @param {Exploration} exploration
 * @param {Schedule} schedule
 */
export function waitGraphView(exploration, schedule) {
  const threads = exploration.threads.map(({ name }) => name);
  const measure = measurer(document.body);
  const { width, height, nodes } = circle(threads.map((name) => fit(name, 110, measure)), measure);
  const arrows = shape("g");
  const dots = nodes.map(({ name, x, y, labelX, labelY, anchor }) =>
    shape(
      "g",
      { class: "thread" },
      shape("circle", { cx: x, cy: y, r: 11 }),
      shape("text", { x: labelX, y: labelY, "text-anchor": anchor }, name),
    )
  );
  const picture = shape(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    ...dots,
    arrows,
  );
  const lines = make("div", { class: "graph-caption", role: "status" });
  const scroller = make("div", { class: "picture-scroller" }, picture);
  const words = fold("All steps as text", (body) => body.replaceChildren(make("pre", {}, text())));
  const element = make("div", { class: "wait-graph" }, scroller, lines, words.element);
  /** @type {Map<string, SVGGElement>} */
  let drawn = new Map();

  function text() {
    return [-1, ...schedule.steps.keys()].map((step) => {
      const head = named(threads, schedule.steps, step);
      return `${head}: ${waitLines(threads, waitsAt(schedule, step)).join(" ")}`;
    }).join("\n");
  }

  /** Arrows that were there before stay, so that only new ones appear. @param {number} step */
  function show(step) {
    const graph = waitsAt(schedule, step);
    const blocked = new Set(graph.waits.map(({ thread }) => thread));
    dots.forEach((dot, thread) => {
      dot.toggleAttribute("data-waits", blocked.has(thread));
      dot.toggleAttribute("data-cycle", graph.cycle.includes(thread));
    });
    const next = new Map();
    for (const { waiter, holder, object } of graph.edges) {
      const [from, to] = [nodes[waiter], nodes[holder]];
      if (!from || !to) continue;
      const key = `${waiter} ${holder} ${object ?? ""}`;
      const label = object === undefined ? "its end" : exploration.objects[object]?.name ?? "";
      const node = drawn.get(key) ?? arrowNode(from, to, fit(label, 110, measure));
      node.toggleAttribute("data-cycle", isInCycle(graph, waiter, holder));
      next.set(key, node);
    }
    for (const [key, node] of drawn) if (!next.has(key)) node.remove();
    for (const [key, node] of next) if (!drawn.has(key)) arrows.append(node);
    drawn = next;
    setAttribute(element, "data-empty", graph.waits.length === 0 ? "" : null);
    const said = waitLines(threads, graph);
    if (graph.waits.length === 0) setText(lines, nobody);
    else lines.replaceChildren(...said.map((line) => make("p", {}, line)));
    lines.toggleAttribute("data-cycle", graph.cycle.length > 0);
  }

  show(-1);
  return { element, show, text };
}

/**
 * @param {import("./svg.js").Point} from
 * @param {import("./svg.js").Point} to
 * @param {string} label
 */
function arrowNode(from, to, label) {
  const { line, head, middle } = arrow(from, to, -16, 14);
  return shape(
    "g",
    { class: "wait" },
    shape("path", { class: "shaft", d: line }),
    shape("path", { class: "head", d: head }),
    shape("text", { x: middle.x, y: middle.y + 4, "text-anchor": "middle" }, label),
  );
}
