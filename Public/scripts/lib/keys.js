/**
 * From a key press to a command.
 *
 * @typedef {import("./commands.js").Command} Command
 *
 * @typedef {object} Press what is needed of a KeyboardEvent
 * @property {string} key
 * @property {string} [code]
 * @property {boolean} ctrlKey
 * @property {boolean} shiftKey
 * @property {boolean} altKey
 * @property {boolean} metaKey
 */

import { commands } from "./commands.js";

/** Two presses of a double key ("d d") are at most this far apart. */
const doublePress = 800;

/**
 * The names of a press: "Shift+Enter", "z", "?"; with Mod for Ctrl or Cmd.
 * @param {Press} press
 * @returns {string[]}
 */
export function namesOf(press) {
  const { key } = press;
  const isSign = key.length === 1 && !/[a-z]/i.test(key);
  // A sign such as "?" already holds its Shift; a letter keeps it.
  const minus = press.code === "Minus" && press.shiftKey ? "-" : key;
  const name = key.length === 1 ? (isSign ? minus : key.toLowerCase()) : key;
  const shift = press.shiftKey && (!isSign || press.ctrlKey) ? "Shift+" : "";
  const alt = press.altKey ? "Alt+" : "";
  const names = [];
  if (press.ctrlKey && !press.metaKey) names.push(`Ctrl+${alt}${shift}${name}`);
  if (press.ctrlKey !== press.metaKey) names.push(`Mod+${alt}${shift}${name}`);
  if (!press.ctrlKey && !press.metaKey) names.push(`${alt}${shift}${name}`);
  return names;
}

/**
 * @param {"command" | "edit"} mode
 * @param {boolean} singleKeys whether keys without Ctrl, Alt or Cmd count
 * @returns {ReadonlyMap<string, Command>}
 */
function table(mode, singleKeys) {
  /** @type {Map<string, Command>} */
  const map = new Map();
  for (const command of commands) {
    for (const key of command.anywhere ?? []) map.set(key, command);
    if (mode === "edit") continue;
    for (const key of command.keys ?? []) {
      const isSingle = key.split(" ").every((step) => /^(Shift\+)?.$/.test(step)) && key !== "?";
      if (singleKeys || !isSingle) map.set(key, command);
    }
  }
  return map;
}

/** Follows the presses, since some commands take two. */
export class KeyReader {
  #first = "";
  #time = -Infinity;

  /**
   * @param {Press} press
   * @param {"command" | "edit"} mode
   * @param {boolean} singleKeys
   * @param {number} now milliseconds
   * @returns {Command | "wait" | null}
   */
  read(press, mode, singleKeys, now) {
    const map = table(mode, singleKeys);
    const names = namesOf(press);
    const first = now - this.#time <= doublePress ? this.#first : "";
    this.#first = "";
    for (const name of names) {
      const command = (first && map.get(`${first} ${name}`)) || map.get(name);
      if (command) return command;
    }
    const [name] = names;
    if (name && [...map.keys()].some((key) => key.startsWith(`${name} `))) {
      this.#first = name;
      this.#time = now;
      return "wait";
    }
    return null;
  }
}
