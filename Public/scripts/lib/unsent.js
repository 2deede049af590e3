/**
 * Edits that the server does not have yet, kept in the browser for each tab. A tab holds a lock
 * while it lives, so that another one takes over what a closed tab left behind, and nothing else.
 *
 * @typedef {import("../edits.js").Saved} Saved
 */

const prefix = "interleave.unsent.";
/** How long to wait for a tab that may be closing, in milliseconds. */
const patience = 500;

export class Unsent {
  #key;

  /**
   * @param {string} notebook
   * @param {string} tab
   */
  constructor(notebook, tab) {
    this.#key = `${prefix}${notebook}.${tab}`;
    void navigator.locks?.request(this.#key, () => new Promise(() => undefined));
  }

  /**
   * @param {Saved} saved
   * @returns {boolean} whether the browser could keep it
   */
  keep(saved) {
    try {
      if (saved.edits.length + saved.conflicts.length === 0) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, JSON.stringify(saved));
      return true;
    } catch {
      return false;
    }
  }
}

/**
 * Takes what closed tabs could not send for a notebook.
 * @param {string} notebook
 * @returns {Promise<Saved>}
 */
export async function takeUnsent(notebook) {
  /** @type {Saved} */
  let all = { edits: [], conflicts: [] };
  for (const key of keysOf(notebook)) {
    const take = () => {
      const saved = parse(localStorage.getItem(key));
      localStorage.removeItem(key);
      all = {
        edits: [...all.edits, ...saved.edits],
        conflicts: [...all.conflicts, ...saved.conflicts],
      };
    };
    if (!navigator.locks) take();
    else {
      // A page that is being left gives its lock back in a moment; a living tab keeps it.
      await navigator.locks.request(key, { signal: AbortSignal.timeout(patience) }, take)
        .catch(() => undefined);
    }
  }
  return all;
}

/** @param {string} notebook */
function keysOf(notebook) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${prefix}${notebook}.`));
  } catch {
    return [];
  }
}

/**
 * @param {string | null} text
 * @returns {Saved}
 */
function parse(text) {
  try {
    /** @type {Partial<Saved>} */
    const saved = JSON.parse(text ?? "{}");
    const edits = (saved.edits ?? []).filter((edit) => edit.operations && edit.bases && edit.from);
    return { edits, conflicts: saved.conflicts ?? [] };
  } catch {
    return { edits: [], conflicts: [] };
  }
}
