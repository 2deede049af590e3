/** Whether the page is light or dark just now, for whatever was drawn and must turn light on paper. */

/** Keeps `data-shown` of the page's root true. */
export function markShownTheme() {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  const mark = () => {
    // Paper counts as light, but nothing is drawn anew for it.
    if (paper.matches) return;
    const chosen = root.dataset["theme"];
    root.dataset["shown"] = chosen ?? (dark.matches ? "dark" : "light");
  };
  dark.addEventListener("change", mark);
  new MutationObserver(mark).observe(root, { attributeFilter: ["data-theme"] });
  mark();
}
