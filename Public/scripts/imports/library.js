/** Where libraries come from: the server's /vendor or, in a page that is a file, what it carries. */

/** @type {Readonly<Record<string, unknown>> | null} */
let carried = null;

/**
 * From now on a library can only be had from here, and nothing is fetched.
 *
 * @param {Readonly<Record<string, unknown>>} libraries by their paths below /vendor
 */
export function carry(libraries) {
  carried = libraries;
}

/**
 * @template Module
 * @param {string} path below /vendor
 * @returns {Promise<Module>}
 */
export async function library(path) {
  if (!carried) return await import(`/vendor/${path}`);
  const found = /** @type {Module | undefined} */ (carried[path]);
  if (found === undefined) throw new Error(`This file does not carry ${path}.`);
  return found;
}

/**
 * The styles of a library; a page that is a file has them already.
 *
 * @param {string} path below /vendor
 */
export function libraryStyles(path) {
  if (carried) return;
  const styles = document.createElement("link");
  styles.rel = "stylesheet";
  styles.href = `/vendor/${path}`;
  document.head.append(styles);
}
