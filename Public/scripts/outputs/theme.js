/** The colours of charts, as the style sheet says, and when they change. */

/** Series get this many different looks. */
export const seriesLooks = 8;

/** Dashes of lines, so that series can be told apart without colours. */
export const dashes = [[], [6, 4], [2, 3], [10, 4, 2, 4], [], [6, 4], [2, 3], [10, 4, 2, 4]];

/**
 * @typedef {object} Theme
 * @property {string[]} series
 * @property {string} text
 * @property {string} faint
 * @property {string} grid
 * @property {string} font
 */

/**
 * Reads the colours that hold now for `host` (`[data-chart-ink]` in the style sheet).
 *
 * @param {Element} host in the document
 * @returns {Theme}
 */
export function readTheme(host) {
  const probe = document.createElement("i");
  probe.hidden = true;
  host.append(probe);
  const read = (/** @type {string} */ name) => {
    probe.dataset["chartInk"] = name;
    return getComputedStyle(probe).color;
  };
  const theme = {
    series: Array.from({ length: seriesLooks }, (_, i) => read(String(i))),
    text: read("text"),
    faint: read("faint"),
    grid: read("grid"),
    font: getComputedStyle(host).fontFamily,
  };
  probe.remove();
  return theme;
}

/** @type {Set<() => void>} */
const watchers = new Set();

const announce = () => {
  for (const watcher of [...watchers]) watcher();
};

/** @type {MutationObserver | null} */
let observer = null;

/**
 * Calls when the page becomes light or dark.
 *
 * @param {() => void} watcher
 * @returns {() => void} ends it
 */
export function watchTheme(watcher) {
  if (!observer) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
    observer = new MutationObserver(announce);
    observer.observe(document.documentElement, {
      attributeFilter: ["class", "style", "theme", "data-theme", "color-scheme"],
    });
  }
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
