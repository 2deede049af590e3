/**
 * The page with the lessons and one's own notebooks.
 *
 * @typedef {import("./types.d.ts").NotebookSummary} NotebookSummary
 * @typedef {import("./types.d.ts").LessonSummary} LessonSummary
 * @typedef {import("./elements/dialogs.js").Imported} Imported
 */

import * as api from "./api.js";
import { showBanner } from "./lib/banner.js";
import { button, find, make, setText } from "./lib/dom.js";
import { ago, count } from "./lib/format.js";
import { address } from "./lib/address.js";
import { messageOf } from "./lib/problem-text.js";
import { askHeading, showImports, showReport } from "./elements/dialogs.js";
import { droppedFiles } from "./lib/dropped.js";
import { Bin } from "./list/bin.js";
import { Search } from "./list/search.js";
import { tagsOf } from "./lib/tags.js";
import { newId } from "./lib/identity.js";
import { ToastsElement } from "./elements/nb-toasts.js";
import { themeButton } from "./elements/theme-button.js";

/** The largest file that the server takes. */
const largestFile = 32 * 1024 * 1024;

export async function start() {
  const toasts = find(document, "nb-toasts", ToastsElement);
  const page = new ListPage(toasts);
  page.wire();
  await page.load();
  page.sayDeleted();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void page.load();
  });
}

class ListPage {
  #toasts;
  #lessons = find(document, ".lessons", HTMLUListElement);
  #place = find(document, ".notebooks-place", HTMLElement);
  #input = find(document, ".file-input", HTMLInputElement);
  #bin;

  /** @param {ToastsElement} toasts */
  constructor(toasts) {
    this.#toasts = toasts;
    this.#bin = new Bin(toasts, () => this.load());
  }

