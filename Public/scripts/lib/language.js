/**
 * What the first line of a code cell says about its language, and the words of each: one tokenizer
 * serves the still picture of a cell and the editor, so that nothing changes when one becomes the
 * other.
 *
 * @typedef {"interleave" | "program" | "python" | "swift"} Language
 * @typedef {"comment" | "string" | "number" | "keyword" | "function" | "label" | "member" | "magic"} Word
 * @typedef {{kind: Word | null, end: number}} Token
 */

/**
 * @param {string} source
 * @returns {Language}
 */
export function languageOf(source) {
  const first = source.slice(0, 40).split("\n", 1)[0]?.trim() ?? "";
  if (first.startsWith("%%python")) return "python";
  if (first.startsWith("%%swift")) return "swift";
  if (first.startsWith("%%program")) return "program";
  return "interleave";
}

/** @type {Record<Language, string>} */
export const languageNames = {
  interleave: "Experiment",
  program: "Program",
  python: "Python",
  swift: "Swift",
};

/** What a new program cell holds: two threads, one failure, and room for a lock. */
export const firstProgram = `%%program
atomic counter = 0

thread worker(i) for i in 1...2 {
  let seen = counter
  counter = seen + 1
}

assert counter == 2, "an increment was lost"
`;

/** @param {string} text */
const words = (text) => new Set(text.split(" "));

/** @type {Record<Language, ReadonlySet<string>>} */
const keywords = {
  interleave: words("true false by attachment"),
  program: words(
    "var atomic mutex rwlock condition semaphore barrier channel const thread func assert outcome " +
      "forbidden interesting acceptable let if else while for in break continue return await yield " +
      "with spawn join true false fence",
  ),
  python: words(
    "and as assert async await break class continue def del elif else except False finally for from " +
      "global if import in is lambda None nonlocal not or pass raise return True try while with yield",
  ),
  swift: words(
    "actor as async await break case class continue defer do else enum extension false for func guard " +
      "if import in init inout is let nil protocol repeat return self static struct switch throw throws " +
      "true try var where while",
  ),
};

const patterns = {
  space: /\s+/y,
  comment: /\/\/.*/y,
  hash: /#.*/y,
  either: /(?:\/\/|#).*/y,
  string: /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/y,
  number: /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?:\.(?:ns|us|ms|s|min)\b)?/y,
  member: /\.[A-Za-z_]\w*/y,
  word: /[A-Za-z_]\w*/y,
  magic: /%%\w+/y,
};

/** @type {Record<Language, "comment" | "hash" | "either">} */
const comments = { interleave: "comment", program: "either", python: "hash", swift: "comment" };

/**
 * The token at a place of a line.
 * @param {Language} language
 * @param {string} line
 * @param {number} start
 * @returns {Token}
 */
export function tokenAt(language, line, start) {
  const end = (/** @type {RegExp} */ pattern) => {
    pattern.lastIndex = start;
    return pattern.test(line) ? pattern.lastIndex : 0;
  };
  let stop = end(patterns.space);
  if (stop) return { kind: null, end: stop };
  if (start === 0 && (stop = end(patterns.magic))) return { kind: "magic", end: stop };
  if ((stop = end(patterns[comments[language]]))) {
    return { kind: "comment", end: stop };
  }
  if ((stop = end(patterns.string))) return { kind: "string", end: stop };
  if ((stop = end(patterns.number))) return { kind: "number", end: stop };
  if ((stop = end(patterns.member))) {
    const isCall = /^\s*\(/.test(line.slice(stop));
    return { kind: isCall ? "function" : language === "interleave" ? "member" : null, end: stop };
  }
  if ((stop = end(patterns.word))) {
    const word = line.slice(start, stop);
    const after = line.slice(stop);
    if (keywords[language].has(word)) return { kind: "keyword", end: stop };
    if (/^\s*:(?!:)/.test(after) && language !== "python") return { kind: "label", end: stop };
    if (/^\s*\(/.test(after)) return { kind: "function", end: stop };
    if (language === "interleave" && /^\.\w/.test(after)) return { kind: "function", end: stop };
    return { kind: null, end: stop };
  }
  return { kind: null, end: start + 1 };
}

/**
 * A source as coloured text.
 * @param {string} source
 * @returns {DocumentFragment}
 */
export function coloured(source) {
  const fragment = document.createDocumentFragment();
  const language = languageOf(source);
  let plain = "";
  const flush = () => {
    if (plain) fragment.append(plain);
    plain = "";
  };
  source.split("\n").forEach((line, index) => {
    if (index > 0) plain += "\n";
    for (let start = 0; start < line.length;) {
      const { kind, end } = tokenAt(language, line, start);
      const text = line.slice(start, end);
      if (kind === null) plain += text;
      else {
        flush();
        const span = document.createElement("span");
        span.className = `word-${kind}`;
        span.textContent = text;
        fragment.append(span);
      }
      start = end;
    }
  });
  flush();
  return fragment;
}
