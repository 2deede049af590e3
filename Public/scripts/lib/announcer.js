/**
 * Tells screen readers what happened, at most once in five seconds. What comes sooner waits; of
 * several that wait, the last of the weightiest is said.
 */

const pause = 5_000;

export class Announcer {
  #region;
  #last = -Infinity;
  /** @type {{text: string, weight: number} | null} */
  #waiting = null;

  /** @param {HTMLElement} region an element with role="status" */
  constructor(region) {
    this.#region = region;
  }

  /**
   * @param {string} text
   * @param {number} [weight] a verdict weighs more than a quarter step
   */
  say(text, weight = 0) {
    if (this.#waiting && this.#waiting.weight > weight) return;
    const isFirst = this.#waiting === null;
    this.#waiting = { text, weight };
    if (!isFirst) return;
    const wait = Math.max(0, this.#last + pause - performance.now());
    setTimeout(() => {
      this.#region.textContent = this.#waiting?.text ?? "";
      this.#waiting = null;
      this.#last = performance.now();
    }, wait);
  }
}
