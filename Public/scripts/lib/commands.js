/**
 * Every command of the notebook page: its name, where it stands in the menus, and its keys. The
 * menus, the help and the keyboard all read this one table.
 *
 * @typedef {object} Command
 * @property {string} id
 * @property {string} title
 * @property {"File" | "Edit" | "Run" | "View" | "Help"} [menu]
 * @property {readonly string[]} [keys] work in command mode, when the cell itself has the focus
 * @property {readonly string[]} [anywhere] work in the editor, too
 * @property {string} [icon]
 * @property {boolean} [startsGroup] a line above it in the menu
 */

/** @type {readonly Command[]} */
export const commands = [
  { id: "share", title: "Share…", menu: "File", keys: ["Shift+s"], icon: "share" },
  { id: "save", title: "Save now", menu: "File", anywhere: ["Mod+s"], icon: "cloud-check" },
  {
    id: "download-ipynb",
    title: "Download as .ipynb",
    menu: "File",
    icon: "download",
    startsGroup: true,
  },
  {
    id: "download-html",
    title: "Download as a web page that opens anywhere",
    menu: "File",
    icon: "download",
  },
  { id: "download-markdown", title: "Download as Markdown", menu: "File", icon: "download" },
  {
    id: "download-text",
    title: "Download as text for version control",
    menu: "File",
    icon: "download",
  },
  {
    id: "history",
    title: "History…",
    menu: "File",
    keys: ["h"],
    icon: "clock-history",
  },
  { id: "tags", title: "Tags…", menu: "File" },
  { id: "duplicate", title: "Duplicate", menu: "File", icon: "files" },
  {
    id: "restart-lesson",
    title: "Start the lesson again…",
    menu: "File",
    icon: "arrow-clockwise",
    startsGroup: true,
  },
  {
    id: "delete-notebook",
    title: "Delete the notebook",
    menu: "File",
    icon: "trash3",
    startsGroup: true,
  },

  {
    id: "undo",
    title: "Undo",
    menu: "Edit",
    keys: ["z"],
    icon: "arrow-counterclockwise",
  },
  {
    id: "redo",
    title: "Redo",
    menu: "Edit",
    keys: ["Shift+z"],
    icon: "arrow-clockwise",
  },
  {
    id: "edit",
    title: "Edit the cell",
    menu: "Edit",
    keys: ["Enter"],
    icon: "pencil",
    startsGroup: true,
  },
  { id: "leave-editor", title: "Leave the editor", anywhere: ["Escape", "Ctrl+m"] },
  {
    id: "insert-above",
    title: "Add code cell above",
    menu: "Edit",
    keys: ["a"],
    icon: "plus-lg",
    startsGroup: true,
  },
  { id: "insert-below", title: "Add code cell below", menu: "Edit", keys: ["b"], icon: "plus-lg" },
  { id: "insert-program-below", title: "Add program cell below", menu: "Edit", icon: "plus-lg" },
  { id: "insert-text-below", title: "Add text cell below", menu: "Edit", icon: "type" },
  { id: "cut", title: "Cut cell", menu: "Edit", keys: ["x"], startsGroup: true },
  { id: "copy", title: "Copy cell", menu: "Edit", keys: ["c"], icon: "files" },
  { id: "paste", title: "Paste cell below", menu: "Edit", keys: ["v"] },
  { id: "delete", title: "Delete cell", menu: "Edit", keys: ["d d"], icon: "trash3" },
  {
    id: "move-up",
    title: "Move cell up",
    menu: "Edit",
    anywhere: ["Ctrl+Shift+ArrowUp"],
    icon: "arrow-up",
    startsGroup: true,
  },
  {
    id: "move-down",
    title: "Move cell down",
    menu: "Edit",
    anywhere: ["Ctrl+Shift+ArrowDown"],
    icon: "arrow-down",
  },
  { id: "split", title: "Split cell at the cursor", menu: "Edit", anywhere: ["Ctrl+Shift+-"] },
  { id: "merge-below", title: "Merge with the cell below", menu: "Edit", keys: ["Shift+m"] },
  { id: "merge-above", title: "Merge with the cell above", menu: "Edit", keys: ["Ctrl+Backspace"] },
  {
    id: "to-code",
    title: "Make it a code cell",
    menu: "Edit",
    keys: ["y"],
    icon: "code-slash",
    startsGroup: true,
  },
  { id: "to-text", title: "Make it a text cell", menu: "Edit", keys: ["m"], icon: "markdown" },

  {
    id: "run",
    title: "Run cell",
    menu: "Run",
    anywhere: ["Mod+Enter"],
    icon: "play-fill",
  },
  { id: "run-next", title: "Run cell and go to the next", menu: "Run", anywhere: ["Shift+Enter"] },
  { id: "run-insert", title: "Run cell and add one below", menu: "Run", anywhere: ["Alt+Enter"] },
  { id: "run-seed", title: "Run again with the same seed", menu: "Run", icon: "arrow-clockwise" },
  { id: "run-all", title: "Run all cells", menu: "Run", icon: "skip-end-fill", startsGroup: true },
  { id: "run-above", title: "Run all cells above", menu: "Run" },
  { id: "run-below", title: "Run this cell and all below", menu: "Run" },
  {
    id: "earlier-runs",
    title: "Earlier runs of the cell",
    menu: "Run",
    keys: ["e"],
    icon: "clock-history",
    startsGroup: true,
  },
  { id: "stop", title: "Stop", menu: "Run", keys: ["i i"], icon: "stop-fill", startsGroup: true },
  { id: "stop-all", title: "Stop everything in this notebook", menu: "Run" },

  { id: "next", title: "Next cell", keys: ["j", "ArrowDown"] },
  { id: "previous", title: "Previous cell", keys: ["k", "ArrowUp"] },
  { id: "first", title: "First cell", keys: ["Ctrl+Home"] },
  { id: "last", title: "Last cell", keys: ["Ctrl+End"] },
  ...[1, 2, 3, 4, 5, 6].map((level) => ({
    id: `heading-${level}`,
    title: `Make it a heading of level ${level}`,
    keys: [String(level)],
  })),
  { id: "line-numbers", title: "Line numbers", menu: "View", keys: ["Shift+l"] },
  {
    id: "theme-auto",
    title: "Theme of the system",
    menu: "View",
    icon: "circle-half",
    startsGroup: true,
  },
  { id: "theme-light", title: "Light", menu: "View", icon: "sun" },
  { id: "theme-dark", title: "Dark", menu: "View", icon: "moon" },

  { id: "help", title: "Keys…", menu: "Help", keys: ["?"], icon: "keyboard" },
  { id: "single-keys", title: "Single-letter keys", menu: "Help" },
];

/** @type {ReadonlyMap<string, Command>} */
export const commandsById = new Map(commands.map((command) => [command.id, command]));

/** The keys of a command as the page writes them. @param {Command} command */
export function keysShown(command) {
  return [...(command.keys ?? []), ...(command.anywhere ?? [])].map(keyShown);
}

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? "");

/** @param {string} key */
function keyShown(key) {
  return key.split(" ").map((step) =>
    step.split("+").map((part) => {
      if (part === "Mod") return isMac ? "⌘" : "Ctrl";
      if (part.startsWith("Arrow")) return { Up: "↑", Down: "↓" }[part.slice(5)] ?? part;
      if (part === "Escape") return "Esc";
      return part.length === 1 ? part.toUpperCase() : part;
    }).join(" + ")
  ).join(", ");
}
