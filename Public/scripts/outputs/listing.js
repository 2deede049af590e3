/** The code that ran, and the same idea in Python. */

import { make } from "../lib/dom.js";
import { coloured } from "../lib/language.js";
import { press } from "./nodes.js";

let made = 0;

/** @returns {{element: HTMLElement, show: (swift: string | null, python: string | null) => void}} */
export function listing() {
  made += 1;
  const id = `listing-${made}`;
  const tabs = make("div", { class: "tabs", role: "tablist", "aria-label": "Code" });
  const copy = press("Copy", () => copyText(), { class: "copy" });
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
    make("div", { class: "listing-head" }, tabs, copy, said),
    panel,
  );
  /** @type {{name: string, magic: string, source: string}[]} */
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
    const nodes = coloured(`${source.magic}\n${source.source}`);
    nodes.firstChild?.remove();
    const first = nodes.firstChild;
    if (first instanceof Text) first.data = first.data.replace(/^\n/, "");
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
    show(swift, python) {
      const wanted = [
        ...(swift ? [{ name: "The Swift that ran", magic: "%%swift", source: swift }] : []),
        ...(python ? [{ name: "The idea in Python", magic: "%%python", source: python }] : []),
      ];
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
