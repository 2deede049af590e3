/** Small ways to make and change elements. Text always goes in as text. */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean>} [attributes] `true` sets an empty one, `false` none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * An icon of the sprite; says nothing to screen readers.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/vendor/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/**
 * A button with an icon; its label is text, shown beside the icon or only as a tip.
 * @param {object} options
 * @param {string} options.label
 * @param {string} [options.icon]
 * @param {string} [options.keys] shown in the tip
 * @param {boolean} [options.quiet] only the icon is visible
 * @param {string} [options.class]
 * @param {string} [options.command] what the page shall do
 * @param {() => void} [options.press]
 */
export function button(options) {
  const element = make("button", {
    type: "button",
    class: options.class ?? (options.quiet ? "quiet" : ""),
  });
  if (options.icon) element.append(icon(options.icon));
  element.append(make("span", { class: "label" }, options.label));
  const tip = options.keys ? `${options.label}  (${options.keys})` : options.label;
  if (options.quiet || options.keys) element.title = tip;
  if (options.quiet) element.classList.add("only-icon");
  const { command, press } = options;
  if (command) {
    element.addEventListener("click", () => {
      element.dispatchEvent(new CustomEvent("command", { bubbles: true, detail: command }));
    });
  }
  if (press) element.addEventListener("click", press);
  return element;
}

/**
 * Sets a text only if it is another one, so that nothing is laid out or read aloud again.
 * @param {Node | null | undefined} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value null takes it away
 */
export function setAttribute(element, name, value) {
  if (value === null) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * The element, which must be there: the page's own HTML promises it.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function find(root, selector, kind) {
  const element = root.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`The page lacks ${selector}.`);
}
