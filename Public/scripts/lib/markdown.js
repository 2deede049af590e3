/**
 * Markdown as elements: parsed without HTML, sanitised, formulas set last. Without the libraries the
 * text itself, with its line breaks.
 *
 * @typedef {import("../types.d.ts").Attachments} Attachments
 * @typedef {import("../imports/vendor.d.ts").Markdown} Markdown
 * @typedef {import("../imports/vendor.d.ts").PurifyModule} PurifyModule
 * @typedef {import("../imports/vendor.d.ts").MarkdownToken} MarkdownToken
 */

import { loadDOMPurify } from "../imports/dompurify.js";
import { loadKatex } from "../imports/katex.js";
import { loadMarkdownIt } from "../imports/markdown-it.js";
import { coloured } from "./language.js";
import { make } from "./dom.js";
import { addMath } from "./math-rules.js";

/** A longer cell is shown as plain text: some inputs take the parser minutes. */
const longest = 256 * 1024;

/** @type {Promise<{markdown: Markdown, purify: PurifyModule["default"]} | null> | null} */
let loading = null;

async function load() {
  try {
    const [parser, purify] = await Promise.all([loadMarkdownIt(), loadDOMPurify()]);
    const markdown = new parser.default({ html: false, linkify: false, typographer: false });
    markdown.validateLink = isKnownAddress;
    addMath(markdown);
    markdown.core.ruler.push("page", ({ tokens }) => adapt(tokens));
    return { markdown, purify: purify.default };
  } catch {
    return null;
  }
}

/**
 * Links lead to other pages only, pictures come with the notebook.
 * @param {string} address
 */
export function isKnownAddress(address) {
  return /^(https?:|mailto:|#|attachment:|data:image\/(png|jpeg|gif|webp);)/i.test(address.trim());
}

/**
 * Headings go one level down (the page's own is the first), alignment becomes a class.
 * @param {MarkdownToken[]} tokens
 */
function adapt(tokens) {
  for (const token of tokens) {
    const level = /^h([1-6])$/.exec(token.tag)?.[1];
    if (level) {
      token.tag = `h${Math.min(6, Number(level) + 1)}`;
      if (token.nesting === 1) token.attrJoin("class", `level-${level}`);
    }
    const align = /^text-align:(\w+)$/.exec(token.attrGet("style") ?? "")?.[1];
    if (align && token.attrs) {
      token.attrs = token.attrs.filter(([name]) => name !== "style");
      token.attrJoin("class", `align-${align}`);
    }
  }
}

/**
 * @param {string} source
 * @param {Attachments | null} attachments
 * @returns {Promise<Node>}
 */
export async function renderMarkdown(source, attachments) {
  loading ??= load();
  const libraries = await loading;
  if (!libraries || source.length > longest) {
    return make("div", { class: "plain-markdown" }, source);
  }
  const fragment = libraries.purify.sanitize(libraries.markdown.render(source), {
    RETURN_DOM_FRAGMENT: true,
    FORBID_ATTR: ["style", "id", "name"],
    FORBID_TAGS: ["style", "form", "input", "svg", "math"],
    ALLOW_DATA_ATTR: false,
    ADD_ATTR: ["src"],
    SANITIZE_NAMED_PROPS: true,
  });
  for (const link of fragment.querySelectorAll("a[href]")) {
    if (link.getAttribute("href")?.startsWith("#")) continue;
    link.setAttribute("rel", "noopener noreferrer");
    link.setAttribute("target", "_blank");
  }
  for (const picture of fragment.querySelectorAll("img")) showPicture(picture, attachments);
  for (const table of fragment.querySelectorAll("table")) {
    const scroller = make("div", { class: "table-scroller", tabindex: "0", role: "region" });
    scroller.setAttribute("aria-label", "Table");
    table.replaceWith(scroller);
    scroller.append(table);
  }
  for (const code of fragment.querySelectorAll("pre > code")) {
    const language = /language-(\w+)/.exec(code.className)?.[1] ?? "";
    const magic = /^(python|swift|program)$/.test(language) ? `%%${language}\n` : "";
    if (magic || language === "interleave") {
      const nodes = coloured(magic + code.textContent);
      if (magic) nodes.firstChild?.remove();
      if (nodes.firstChild instanceof Text) {
        nodes.firstChild.data = nodes.firstChild.data.replace(/^\n/, "");
      }
      code.replaceChildren(nodes);
    }
    code.parentElement?.setAttribute("tabindex", "0");
  }
  await setFormulas(fragment);
  return fragment;
}

/**
 * A picture is an attachment of the cell or stands in the text itself; nothing is fetched.
 * @param {HTMLImageElement} picture
 * @param {Attachments | null} attachments
 */
function showPicture(picture, attachments) {
  const address = picture.getAttribute("src") ?? "";
  if (address.startsWith("data:")) return;
  const name = address.startsWith("attachment:") ? decode(address.slice(11)) : null;
  const [type, data] = Object.entries(attachments?.[name ?? ""] ?? {})[0] ?? [];
  if (name !== null && type && data && /^image\/(png|jpeg|gif|webp)$/.test(type)) {
    picture.src = `data:${type};base64,${data.replace(/\s/g, "")}`;
    return;
  }
  const text = picture.alt === "" ? address : `${picture.alt} (${address})`;
  picture.replaceWith(make("span", { class: "no-picture" }, `Picture not shown: ${text}`));
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {DocumentFragment} fragment */
async function setFormulas(fragment) {
  const places = [...fragment.querySelectorAll("span.math, div.math")];
  if (places.length === 0) return;
  let katex;
  try {
    katex = (await loadKatex()).default;
  } catch {
    return;
  }
  for (const place of places) {
    if (!(place instanceof HTMLElement)) continue;
    const tex = place.textContent ?? "";
    try {
      katex.render(tex, place, {
        displayMode: place.classList.contains("math-display"),
        trust: false,
        maxExpand: 500,
        maxSize: 50,
        throwOnError: false,
        strict: "ignore",
      });
    } catch {
      place.textContent = tex;
    }
  }
}
