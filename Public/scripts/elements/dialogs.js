/** The page's dialogs: the keys, and questions before something big. */

import { address } from "../lib/address.js";
import { button, make } from "../lib/dom.js";
import { commands, keysShown } from "../lib/commands.js";
import { setSingleKeys, singleKeys } from "../lib/settings.js";

/**
 * A dialog with its title and a way to close it, not in the page yet.
 * @param {string} title
 * @param {string} [look]
 */
export function dialogWith(title, look = "") {
  const dialog = make("dialog", { class: look });
  dialog.setAttribute("aria-label", title);
  const close = button({ label: "Close", icon: "x-lg", quiet: true, press: () => dialog.close() });
  const content = make("div", { class: "content" });
  dialog.append(make("div", { class: "head" }, make("h2", {}, title), close), content);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return { dialog, content };
}

/** @type {readonly (readonly [string, ...string[]])[]} */
const scheduleKeys = [
  ["One step back or on", "←", "→"],
  ["Before the first step, the last step", "Home", "End"],
  ["To the switch before or behind", "[", "]"],
  ["Choose what happens next", "1", "…", "9"],
  ["Take a choice back", "U", "Backspace"],
  ["Hint", "H"],
];

/** @param {readonly [string, ...string[]]} line what it does, and its keys */
function keyLine([title, ...keys]) {
  const shown = keys.map((key) => make("kbd", {}, key));
  return make("div", {}, make("dt", {}, title), make("dd", {}, ...shown));
}

