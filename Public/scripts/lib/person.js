/**
 * Who writes in this browser: a name that others see in the history, and a secret name by which the
 * server knows what this browser's undo may take back.
 */

import { newId } from "./identity.js";

/** For browsers that keep nothing: as long as the page lives. */
let fallback = "";

/** @returns {string} */
export function author() {
  try {
    const known = localStorage.getItem("interleave.author");
    if (known) return known;
    const made = newId(20);
    localStorage.setItem("interleave.author", made);
    return made;
  } catch {
    return fallback ||= newId(20);
  }
}

/** The display name; empty while the person has not chosen one. @returns {string} */
export function personName() {
  try {
    return localStorage.getItem("interleave.name") ?? "";
  } catch {
    return "";
  }
}

/** @param {string} name */
export function setPersonName(name) {
  try {
    localStorage.setItem("interleave.name", name.trim().slice(0, 60));
  } catch {
    // Without storage there is nobody to remember.
  }
}

/** What goes with every edit. @returns {{author: string, name?: string}} */
export function signature() {
  const name = personName();
  return { author: author(), ...(name ? { name } : {}) };
}
