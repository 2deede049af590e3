/** A schedule as a space-time diagram: what happens before what, and where an arrow is missing. */

import { make, setAttribute, setText } from "../lib/dom.js";
import { fold, press } from "../outputs/nodes.js";
import { cone } from "./order.js";
import { orderLine } from "./order-text.js";
import { missing, radius, spaceTime } from "./space-time.js";
import { measurer, shape } from "./svg.js";

/** @typedef {import("./exploration.d.ts").Exploration} Exploration */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./space-time.js").Rows} Rows */

const meanings = /** @type {const} */ ([
  ["line", "the order of this schedule"],
  ["before", "happens before"],
  ["reads", "reads from"],
  ["race", missing],
]);

/**
 * @param {Exploration} exploration
 * @param {Schedule} schedule
 */
export function happensBeforeView(exploration, schedule) {
  const { steps } = schedule;
  const threads = exploration.threads.map(({ name }) => name);
  /** @type {Rows} */
  let rows = "time";
  let current = -1;
  let drawnWidth = 0;
  /** @type {SVGGElement[]} */
  let dots = [];
  /** @type {{from: number, to: number, node: SVGGElement}[]} */
  let arrows = [];

  const choices = /** @type {const} */ (["time", "order"]).map((kind) => ({
    kind,
    node: press(kind === "time" ? "Order by time" : "By happens-before only", () => {
      rows = kind;
      draw();
    }),
  }));
  const scroller = make("div", { class: "picture-scroller" });
  const caption = make("p", { class: "graph-caption" });
  const legend = make("ul", { class: "graph-legend" });
  const text = () => steps.map((_, i) => orderLine(threads, steps, i)).join("\n");
  const words = fold("The order as text", (body) => {
    body.replaceChildren(
      make(
        "ol",
        {},
        ...steps.map((_, i) => make("li", {}, sentence(orderLine(threads, steps, i)))),
      ),
    );
  });
  const element = make(
    "div",
    { class: "happens-before" },
    make(
      "div",
      { class: "graph-bar", role: "group", "aria-label": "Rows" },
      ...choices.map(({ node }) => node),
    ),
    scroller,
    legend,
    caption,
    words.element,
  );

  /** @param {number} step */
  function choose(step) {
    const next = Math.max(0, Math.min(steps.length - 1, step));
    view.show(next);
    element.dispatchEvent(new CustomEvent("step", { bubbles: true, detail: { step: next } }));
  }

  /** Shows what is ordered with a step; null for all steps alike. @param {number | null} step */
  function highlight(step) {
    scroller.toggleAttribute("lit", step !== null);
    const parts = step === null ? null : cone(steps, step);
    const parted = new Map([
      ...(parts?.past ?? []).map((other) => /** @type {const} */ ([other, "past"])),
      ...(parts?.future ?? []).map((other) => /** @type {const} */ ([other, "future"])),
    ]);
    dots.forEach((dot, i) =>
      setAttribute(dot, "data-part", step === i ? "self" : parted.get(i) ?? null)
    );
    for (const { from, to, node } of arrows) {
      const isIn = [from, to].every((end) => end === step || parted.has(end));
      node.toggleAttribute("data-in", isIn || from === step || to === step);
    }
    const shown = step ?? current;
    setText(
      caption,
      shown < 0 ? "Point at a step to see what it depends on." : orderLine(threads, steps, shown),
    );
  }

  /** @param {KeyboardEvent} event @param {number} step */
  function key(event, step) {
    const lanes = { ArrowLeft: -1, ArrowRight: 1 };
    const moves = { ArrowUp: step - 1, ArrowDown: step + 1, Home: 0, End: steps.length - 1 };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in moves) choose(moves[/** @type {keyof typeof moves} */ (event.key)]);
    else if (event.key in lanes) {
      choose(beside(step, lanes[/** @type {keyof typeof lanes} */ (event.key)]));
    } else if (event.key === "Enter" || event.key === " ") choose(step);
    else return;
    event.preventDefault();
    event.stopPropagation();
    dots[current]?.focus();
  }

  /** The step of the next lane in a direction that is nearest in time. @param {number} step @param {number} by */
  function beside(step, by) {
    const own = steps[step]?.thread ?? 0;
    for (let lane = own + by; lane >= 0 && lane < threads.length; lane += by) {
      const there = steps.flatMap((it, i) => it.thread === lane ? [i] : []);
      const nearest = there.sort((a, b) => Math.abs(a - step) - Math.abs(b - step))[0];
      if (nearest !== undefined) return nearest;
    }
    return step;
  }

  function draw() {
    const hadFocus = scroller.contains(document.activeElement);
    drawnWidth = scroller.clientWidth || 600;
    const options = { rows, width: drawnWidth, measure: measurer(scroller) };
    const plan = spaceTime(threads, steps, options);
    for (const { kind, node } of choices) setAttribute(node, "aria-pressed", `${kind === rows}`);
    arrows = plan.edges.map(({ from, to, kind, line, head }) => ({
      from,
      to,
      node: shape(
        "g",
        { class: "arrow", "data-kind": kind },
        shape("path", { class: "shaft", d: line }),
        ...(kind === "race" ? [] : [shape("path", { class: "head", d: head })]),
      ),
    }));
    dots = plan.dots.map((dot, i) => stepNode(dot, i));
    const bottom = plan.height - 8;
    const picture = shape(
      "svg",
      {
        width: plan.width,
        height: plan.height,
        viewBox: `0 0 ${plan.width} ${plan.height}`,
        role: "group",
        "aria-label": "Space-time diagram of the schedule",
      },
      ...plan.lanes.flatMap(({ x, y, name }, i) => {
        const start = plan.isSlim ? x : x - radius;
        const turn = plan.isSlim ? -45 : 0;
        return [
          shape("line", { class: "lane", x1: x, x2: x, y1: y + 8, y2: bottom }),
          shape(
            "text",
            { class: "name", x: start, y: y - 2, transform: `rotate(${turn} ${x} ${y})` },
            shape("title", {}, threads[i] ?? ""),
            name,
          ),
        ];
      }),
      shape("path", { class: "schedule-line", d: plan.line }),
      ...arrows.map(({ node }) => node),
      ...dots,
      ...plan.words.map(({ x, y }) =>
        shape("text", { class: "missing", x, y: y + 4, "text-anchor": "middle" }, missing)
      ),
    );
    scroller.replaceChildren(picture);
    const kinds = new Set([...plan.edges.map(({ kind }) => kind), ...(plan.line ? ["line"] : [])]);
    legend.replaceChildren(
      ...meanings.filter(([kind]) => kinds.has(kind)).map(([kind, meaning]) =>
        make("li", { "data-kind": kind }, meaning)
      ),
    );
    view.show(current);
    if (hadFocus) dots[Math.max(0, current)]?.focus();
  }

  /** @param {{x: number, y: number, label: string, labelX: number}} dot @param {number} step */
  function stepNode({ x, y, label, labelX }, step) {
    const node = shape(
      "g",
      {
        class: "step",
        role: "button",
        tabindex: "-1",
        "aria-label": `Step ${orderLine(threads, steps, step)}`,
      },
      shape("title", {}, steps[step]?.text ?? ""),
      shape("circle", { cx: x, cy: y, r: radius }),
      shape("text", { class: "number", x, y: y + 3.5, "text-anchor": "middle" }, `${step + 1}`),
      shape("text", { class: "label", x: labelX, y: y + 4 }, label),
    );
    if (steps[step]?.kind === "flush") node.setAttribute("data-flush", "");
    node.addEventListener("click", () => choose(step));
    node.addEventListener("keydown", (event) => key(event, step));
    node.addEventListener("pointerenter", () => highlight(step));
    node.addEventListener("pointerleave", () => highlight(null));
    node.addEventListener("focus", () => highlight(step));
    node.addEventListener("blur", () => highlight(null));
    return node;
  }

  const size = new ResizeObserver(() => {
    if (scroller.clientWidth > 0 && scroller.clientWidth !== drawnWidth) draw();
  });
  const view = {
    element,
    text,
    /** @param {number} step */
    show(step) {
      current = step;
      dots.forEach((dot, i) => {
        setAttribute(dot, "aria-current", i === step ? "step" : null);
        setAttribute(dot, "tabindex", i === Math.max(0, step) ? "0" : "-1");
      });
      if (!scroller.hasAttribute("lit")) highlight(null);
    },
    close: () => size.disconnect(),
  };
  draw();
  size.observe(scroller);
  return view;
}

/** Without the number, which the list itself writes. @param {string} line */
function sentence(line) {
  return line.replace(/^\d+, /, "");
}
