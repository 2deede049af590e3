/** Tells what can be seen: drawing waits until then, except where all will be seen, as on paper. */

/** @type {Map<Element, (isSeen: boolean) => void>} */
const waiting = new Map();
let isAllSeen = false;

/**
 * Tells when an element comes near the window and when it leaves.
 *
 * @param {Element} element
 * @param {number} margin pixels around the window that count as near
 * @param {(isSeen: boolean) => void} tell
 * @returns {() => void} ends it
 */
export function watchSight(element, margin, tell) {
  if (isAllSeen) {
    queueMicrotask(() => tell(true));
    return () => {};
  }
  const observer = new IntersectionObserver((entries) => {
    tell(entries.at(-1)?.isIntersecting ?? false);
  }, { rootMargin: `${margin}px` });
  const end = () => {
    observer.disconnect();
    waiting.delete(element);
  };
  waiting.set(element, (isSeen) => {
    end();
    tell(isSeen);
  });
  observer.observe(element);
  return end;
}

/**
 * From now on everything counts as seen.
 *
 * @param {() => Promise<unknown>} rest between two elements that are told
 */
export async function seeAll(rest) {
  isAllSeen = true;
  for (const [element, tell] of [...waiting]) {
    await rest();
    if (waiting.has(element)) tell(true);
  }
}
