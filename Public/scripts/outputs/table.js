/** Tables that a run puts out: columns and rows. */

import { dataTable } from "./data-table.js";
import { literal } from "./wording.js";

/** @typedef {import("../types.d.ts").Json} Json */

export const tableType = "application/vnd.interleave.table+json";

/**
 * Reads a table's document; null when it is not one.
 *
 * @param {Json} document
 * @returns {{columns: string[], rows: readonly (readonly Json[])[]} | null}
 */
export function readTable(document) {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return null;
  const { columns, rows } = /** @type {{readonly [key: string]: Json}} */ (document);
  if (!Array.isArray(columns) || !Array.isArray(rows)) return null;
  return { columns: columns.map(literal), rows: rows.filter((row) => Array.isArray(row)) };
}

/**
 * @param {{columns: string[], rows: readonly (readonly Json[])[]}} table
 * @param {string} caption
 * @returns {HTMLElement}
 */
export function tableNode({ columns, rows }, caption) {
  const { element, show } = dataTable();
  show({
    caption,
    columns: columns.map((name, i) => ({
      name,
      numeric: rows.length > 0 && rows.every((row) => typeof row[i] === "number"),
    })),
    count: rows.length,
    row: (i) => (rows[i] ?? []).map(literal),
  });
  return element;
}
