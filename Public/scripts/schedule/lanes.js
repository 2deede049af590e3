/** A schedule as lanes: a column for each thread, time downwards. */

import { make, setText } from "../lib/dom.js";
import { heldBy, statesOf, told } from "./model.js";

/** @typedef {import("./exploration.d.ts").Names} Names */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./exploration.d.ts").View} View */

/**
 * Each step is a button in its thread's column. Bands show who holds what, hatching who waits.
 *
 * @param {Names} names
 * @param {Schedule} schedule
 * @param {number | null} parting where it leaves the schedule that it is compared with
 * @returns {View}
 */
export function lanesView(names, schedule, parting) {
  const states = statesOf(schedule);
  const threads = names.threads.map(({ name }, index) => ({ name, index }));
  const last = schedule.steps.length - 1;
  /** @type {HTMLTableRowElement[]} */
  const rows = [];
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  const body = make("tbody");
  schedule.steps.forEach((step, i) => {
    const state = states[i + 1];
    const press = make("button", { type: "button", tabindex: "-1", class: "step" }, step.text);
    press.setAttribute("aria-label", `Step ${i + 1}: ${told(names, step)}`);
    press.addEventListener("click", () => {
      press.dispatchEvent(new CustomEvent("step", { bubbles: true, detail: { step: i } }));
    });
    const row = make(
      "tr",
      {},
      make("th", { scope: "row" }, String(i + 1)),
      ...threads.map(({ index }) => {
        const held = state ? heldBy(state, index) : [];
        const status = state?.threads[index]?.status ?? "ready";
        const cell = make("td", { status });
        if (held.length > 0) cell.append(bands(names, held));
        if (index === step.thread) cell.append(press);
        cell.style.setProperty("--thread", String(index));
        return cell;
      }),
    );
    row.toggleAttribute("preempts", step.preempts === true);
    row.toggleAttribute("switches", step.switches === true);
    row.toggleAttribute("flush", step.kind === "flush");
    row.toggleAttribute("fails", i === last && schedule.failure !== undefined);
    const marks = marksOf(schedule, i, parting);
    if (marks.length > 0) body.append(markRow(marks, threads.length));
    rows.push(row);
    buttons.push(press);
    body.append(row);
  });
  const head = make("tr", {}, make("th", { scope: "col" }, "Step"));
  for (const { name, index } of threads) {
    const cell = make("th", { scope: "col" }, name);
    cell.style.setProperty("--thread", String(index));
    head.append(cell);
  }
  const table = make(
    "table",
    { class: "lanes" },
    make("caption", { class: "for-readers" }, `${schedule.title}: a column for each thread`),
    make("thead", {}, head),
    body,
  );
  const element = make(
    "div",
    { class: "lanes-scroller", tabindex: "0", role: "group", "aria-label": "Lanes" },
    table,
  );
  let current = -1;
  return {
    element,
    show(step) {
      rows[current]?.removeAttribute("current");
      buttons[current]?.removeAttribute("aria-current");
      current = step;
      rows[step]?.setAttribute("current", "");
      buttons[step]?.setAttribute("aria-current", "step");
      const row = rows[step];
      // Scrolls the lanes alone, never the page.
      if (!row) element.scrollTop = 0;
      else {
        const room = element.clientHeight;
        const top = row.offsetTop - 40;
        if (top < element.scrollTop) element.scrollTop = top;
        else if (row.offsetTop + row.offsetHeight > element.scrollTop + room) {
          element.scrollTop = row.offsetTop + row.offsetHeight - room + 8;
        }
      }
    },
  };
}

/**
 * @param {Names} names
 * @param {readonly number[]} held
 */
function bands(names, held) {
  const host = make("span", { class: "bands" });
  for (const object of held) {
    const band = make("i", { title: `holds ${names.objects[object]?.name ?? object}` });
    band.style.setProperty("--object", String(object));
    host.append(band);
  }
  return host;
}

/**
 * What is to be said in front of a step.
 *
 * @param {Schedule} schedule
 * @param {number} step
 * @param {number | null} parting
 * @returns {{kind: string, text: string}[]}
 */
export function marksOf(schedule, step, parting) {
  const marks = [];
  if (parting === step) marks.push({ kind: "parts", text: "here the two schedules part" });
  if (schedule.inevitable === step && schedule.failure) {
    marks.push({ kind: "doomed", text: "from here on nothing can save it" });
  }
  if (schedule.cycleStart === step) marks.push({ kind: "cycle", text: "from here it repeats" });
  if (schedule.steps[step]?.preempts) marks.push({ kind: "switch", text: "switch" });
  return marks;
}

/**
 * @param {readonly {kind: string, text: string}[]} marks
 * @param {number} threads
 */
function markRow(marks, threads) {
  const cell = make("td", { colspan: String(threads + 1) });
  for (const { kind, text } of marks) {
    const part = make("span", { kind });
    setText(part, text);
    cell.append(part);
  }
  return make("tr", { class: "marks" }, cell);
}
