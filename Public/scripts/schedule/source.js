/** The program with the line at which each thread stands. */

import { make } from "../lib/dom.js";
import { statesOf } from "./model.js";

/** @typedef {import("./exploration.d.ts").Names} Names */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./exploration.d.ts").View} View */

/**
 * @param {string} source
 * @param {Names} names
 * @param {Schedule} schedule
 * @returns {View}
 */
export function sourceView(source, names, schedule) {
  const states = statesOf(schedule);
  let start = 0;
  const lines = source.split("\n").map((text, i) => {
    const code = make("code");
    const tags = make("span", { class: "tags" });
    const node = make("li", {}, code, tags);
    node.value = i + 1;
    const line = { text, from: start, node, code, tags };
    start += text.length + 1;
    return line;
  });
  const list = make("ol", {}, ...lines.map(({ node }) => node));
  const element = make(
    "div",
    { class: "schedule-source", tabindex: "0", role: "group", "aria-label": "Program" },
    list,
  );
  return {
    element,
    show(step) {
      const made = schedule.steps[step];
      const state = states[step + 1];
      for (const { text, from, node, code, tags } of lines) {
        const number = node.value;
        node.toggleAttribute("current", made?.place.line === number);
        code.replaceChildren(...marked(text, from, made?.place ?? null));
        tags.replaceChildren();
        state?.threads.forEach((thread, i) => {
          if (thread.place.line !== number || !["ready", "blocked"].includes(thread.status)) return;
          const tag = make("span", { status: thread.status }, names.threads[i]?.name ?? "");
          tag.style.setProperty("--thread", String(i));
          tags.append(tag);
        });
        if (node.hasAttribute("current")) {
          const top = node.offsetTop - element.clientHeight / 2;
          element.scrollTop = Math.max(0, top);
        }
      }
    },
  };
}

/**
 * A line with the part that a step comes from marked.
 *
 * @param {string} text
 * @param {number} start
 * @param {import("./exploration.d.ts").Place | null} place
 * @returns {(Node | string)[]}
 */
export function marked(text, start, place) {
  if (!place || place.line === 0) return [text];
  const from = Math.max(0, place.from - start);
  const to = Math.min(text.length, place.to - start);
  if (from >= to) return [text];
  return [text.slice(0, from), make("mark", {}, text.slice(from, to)), text.slice(to)];
}
