/**
 * What a person has chosen for this browser.
 *
 * @typedef {"auto" | "light" | "dark"} Theme
 */

/**
 * @param {string} name
 * @param {string} fallback
 */
function read(name, fallback) {
  try {
    return localStorage.getItem(`interleave.${name}`) ?? fallback;
  } catch {
    return fallback;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function write(name, value) {
  try {
    localStorage.setItem(`interleave.${name}`, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** @returns {Theme} */
export function theme() {
  const value = read("theme", "auto");
  return value === "light" || value === "dark" ? value : "auto";
}

/** @param {Theme} value */
export function setTheme(value) {
  write("theme", value);
  if (value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}

export const singleKeys = () => read("single-keys", "on") === "on";
/** @param {boolean} on */
export const setSingleKeys = (on) => write("single-keys", on ? "on" : "off");

export const lineNumbers = () => read("line-numbers", "off") === "on";
/** @param {boolean} on */
export const setLineNumbers = (on) => write("line-numbers", on ? "on" : "off");
