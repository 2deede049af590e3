/** Where the pages are. */

/**
 * A notebook, or a cell of it.
 * @param {string} id
 * @param {string} [cell]
 */
export const address = (id, cell) =>
  `/notebook.html?id=${encodeURIComponent(id)}${cell ? `#cell=${encodeURIComponent(cell)}` : ""}`;
