/** The mathematics library and its styles; loaded when the first formula is met. */

const address = "/vendor/katex/katex.mjs";

/** @type {Promise<import("./vendor.d.ts").KatexModule> | null} */
let loading = null;

/** @returns {Promise<import("./vendor.d.ts").KatexModule>} */
export function loadKatex() {
  loading ??= load();
  return loading;
}

/** @returns {Promise<import("./vendor.d.ts").KatexModule>} */
async function load() {
  /** @type {import("./vendor.d.ts").KatexModule} */
  const library = await import(address);
  const styles = document.createElement("link");
  styles.rel = "stylesheet";
  styles.href = "/vendor/katex/katex.min.css";
  document.head.append(styles);
  return library;
}
