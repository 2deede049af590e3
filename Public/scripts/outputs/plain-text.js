/** Text of programs made harmless for showing. Pure. */

/** Escape sequences of terminals: colours, cursor movements, titles. */
const escapes = new RegExp(
  "\\x1b(?:" + [
    String.raw`\[[0-?]*[ -/]*[@-~]`,
    String.raw`\][^\x07\x1b]*(?:\x07|\x1b\\)?`,
    String.raw`[PX^_][^\x1b]*(?:\x1b\\)?`,
    String.raw`[ -/]*[0-~]`,
  ].join("|") + ")",
  "g",
);

/** Control characters but tab, line feed and carriage return. */
const controls = new RegExp(String.raw`[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]`, "g");

/** Characters that turn the direction of text around can hide what is written. */
const turns = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Takes terminal escapes out, keeps of a line that was overwritten (a progress bar) its last state,
 * and makes other control characters visible.
 *
 * @param {string} text
 * @returns {string}
 */
export function harmless(text) {
  let clean = text;
  if (clean.includes("\x1b")) clean = clean.replace(escapes, "");
  if (clean.includes("\r")) {
    clean = clean.replace(/\r+\n/g, "\n").replace(/[^\n]*\r(?=[^\n])/g, "").replace(/\r/g, "");
  }
  return clean
    .replace(
      controls,
      (one) => one === "\x7f" ? "␡" : String.fromCharCode(0x2400 + one.charCodeAt(0)),
    )
    .replace(turns, (one) => `⟨U+${one.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}

/** A line longer than this is broken where a piece ends. */
const longestLine = 8_192;

/**
 * Cuts pieces at line ends, so that each can stand in a block of its own: the begun line of one goes
 * to the next.
 *
 * @param {readonly string[]} pieces
 * @returns {string[]} as many, some may be empty
 */
export function wholeLines(pieces) {
  let carried = "";
  return pieces.map((piece, i) => {
    const text = carried + piece;
    const end = i === pieces.length - 1 || text.length > longestLine && !text.includes("\n")
      ? text.length
      : text.lastIndexOf("\n") + 1;
    carried = text.slice(end);
    return text.slice(0, end);
  });
}
