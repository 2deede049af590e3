/**
 * The dialog for links by which others read a notebook.
 *
 * @typedef {import("../types.d.ts").Share} Share
 * @typedef {import("../types.d.ts").Shares} Shares
 * @typedef {import("../types.d.ts").ShareKind} ShareKind
 * @typedef {import("../types.d.ts").ShareLifetime} ShareLifetime
 */

import { button, icon, make, setText } from "../lib/dom.js";
import { messageOf } from "../lib/problem-text.js";
import { dialogWith } from "./dialogs.js";

/** Addresses of links that this page made: nobody tells them a second time. @type {Map<string, string>} */
const addresses = new Map();

/** @type {readonly [ShareLifetime, string][]} */
const lifetimes = [
  ["day", "1 day"],
  ["week", "1 week"],
  ["month", "1 month"],
  ["never", "until withdrawn"],
];

/** @type {readonly [ShareKind, string, string][]} */
const kinds = [
  ["live", "The notebook as it changes", "Readers see edits and output as they happen."],
  ["frozen", "This moment", "Text and results stay as they are now, whatever comes."],
];

/**
 * @param {object} notebook
 * @param {() => Promise<Shares>} notebook.list
 * @param {(wish: {kind: ShareKind, lifetime: ShareLifetime}) => Promise<Share>} notebook.create
 * @param {(share: string) => Promise<unknown>} notebook.withdraw
 * @param {string} notebook.page the address of it as a page of its own
 * @param {string} notebook.file the address of its file
 * @returns {HTMLDialogElement}
 */
export function showShares(notebook) {
  const { dialog, content } = dialogWith("Share this notebook", "share");
  const reach = make("div", { class: "reach", hidden: true });
  const said = make("p", { class: "said", role: "status" });
  const list = make("ul", { class: "links", "aria-label": "Links" });
  let origin = location.origin;

  const kind = choices();
  const lifetime = make(
    "select",
    {},
    ...lifetimes.map(([value, name]) =>
      make("option", { value, selected: value === "week" }, name)
    ),
  );
  const create = button({
    label: "Create link",
    icon: "link-45deg",
    class: "primary",
    press: makeLink,
  });
  content.append(
    make("p", { class: "muted" }, "Whoever has a link reads the notebook and changes nothing."),
    reach,
    kind.element,
    make("div", { class: "make" }, make("label", {}, "Open for ", lifetime), create),
    said,
    list,
  );
  document.body.append(dialog);
  dialog.showModal();
  void refresh();
  return dialog;

  async function refresh() {
    await attempt(async () => {
      const answer = await notebook.list();
      origin = answer.origin ?? location.origin;
      showReach(answer.isLocal || isLoopback(new URL(origin).hostname));
      const open = answer.shares.filter(({ ended }) => !ended);
      const over = answer.shares.filter(({ ended }) => ended).slice(0, 5);
      list.replaceChildren(...[...open, ...over].map(row));
      list.hidden = answer.shares.length === 0;
    });
  }

  async function makeLink() {
    create.disabled = true;
    await attempt(async () => {
      const wish = { kind: kind.value(), lifetime: lifetimeOf(lifetime.value) };
      const share = await notebook.create(wish);
      if (share.path) addresses.set(share.id, share.path);
      await refresh();
      const field = list.querySelector("input");
      field?.focus();
      field?.select();
      setText(said, "The link is made. Copy it now: its address is not kept.");
    });
    create.disabled = false;
  }

  /** @param {() => Promise<void>} action */
  async function attempt(action) {
    try {
      setText(said, "");
      await action();
    } catch (problem) {
      setText(said, messageOf(problem));
    }
  }

  /** @param {boolean} isLocal */
  function showReach(isLocal) {
    reach.hidden = !isLocal;
    if (!isLocal || reach.firstChild) return;
    reach.append(
      icon("info-circle"),
      make(
        "p",
        {},
        "These links open only on this computer, because the server answers nobody else. To show " +
          "the notebook to others, send them ",
        make("a", { href: notebook.page, download: true }, "a web page that opens anywhere"),
        " or ",
        make("a", { href: notebook.file, download: true }, "the .ipynb file"),
        ".",
      ),
    );
  }

  /** @param {Share} share */
  function row(share) {
    const path = addresses.get(share.id);
    const name = share.kind === "live" ? "Live" : `Frozen at revision ${share.revision}`;
    const item = make(
      "li",
      { "data-ended": share.ended ?? false },
      make("span", { class: "name" }, icon(share.kind === "live" ? "eye" : "journals"), name),
      make("span", { class: "when" }, when(share)),
    );
    if (share.ended) return item;
    const acts = make("span", { class: "acts" });
    if (path) {
      const address = origin + path;
      const field = make("input", { readonly: true, "aria-label": `Address of the link: ${name}` });
      field.value = address;
      field.addEventListener("focus", () => field.select());
      acts.append(button({ label: "Copy", icon: "files", press: () => void copy(field) }));
      item.append(field);
    }
    acts.append(button({
      label: "Withdraw",
      class: "danger",
      press: () =>
        void attempt(async () => {
          await notebook.withdraw(share.id);
          await refresh();
          setText(said, "The link is withdrawn, and whoever had it open sees that.");
          create.focus();
        }),
    }));
    item.append(acts);
    return item;
  }

  /** @param {HTMLInputElement} field */
  async function copy(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      setText(said, "Copied.");
    } catch {
      field.select();
      setText(said, "Selected: press Ctrl C.");
    }
  }
}

function choices() {
  const element = make("fieldset", { class: "kinds" }, make("legend", {}, "What it shows"));
  for (const [value, name, meaning] of kinds) {
    const input = make("input", { type: "radio", name: "share-kind", value });
    input.checked = value === "live";
    const text = make("span", {}, make("strong", {}, name), make("small", {}, meaning));
    element.append(make("label", {}, input, text));
  }
  return {
    element,
    /** @returns {ShareKind} */
    value: () => element.querySelector("input:checked[value=frozen]") ? "frozen" : "live",
  };
}

/**
 * @param {string} value
 * @returns {ShareLifetime}
 */
const lifetimeOf = (value) => lifetimes.find(([name]) => name === value)?.[0] ?? "day";

/** @param {string} host */
const isLoopback = (host) => /^(localhost|127\..*|\[::1\])$/.test(host);

/**
 * When a link was made and when it ends, or what became of it.
 * @param {Share} share
 */
export function when({ created, expires, ended }) {
  const made = `made ${shortDate(created, false)}`;
  if (ended) return `${made}, ${ended === "revoked" ? "withdrawn" : "expired"}`;
  return expires
    ? `${made}, open until ${shortDate(expires, true)}`
    : `${made}, open until withdrawn`;
}

/**
 * @param {string} time
 * @param {boolean} hasClock
 */
function shortDate(time, hasClock) {
  /** @type {Intl.DateTimeFormatOptions} */
  const clock = hasClock ? { hour: "numeric", minute: "2-digit" } : {};
  return new Intl.DateTimeFormat("en", { month: "short", day: "numeric", ...clock })
    .format(new Date(time));
}