  wire() {
    new Search((isSearching) => {
      this.#place.hidden = isSearching;
    }).wire();
    const acts = find(document, ".list-section .acts", HTMLElement);
    acts.append(
      button({ label: "Import…", icon: "upload", press: () => this.#input.click() }),
      button({
        label: "New notebook",
        icon: "plus-lg",
        class: "primary",
        press: () => this.#try(() => this.#open(api.createNotebook({}))),
      }),
    );
    this.#input.addEventListener("change", () => {
      const files = [...this.#input.files ?? []];
      this.#input.value = "";
      this.#try(() => this.#import(files));
    });
    find(document, ".theme-place", HTMLElement).append(themeButton());
    this.#takeDrops();
  }

  #takeDrops() {
    const sign = find(document, ".drop-here", HTMLElement);
    const hasFile = (/** @type {DragEvent} */ event) =>
      event.dataTransfer?.types.includes("Files") ?? false;
    document.addEventListener("dragover", (event) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      sign.hidden = false;
    });
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) sign.hidden = true;
    });
    document.addEventListener("drop", (event) => {
      sign.hidden = true;
      const { dataTransfer } = event;
      if (!dataTransfer || !hasFile(event)) return;
      event.preventDefault();
      const files = droppedFiles(dataTransfer);
      this.#try(async () => this.#import(await files));
    });
  }

  /** @param {readonly File[]} files */
  async #import(files) {
    /** @type {Imported[]} */
    const results = [];
    for (const file of files) results.push(await imported(file));
    const [first] = results;
    if (!first) {
      this.#toasts.say("There is no notebook in this. Choose .ipynb, .nb.md or .py files.");
      return;
    }
    if (results.length > 1) {
      await this.load();
      return showImports(results);
    }
    if (first.problem !== null) {
      this.#toasts.say(first.problem);
      return;
    }
    if (first.report) await showReport(first.name, first.report);
    location.assign(address(first.id));
  }

  /** @param {Promise<{id: string}>} created */
  async #open(created) {
    const { id } = await created;
    location.assign(address(id));
  }

  /** @param {() => Promise<void>} action */
  #try(action) {
    action().catch((problem) => this.#toasts.say(problem.message));
  }

  async load() {
    try {
      const { notebooks, lessons } = await api.notebooks();
      this.#showLessons(lessons);
      this.#showNotebooks(notebooks);
      await this.#bin.load();
    } catch (problem) {
      const text = messageOf(problem);
      showBanner("problem", text, { label: "Try again", press: () => location.reload() });
    }
  }

  /** @param {readonly LessonSummary[]} lessons */
  #showLessons(lessons) {
    const section = this.#lessons.closest("section");
    if (section) section.hidden = lessons.length === 0;
    this.#lessons.replaceChildren(...lessons.map((lesson) => this.#lesson(lesson)));
  }

  /** @param {LessonSummary} lesson */
  #lesson(lesson) {
    const number = /^\d+/.exec(lesson.name)?.[0] ?? "";
    const isFirst = Number(number) === 0;
    const open = lesson.notebook
      ? make("a", { class: "open", href: address(lesson.notebook) }, "Continue")
      : button({
        label: "Start",
        class: "open",
        press: () => this.#try(() => this.#open(api.createNotebook({ lesson: lesson.name }))),
      });
    open.setAttribute(
      "aria-label",
      `${lesson.notebook ? "Continue" : "Start"}: ${lesson.title}`,
    );
    return make(
      "li",
      {},
      make(
        "article",
        { class: "lesson" },
        make("span", { class: "number" }, isFirst ? "Start here" : `Chapter ${Number(number)}`),
        make("h3", {}, lesson.title),
        make("p", {}, lesson.summary),
        make(
          "div",
          { class: "foot" },
          open,
          make("span", {}, count(lesson.minutes, "minute")),
        ),
      ),
    );
  }

  /** @param {readonly NotebookSummary[]} notebooks */
  #showNotebooks(notebooks) {
    if (notebooks.length === 0) {
      const text = "No notebooks yet. Start a lesson, make a new one, or drop an .ipynb file here.";
      this.#place.replaceChildren(make("p", { class: "nothing" }, text));
      return;
    }
    const now = new Date();
    const sorted = notebooks.toSorted((a, b) => b.updated.localeCompare(a.updated));
    const list = make("ul", { class: "notebooks" });
    list.append(...sorted.map((notebook) => this.#row(notebook, now)));
    this.#place.replaceChildren(list);
  }

  /**
   * @param {NotebookSummary} notebook
   * @param {Date} now
   */
  #row(notebook, now) {
    const title = notebook.title.trim() || "Untitled";
    const updated = new Date(notebook.updated);
    const time = make("time", { datetime: notebook.updated }, ago(updated, now));
    time.title = updated.toLocaleString("en");
    const download = make("a", {
      class: "button quiet only-icon",
      href: api.fileAddress(notebook.id),
      download: true,
      title: "Download",
      "aria-label": `Download ${title}`,
    });
    const remove = button({
      label: `Delete ${title}`,
      icon: "trash3",
      quiet: true,
      press: () => this.#try(() => this.#delete(notebook.id, title)),
    });
    remove.title = "Delete";
    const sample = button({ label: "Download", icon: "download", quiet: true });
    download.append(...sample.childNodes);
    const copy = button({
      label: `Duplicate ${title}`,
      icon: "files",
      quiet: true,
      press: () => this.#try(() => this.#duplicate(notebook.id)),
    });
    copy.title = "Duplicate";
    const rename = button({
      label: `Rename or tag ${title}`,
      icon: "pencil",
      quiet: true,
      press: () => this.#try(() => this.#rename(notebook)),
    });
    rename.title = "Rename or tag";
    const isRunning = Number(notebook.running) > 0;
    return make(
      "li",
      {},
      make(
        "span",
        { class: "name" },
        make("a", { class: "title", href: address(notebook.id) }, title),
        ...(notebook.tags ?? []).map((tag) => make("span", { class: "tag" }, tag)),
      ),
      make(
        "span",
        { class: "facts" },
        ...(isRunning ? [make("span", { class: "running" }, "Running")] : []),
        make("span", {}, count(notebook.cells, "cell")),
        time,
      ),
      make("span", { class: "acts" }, rename, copy, download, remove),
    );
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  async #delete(id, title) {
    await api.deleteNotebook(id);
    await this.load();
    setText(document.querySelector(".announcer"), `${title} is deleted.`);
    this.#bin.say(id, title);
  }

  /** The notebook page has put a notebook into the bin and come here. */
  sayDeleted() {
    const id = new URLSearchParams(location.search).get("deleted");
    if (!id) return;
    history.replaceState(null, "", "/");
    const title = this.#bin.titleOf(id);
    if (title !== null) this.#bin.say(id, title);
  }

  /** @param {string} id */
  async #duplicate(id) {
    const copy = await api.createNotebook({ copyOf: id });
    await this.load();
    this.#toasts.say(`“${copy.title}” is made, without results.`, {
      label: "Open",
      press: () => location.assign(address(copy.id)),
    });
  }

  /** @param {NotebookSummary} notebook */
  async #rename({ id, title, tags = [] }) {
    const heading = await askHeading(title, tags.join(", "));
    if (!heading) return;
    await api.operations(id, {
      base: 0,
      key: newId(20),
      step: newId(20),
      operations: [
        { type: "setTitle", title: heading.title.trim() },
        { type: "setTags", tags: tagsOf(heading.tags) },
      ],
    });
    await this.load();
  }
}

/**
 * Makes a notebook of a file, or says why not.
 * @param {File} file
 * @returns {Promise<Imported>}
 */
async function imported(file) {
  const { name } = file;
  if (file.size > largestFile) {
    const problem = `${name} is larger than 32 MB. Split it into smaller notebooks.`;
    return { name, id: "", report: null, problem };
  }
  try {
    const { id, report } = await api.importNotebook(file);
    return { name, id, report: report ?? null, problem: null };
  } catch (problem) {
    return { name, id: "", report: null, problem: messageOf(problem) };
  }
}
