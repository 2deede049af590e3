/** The code that ran, the same idea in Python, and as a program to explore. */

import { make } from "../lib/dom.js";
import { coloured } from "../lib/language.js";
import { press } from "./nodes.js";

let made = 0;

/**
 * One tab: its name, what is shown, and the first line that tells its language where it has none.
 *
 * @typedef {{name: string, magic: string, source: string, opens: boolean}} Source
 */

/**
 * What there is to show of a case. Pure.
 *
 * @param {{listing?: string | null, python?: string | null, program?: string | null} | null} started
 * @returns {Source[]}
 */
export function sourcesOf(started) {
  const { listing: swift, python, program } = started ?? {};
  return [
    ...(swift
      ? [{ name: "The Swift that ran", magic: "%%swift", source: swift, opens: false }]
      : []),
    ...(python
      ? [{ name: "The idea in Python", magic: "%%python", source: python, opens: false }]
      : []),
    ...(program ? [{ name: "Program", magic: "", source: program, opens: true }] : []),
  ];
}

/** @returns {{element: HTMLElement, show: (started: Parameters<typeof sourcesOf>[0]) => void}} */
export function listing() {
  made += 1;
  const id = `listing-${made}`;
  const tabs = make("div", { class: "tabs", role: "tablist", "aria-label": "Code" });
  const copy = press("Copy", () => copyText(), { class: "copy" });
  const open = press("Open as program", openProgram, { class: "open-program", hidden: true });
  const said = make("span", { class: "for-readers", role: "status" });
  const code = make("code");
  const panel = make(
    "pre",
    { id: `${id}-code`, role: "tabpanel", tabindex: "0" },
    code,
  );
  const element = make(
    "div",
    { class: "listing", role: "group", "aria-label": "The code" },
    make("div", { class: "listing-head" }, tabs, open, copy, said),
    panel,
  );
  /** @type {Source[]} */
  let sources = [];
  let chosen = 0;

  /** @param {number} wanted */
  function choose(wanted) {
    chosen = wanted;
    const source = sources[chosen];
    if (!source) return;
    for (const [i, tab] of [...tabs.children].entries()) {
      tab.setAttribute("aria-selected", String(i === chosen));
      tab.setAttribute("tabindex", i === chosen ? "0" : "-1");
      if (i === chosen) panel.setAttribute("aria-labelledby", tab.id);
    }
    open.hidden = !source.opens || element.closest("[read-only]") !== null;
    const nodes = coloured(source.magic ? `${source.magic}\n${source.source}` : source.source);
    if (source.magic) {
      nodes.firstChild?.remove();
      const first = nodes.firstChild;
      if (first instanceof Text) first.data = first.data.replace(/^\n/, "");
    }
    code.replaceChildren(nodes);
    panel.scrollTop = 0;
  }

  tabs.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    choose((chosen + by + sources.length) % sources.length);
    const tab = tabs.children[chosen];
    if (tab instanceof HTMLElement) tab.focus();
  });

  /** Whoever holds the notebook puts it into a cell of its own. */
  function openProgram() {
    const detail = sources[chosen]?.source ?? "";
    element.dispatchEvent(new CustomEvent("open-program", { bubbles: true, detail }));
  }

  async function copyText() {
    try {
      await navigator.clipboard.writeText(sources[chosen]?.source ?? "");
      copy.textContent = "Copied";
      said.textContent = "Copied";
    } catch {
      getSelection()?.selectAllChildren(code);
      copy.textContent = "Selected: press Ctrl C";
    }
    setTimeout(() => {
      copy.textContent = "Copy";
      said.textContent = "";
    }, 2000);
  }

  return {
    element,
    show(started) {
      const wanted = sourcesOf(started);
      element.hidden = wanted.length === 0;
      if (
        wanted.every((one, i) => sources[i]?.source === one.source) &&
        sources.length === wanted.length
      ) return;
      sources = wanted;
      tabs.replaceChildren(
        ...wanted.map(({ name }, i) =>
          press(name, () => choose(i), {
            id: `${id}-${i}`,
            role: "tab",
            "aria-controls": `${id}-code`,
          })
        ),
      );
      choose(Math.min(chosen, Math.max(0, wanted.length - 1)));
    },
  };
}
