/**
 * Formulas in Markdown, by Jupyter's rules: `$…$` without a space inside the signs and without a
 * digit after, `$$…$$` in a line or over several, `\$` is a dollar.
 *
 * @typedef {import("../imports/vendor.d.ts").Markdown} Markdown
 * @typedef {import("../imports/vendor.d.ts").InlineState} InlineState
 * @typedef {import("../imports/vendor.d.ts").BlockState} BlockState
 */

/**
 * Where the formula that starts at a dollar ends, and what stands in it; null when it is money.
 * @param {string} text
 * @param {number} start
 * @returns {{tex: string, display: boolean, end: number} | null}
 */
export function formulaAt(text, start) {
  const display = text.startsWith("$$", start);
  const from = start + (display ? 2 : 1);
  const first = text[from];
  if (first === undefined || (!display && /\s/.test(first))) return null;
  for (let place = from; place < text.length; place += 1) {
    const sign = text[place];
    if (sign === "\\") place += 1;
    else if (sign === "$") {
      if (display) {
        if (text[place + 1] !== "$") continue;
        const tex = text.slice(from, place);
        return tex.trim() === "" ? null : { tex, display, end: place + 2 };
      }
      const isMoney = /\s/.test(text[place - 1] ?? " ") || /\d/.test(text[place + 1] ?? "");
      if (isMoney || place === from) return null;
      return { tex: text.slice(from, place), display, end: place + 1 };
    }
  }
  return null;
}

/** @param {Markdown} markdown */
export function addMath(markdown) {
  markdown.inline.ruler.after("escape", "math", (state, silent) => {
    if (state.src[state.pos] !== "$") return false;
    const found = formulaAt(state.src.slice(0, state.posMax), state.pos);
    if (!found) return false;
    if (!silent) {
      const token = state.push("math", "span", 0);
      token.content = found.tex;
      token.markup = found.display ? "$$" : "$";
    }
    state.pos = found.end;
    return true;
  });
  markdown.block.ruler.before("fence", "mathBlock", (state, start, end, silent) => {
    const begin = (state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0);
    if (!state.src.startsWith("$$", begin)) return false;
    for (let line = start; line < end; line += 1) {
      const text = state.src.slice(state.bMarks[line] ?? 0, state.eMarks[line] ?? 0).trimEnd();
      const isClosed = text.endsWith("$$") && (line > start || text.trim().length > 3);
      if (line > start && text.trim() === "") return false;
      if (!isClosed) continue;
      if (silent) return true;
      const whole = state.getLines(start, line + 1, state.blkIndent, false).trim();
      const token = state.push("mathBlock", "div", 0);
      token.block = true;
      token.content = whole.slice(2, -2);
      token.map = [start, line + 1];
      state.line = line + 1;
      return true;
    }
    return false;
  }, { alt: ["paragraph", "reference", "blockquote", "list"] });
  const { rules } = markdown.renderer;
  const { escapeHtml } = markdown.utils;
  rules["math"] = (tokens, index) => {
    const token = tokens[index];
    const kind = token?.markup === "$$" ? "math math-display" : "math";
    return `<span class="${kind}">${escapeHtml(token?.content ?? "")}</span>`;
  };
  rules["mathBlock"] = (tokens, index) =>
    `<div class="math math-display">${escapeHtml(tokens[index]?.content ?? "")}</div>\n`;
}
