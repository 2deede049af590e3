/** Short messages at the foot of the page, some with one action such as "Undo". */

import { button, make } from "../lib/dom.js";

const time = 12_000;

export class ToastsElement extends HTMLElement {
  /**
   * @param {string} text
   * @param {{label: string, keys?: string, press: () => void}} [action]
   * @returns {() => void} takes it away, when it is no longer true
   */
  say(text, action) {
    const toast = make("div", { class: "toast" }, make("p", {}, text));
    const close = () => toast.remove();
    if (action) {
      const { press, ...look } = action;
      toast.append(button({
        ...look,
        class: "action quiet",
        press: () => {
          close();
          press();
        },
      }));
    }
    toast.append(button({ label: "Close", icon: "x-lg", quiet: true, press: close }));
    let left = time;
    // It waits while somebody reads or is about to press.
    const timer = setInterval(() => {
      if (!toast.matches(":hover, :focus-within")) left -= 500;
      if (left <= 0) close();
      if (!toast.isConnected) clearInterval(timer);
    }, 500);
    while (this.children.length > 2) this.firstElementChild?.remove();
    this.append(toast);
    return close;
  }

  connectedCallback() {
    this.setAttribute("role", "log");
    this.setAttribute("aria-label", "Messages");
  }
}

customElements.define("nb-toasts", ToastsElement);
