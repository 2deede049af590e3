/** When a page draws itself. */

/**
 * What draws at most once a frame, however often it is asked to.
 *
 * @param {() => void} draw
 * @returns {() => void}
 */
export function oncePerFrame(draw) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    const now = () => {
      if (!isAsked) return;
      isAsked = false;
      clearTimeout(timer);
      draw();
    };
    // A page that is hidden or covered has no frames, and its state must not fall behind.
    const timer = setTimeout(now, 250);
    requestAnimationFrame(now);
  };
}