export function showKeys() {
  const { dialog, content } = dialogWith("Keys");
  const box = make("input", { type: "checkbox" });
  box.checked = singleKeys();
  box.addEventListener("change", () => setSingleKeys(box.checked));
  const columns = make("div", { class: "key-columns" });
  const groups = [
    [
      "In a cell or its editor",
      (/** @type {import("../lib/commands.js").Command} */ c) => c.anywhere,
    ],
    ["When the cell has the focus (press Esc first)", (
      /** @type {import("../lib/commands.js").Command} */ c,
    ) => c.keys],
  ];
  for (const [title, keys] of groups) {
    if (typeof title !== "string" || typeof keys !== "function") continue;
    const list = make("dl");
    for (const command of commands.filter((one) => keys(one))) {
      const shown = keysShown({ id: "", title: "", keys: keys(command) ?? [] });
      const definition = make("dd");
      for (const key of shown) definition.append(make("kbd", {}, key));
      list.append(make("div", {}, make("dt", {}, command.title.replace("…", "")), definition));
    }
    columns.append(make("section", {}, make("h3", {}, title), list));
  }
  columns.append(
    make(
      "section",
      {},
      make("h3", {}, "In a schedule of a program"),
      make("dl", {}, ...scheduleKeys.map(keyLine)),
    ),
  );
  content.append(
    make("label", { class: "switch" }, box, "Single-letter keys (switch off for speech input)"),
    columns,
    make(
      "p",
      { class: "muted" },
      "In the editor Tab indents; press Esc first and Tab goes on to the next control. " +
        "Ctrl + Space shows what can stand at the cursor.",
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {string} title
 * @param {string} text
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
export function ask(title, text, yes) {
  const { dialog, content } = dialogWith(title, "small");
  const { promise, resolve } = Promise.withResolvers();
  let answer = false;
  const say = () => {
    answer = true;
    dialog.close();
  };
  content.append(
    make("p", { class: "muted" }, text),
    make(
      "div",
      { class: "actions" },
      button({ label: "Cancel", press: () => dialog.close() }),
      button({ label: yes, class: "primary", press: say }),
    ),
  );
  dialog.addEventListener("close", () => resolve(answer));
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

/**
 * What was mended in an imported file, and what was kept though the format forbids it.
 * @param {string} name of the file
 * @param {import("../types.d.ts").ImportReport} report
 * @returns {Promise<void>} when it has been read
 */
export function showReport(name, { mended, kept }) {
  const { dialog, content } = dialogWith(`${name} was imported`, "small");
  const { promise, resolve } = Promise.withResolvers();
  /** @type {readonly (readonly [string, readonly string[]])[]} */
  const parts = [
    ["This was mended in the notebook; the file itself stays as it is:", mended],
    ["This breaks the rules of the format and was kept; other programs may refuse it:", kept],
  ];
  for (const [title, sentences] of parts) {
    if (sentences.length === 0) continue;
    content.append(
      make("p", {}, title),
      make("ul", { class: "report" }, ...sentences.map((sentence) => make("li", {}, sentence))),
    );
  }
  content.append(
    make(
      "div",
      { class: "actions" },
      button({ label: "Open the notebook", class: "primary", press: () => dialog.close() }),
    ),
  );
  dialog.addEventListener("close", () => resolve(undefined));
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

/**
 * Asks for a title and tags.
 * @param {string} title
 * @param {string} tags with commas between them
 * @returns {Promise<{title: string, tags: string} | null>} null when the person thought better of it
 */
export async function askHeading(title, tags) {
  const [newTitle = title, newTags = tags] = await askFields("Rename or tag", [
    { label: "Title", value: title },
    { label: "Tags, with commas between them", value: tags },
  ]) ?? [];
  return newTitle === title && newTags === tags ? null : { title: newTitle, tags: newTags };
}

/**
 * Asks for tags.
 * @param {string} tags with commas between them
 * @returns {Promise<string | null>} null when the person thought better of it
 */
export async function askTags(tags) {
  const label = "Words by which this notebook is found, with commas between them";
  return (await askFields("Tags", [{ label, value: tags }]))?.[0] ?? null;
}

/**
 * @param {string} title
 * @param {readonly {label: string, value: string}[]} fields a line of text each
 * @returns {Promise<string[] | null>}
 */
function askFields(title, fields) {
  const { dialog, content } = dialogWith(title, "small");
  const { promise, resolve } = Promise.withResolvers();
  const inputs = fields.map(({ value }) => {
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: "false" });
    input.value = value;
    return input;
  });
  /** @type {string[] | null} */
  let answer = null;
  const form = make("form", { method: "dialog" });
  inputs.forEach((input, index) => {
    const label = make("span", {}, fields[index]?.label ?? "");
    form.append(make("label", { class: "field" }, label, input));
  });
  form.append(make(
    "div",
    { class: "actions" },
    button({ label: "Cancel", press: () => dialog.close() }),
    make("button", { type: "submit", class: "primary" }, "Save"),
  ));
  form.addEventListener("submit", () => {
    answer = inputs.map(({ value }) => value);
  });
  content.append(form);
  dialog.addEventListener("close", () => resolve(answer));
  document.body.append(dialog);
  dialog.showModal();
  inputs[0]?.select();
  return promise;
}

/**
 * What became of one of several files.
 * @typedef {object} Imported
 * @property {string} name of the file
 * @property {string} id of the notebook; empty when there is none
 * @property {import("../types.d.ts").ImportReport | null} report
 * @property {string | null} problem why there is none
 */

/**
 * What became of several files, each with its notebook or the reason why there is none.
 * @param {readonly Imported[]} results
 */
export function showImports(results) {
  const made = results.filter(({ problem }) => problem === null).length;
  const { dialog, content } = dialogWith(`${made} of ${results.length} files were imported`);
  const list = make("ul", { class: "report" });
  for (const { name, id, report, problem } of results) {
    const item = make("li", {});
    item.append(
      problem === null ? make("a", { href: address(id) }, name) : `${name}: ${problem}`,
    );
    const sentences = [...report?.mended ?? [], ...report?.kept ?? []];
    if (sentences.length > 0) {
      item.append(make("ul", { class: "report" }, ...sentences.map((one) => make("li", {}, one))));
    }
    list.append(item);
  }
  content.append(list);
  document.body.append(dialog);
  dialog.showModal();
}
