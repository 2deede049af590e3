/** The menus of the notebook page, made from the table of commands; one menu where there is no room. */

import { commands, keysShown } from "../lib/commands.js";
import { icon, make, setAttribute } from "../lib/dom.js";

const names = /** @type {const} */ (["File", "Edit", "Run", "View", "Help"]);

/** Fires `command` with the command's id. */
export class MenusElement extends HTMLElement {
  /** @type {(command: string) => {enabled: boolean, checked: boolean | null}} */
  state = () => ({ enabled: true, checked: null });

  connectedCallback() {
    if (this.firstChild) return;
    for (const name of names) this.#add(name, [name], "quiet wide");
    this.#add("Menu", names, "quiet compact");
  }

  /**
   * @param {string} label
   * @param {readonly string[]} sections
   * @param {string} look
   */
  #add(label, sections, look) {
    const id = `menu-${label.toLowerCase()}`;
    const opener = make("button", { type: "button", class: look, "aria-haspopup": "menu" }, label);
    const menu = make("div", { class: "menu", role: "menu", id, popover: "auto" });
    menu.setAttribute("aria-label", label);
    opener.popoverTargetElement = menu;
    for (const section of sections) {
      const group = make("div", { role: "group", "aria-label": section });
      if (sections.length > 1) {
        group.append(make("div", { class: "group", "aria-hidden": "true" }, section));
      }
      group.append(...this.#items(section));
      menu.append(group);
    }
    menu.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "open") this.#refresh(menu);
    });
    menu.addEventListener("toggle", () => {
      if (!menu.matches(":popover-open")) return;
      place(menu, opener);
      // Opening a menu is the person's own step: the keyboard continues inside.
      const items = itemsOf(menu);
      items.forEach((item, index) => item.tabIndex = index === 0 ? 0 : -1);
      items[0]?.focus({ preventScroll: true });
    });
    menu.addEventListener("keydown", (event) => walk(event, menu));
    this.append(opener, menu);
  }

  /** @param {string} section */
  #items(section) {
    const list = commands.filter((command) => command.menu === section);
    return list.flatMap((command) => {
      const keys = keysShown(command)[0] ?? "";
      const sign = command.icon ? icon(command.icon) : make("span", { class: "icon-space" });
      const item = make(
        "button",
        { type: "button", role: "menuitem", tabindex: "-1", "data-command": command.id },
        sign,
        make("span", { class: "label" }, command.title),
        make("span", { class: "keys" }, keys),
      );
      item.addEventListener("click", () => {
        const menu = item.closest("[popover]");
        if (menu instanceof HTMLElement) menu.hidePopover();
        if (item.getAttribute("aria-disabled") === "true") return;
        this.dispatchEvent(new CustomEvent("command", { bubbles: true, detail: command.id }));
      });
      return command.startsGroup ? [make("hr", { role: "separator" }), item] : [item];
    });
  }

  /** @param {HTMLElement} menu */
  #refresh(menu) {
    for (const item of itemsOf(menu)) {
      const { enabled, checked } = this.state(item.dataset["command"] ?? "");
      setAttribute(item, "aria-disabled", enabled ? null : "true");
      item.setAttribute("role", checked === null ? "menuitem" : "menuitemcheckbox");
      setAttribute(item, "aria-checked", checked === null ? null : String(checked));
    }
  }
}

/**
 * @param {HTMLElement} menu
 * @returns {HTMLButtonElement[]}
 */
function itemsOf(menu) {
  return [...menu.querySelectorAll("button")];
}

/**
 * Below the button that opened it, inside the window.
 * @param {HTMLElement} menu
 * @param {HTMLElement} opener
 */
export function place(menu, opener) {
  const box = opener.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8));
  const below = box.bottom + 6;
  const top = below + menu.offsetHeight > innerHeight - 8
    ? Math.max(8, Math.min(below, innerHeight - menu.offsetHeight - 8))
    : below;
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${top}px`);
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} menu
 */
function walk(event, menu) {
  const items = itemsOf(menu);
  const index = items.findIndex((item) => item === document.activeElement);
  const to =
    { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(to % items.length)?.focus();
}

customElements.define("nb-menus", MenusElement);
