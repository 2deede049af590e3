/** Mouse, touch and wheel on the timeline. */

/**
 * @typedef {object} Hands
 * @property {(part: number) => void} pan by a part of the width of the view
 * @property {(x: number, factor: number) => void} zoom at a place
 * @property {(x: number, y: number) => void} point
 * @property {(x: number, y: number) => void} pick
 * @property {() => void} leave
 * @property {() => boolean} awake whether a plain wheel may zoom instead of scrolling the page
 * @property {() => number} width of the drawn part
 */

/** Movement below this is a click. */
const clickReach = 4;

/**
 * Listens on a canvas. Coordinates are CSS pixels from its corner.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Hands} hands
 */
export function listen(canvas, hands) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let moved = 0;

  const spread = () => {
    const [a, b] = [...fingers.values()];
    return a && b ? { x: (a.x + b.x) / 2, distance: Math.hypot(a.x - b.x, a.y - b.y) } : null;
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (fingers.size === 0) moved = 0;
    fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    canvas.setPointerCapture(event.pointerId);
  });

  canvas.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) {
      hands.point(event.offsetX, event.offsetY);
      return;
    }
    const before = spread();
    fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    const after = spread();
    moved += Math.abs(event.offsetX - last.x);
    if (before && after) hands.zoom(after.x, before.distance / Math.max(1, after.distance));
    else if (moved > clickReach) hands.pan((last.x - event.offsetX) / hands.width());
  });

  /** @param {PointerEvent} event */
  const release = (event) => {
    const known = fingers.delete(event.pointerId);
    if (known && event.type === "pointerup" && moved <= clickReach && fingers.size === 0) {
      hands.pick(event.offsetX, event.offsetY);
    }
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => hands.leave());

  canvas.addEventListener("wheel", (event) => {
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const across = event.shiftKey ? event.deltaY + event.deltaX : event.deltaX;
    const pinch = event.ctrlKey || event.metaKey;
    if (!pinch && Math.abs(across) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      event.preventDefault();
      hands.pan((across * lines) / hands.width());
    } else if (pinch || hands.awake()) {
      event.preventDefault();
      hands.zoom(event.offsetX, Math.exp(event.deltaY * lines * (pinch ? 0.01 : 0.0015)));
    }
  }, { passive: false });
}

/**
 * Lets a pointer move the view by dragging on the strip.
 *
 * @param {HTMLElement} strip
 * @param {(part: number) => void} centre the view at a part of the whole
 */
export function dragStrip(strip, centre) {
  let down = false;
  const move = (/** @type {PointerEvent} */ event) => {
    if (down) centre(event.offsetX / Math.max(1, strip.clientWidth));
  };
  strip.addEventListener("pointerdown", (event) => {
    down = true;
    strip.setPointerCapture(event.pointerId);
    move(event);
  });
  strip.addEventListener("pointermove", move);
  strip.addEventListener("pointerup", () => down = false);
  strip.addEventListener("pointercancel", () => down = false);
}
