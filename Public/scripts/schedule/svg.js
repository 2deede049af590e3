/** Small ways to make drawings. Shapes are looks only; what they say is also said in text. */

const space = "http://www.w3.org/2000/svg";

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[Name]}
 */
export function shape(name, attributes = {}, ...children) {
  const element = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** @typedef {{x: number, y: number}} Point */

/**
 * A bent arrow between two circles: its line and its head, as path data.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {number} bend how far its middle is off the straight line, to the right of its direction
 * @param {number} gap free room at both ends
 * @returns {{line: string, head: string, middle: Point}}
 */
export function arrow(from, to, bend, gap) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const control = {
    x: (from.x + to.x) / 2 - (dy / length) * bend * 2,
    y: (from.y + to.y) / 2 + (dx / length) * bend * 2,
  };
  const start = toward(from, control, gap);
  const end = toward(to, control, gap);
  const back = toward(end, control, 8);
  const side = { x: (end.y - back.y) * 0.5, y: (back.x - end.x) * 0.5 };
  return {
    line: `M${at(start)}Q${at(control)} ${at(end)}`,
    head: `M${at(end)}L${at({ x: back.x + side.x, y: back.y + side.y })}L${
      at({ x: back.x - side.x, y: back.y - side.y })
    }Z`,
    middle: {
      x: (start.x + end.x) / 4 + control.x / 2,
      y: (start.y + end.y) / 4 + control.y / 2,
    },
  };
}

/** @param {Point} from @param {Point} to @param {number} distance */
function toward(from, to, distance) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return {
    x: from.x + ((to.x - from.x) / length) * distance,
    y: from.y + ((to.y - from.y) / length) * distance,
  };
}

/** @param {Point} point */
export function at({ x, y }) {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}

/**
 * Cuts a text where it gets too long, and says so with a dot-dot-dot.
 *
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function fit(text, width, measure) {
  if (measure(text) <= width) return text;
  let cut = text;
  while (cut.length > 1 && measure(`${cut}…`) > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}

/** Measures texts in the font of an element. @param {Element} host */
export function measurer(host) {
  const context = document.createElement("canvas").getContext("2d");
  const { fontFamily } = getComputedStyle(host);
  if (context) context.font = `12px ${fontFamily || "sans-serif"}`;
  return (/** @type {string} */ text) => context?.measureText(text).width ?? text.length * 7;
}
