/** The script of a notebook that is a page of its own. The only module here that does something when loaded. */

import { carry } from "../imports/library.js";
import { find, make } from "../lib/dom.js";
import { setTheme, theme } from "../lib/settings.js";
import { markShownTheme } from "../lib/shown-theme.js";
import { seeAll } from "../lib/sight.js";
import { newRun } from "../fold.js";
import { fromSnapshot } from "../store.js";
import { labelOf, showCell } from "./cells.js";
import { keysHelp, listenToKeys } from "./keys.js";
import { storedLoader } from "./stored.js";

/** @typedef {import("./reader.d.ts").ReaderDocument} ReaderDocument */

/** How long cells are filled before the page is laid out (milliseconds): each time costs more in a long one. */
const workTime = 150;

carry(Reflect.get(globalThis, "interleaveLibraries") ?? {});
setTheme(theme());
markShownTheme();

const notebook = find(document, "nb-notebook", HTMLElement);
const text = find(document, "#notebook", HTMLScriptElement).text;
addTools(find(document, ".reader-tools", HTMLElement));
await fill(/** @type {ReaderDocument} */ (JSON.parse(text)));
document.documentElement.dataset["ready"] = "";
// A page on paper shows everything at once.
await seeAll(idle);
document.documentElement.dataset["drawn"] = "";

/** @param {ReaderDocument} content */
async function fill(content) {
  const state = fromSnapshot(content.notebook);
  const saved = Date.parse(content.saved);
  const loaderOf = storedLoader(content);
  const runs = new Map(content.notebook.cells.map((cell) => [cell.id, cell.run]));
  const places = new Map(
    [...notebook.querySelectorAll("nb-cell")].map((
      place,
    ) => [place.getAttribute("data-cell"), place]),
  );
  let rest = performance.now() + workTime;
  for (const [index, id] of state.order.entries()) {
    const known = state.cells.get(id);
    const place = places.get(id);
    if (!known || !(place instanceof HTMLElement)) continue;
    const own = runs.get(id) ?? null;
    const wire = own ?? content.results[id] ?? null;
    const cell = { ...known, run: wire ? newRun(wire) : null };
    place.setAttribute("aria-label", labelOf(cell, index + 1, state.order.length));
    place.tabIndex = -1;
    const loader = wire ? loaderOf(wire) : null;
    await showCell(place, cell, { loader, isOwn: own !== null, saved });
    if (performance.now() < rest) continue;
    await idle();
    rest = performance.now() + workTime;
  }
}

/** Until the browser has nothing better to do. */
function idle() {
  return new Promise((done) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(done, { timeout: 200 });
    else setTimeout(done, 20);
  });
}

/** @param {HTMLElement} host */
function addTools(host) {
  const colours = make(
    "select",
    { "aria-label": "Colours" },
    ...[["auto", "As the system"], ["light", "Light"], ["dark", "Dark"]].map(([value, words]) =>
      make("option", { value: value ?? "" }, words ?? "")
    ),
  );
  colours.value = theme();
  colours.addEventListener("change", () => {
    const { value } = colours;
    setTheme(value === "light" || value === "dark" ? value : "auto");
  });
  const keys = make(
    "details",
    { class: "reader-keys" },
    make("summary", {}, "Keys"),
    make(
      "dl",
      {},
      ...keysHelp.map(([key, meaning]) =>
        make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, meaning))
      ),
    ),
  );
  host.append(colours, keys);
  listenToKeys(notebook, () => {
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary")?.focus();
  });
}
