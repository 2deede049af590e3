/** How everything is at a step: variables, objects, locals and store buffers. */

import { make } from "../lib/dom.js";
import { statesOf } from "./model.js";

/** @typedef {import("./exploration.d.ts").Names} Names */
/** @typedef {import("./exploration.d.ts").ObjectState} ObjectState */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./exploration.d.ts").State} State */
/** @typedef {import("./exploration.d.ts").View} View */

/** @type {Record<string, string>} */
const statuses = {
  notStarted: "has not started",
  ready: "can go on",
  blocked: "waits",
  finished: "has ended",
  failed: "has failed",
};

/**
 * @param {Names} names
 * @param {Schedule} schedule
 * @returns {View}
 */
export function stateView(names, schedule) {
  const states = statesOf(schedule);
  const shared = make("dl", { class: "values" });
  const threads = make("ul", { class: "thread-states" });
  const element = make(
    "div",
    { class: "schedule-state" },
    make("h4", {}, "Memory"),
    shared,
    make("h4", {}, "Threads"),
    threads,
  );
  return {
    element,
    show(step) {
      const state = states[step + 1];
      if (!state) return;
      const before = states[step] ?? state;
      shared.replaceChildren(
        ...names.variables.map(({ name }, i) =>
          pair(name, String(state.variables[i] ?? 0), state.variables[i] !== before.variables[i])
        ),
        ...names.objects.map(({ name, kind, size }, i) =>
          pair(
            name,
            objectText(names, kind, size, state.objects[i] ?? {}),
            JSON.stringify(state.objects[i]) !== JSON.stringify(before.objects[i]),
          )
        ),
      );
      threads.replaceChildren(...names.threads.map((_, i) => threadNode(names, state, i)));
    },
  };
}

/**
 * @param {string} name
 * @param {string} value
 * @param {boolean} isNew
 */
function pair(name, value, isNew) {
  return make("div", { changed: isNew }, make("dt", {}, name), make("dd", {}, value));
}

/**
 * What an object is doing, in words.
 *
 * @param {Names} names
 * @param {string} kind
 * @param {number} size
 * @param {ObjectState} state
 */
export function objectText(names, kind, size, state) {
  const name = (/** @type {number} */ thread) => names.threads[thread]?.name ?? String(thread);
  const parts = [];
  if (state.owner !== undefined) parts.push(`held by ${name(state.owner)}`);
  if (state.readers?.length) parts.push(`read by ${state.readers.map(name).join(", ")}`);
  if (kind === "semaphore") parts.push(`${state.units ?? 0} free`);
  if (kind === "barrier") parts.push(`${state.units ?? 0} of ${size} have come`);
  if (kind === "channel") parts.push(`[${(state.queue ?? []).join(", ")}]`);
  if (state.waiters?.length) parts.push(`${state.waiters.map(name).join(", ")} waiting`);
  return parts.join("; ") || (kind === "condition" ? "nobody waits" : "free");
}

/**
 * @param {Names} names
 * @param {State} state
 * @param {number} index
 */
function threadNode(names, state, index) {
  const thread = state.threads[index];
  const status = thread?.status ?? "ready";
  const line = make(
    "p",
    {},
    make("strong", {}, names.threads[index]?.name ?? ""),
    ` ${
      status === "ready" || status === "blocked"
        ? thread?.next ?? statuses[status]
        : statuses[status]
    }`,
  );
  const node = make("li", { status }, line);
  node.style.setProperty("--thread", String(index));
  const locals = (thread?.locals ?? []).map(([name, value]) => `${name} = ${value}`);
  if (locals.length > 0) node.append(make("p", { class: "locals" }, locals.join(", ")));
  if (thread?.buffer?.length) {
    const buffer = make("ol", { class: "buffer", "aria-label": "Store buffer, oldest first" });
    for (const [variable, value] of thread.buffer) {
      buffer.append(make("li", {}, `${names.variables[variable]?.name} = ${value}`));
    }
    node.append(buffer);
  }
  return node;
}
