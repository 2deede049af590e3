/** The files that somebody drops on the page, also those in folders. */

/** Files of one drop, and folders within folders. */
const most = 500;
const deepest = 8;

/** What becomes a notebook; in a folder all else is passed over. */
const endings = /\.(ipynb|py|nb\.md)$/i;

/**
 * @param {DataTransfer} transfer
 * @returns {Promise<File[]>} in the order of their paths
 */
export async function droppedFiles(transfer) {
  // All entries at once: they are gone when the event is over.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files];
  /** @type {File[]} */
  const files = [];
  for (const entry of entries) await gather(entry, 0, files);
  return files;
}

/**
 * @param {FileSystemEntry} entry
 * @param {number} depth
 * @param {File[]} files
 */
async function gather(entry, depth, files) {
  if (files.length >= most) return;
  if (entry.isFile) {
    if (depth > 0 && !endings.test(entry.name)) return;
    const file = /** @type {FileSystemFileEntry} */ (entry);
    files.push(await new Promise((resolve, reject) => file.file(resolve, reject)));
    return;
  }
  // What the computer keeps for itself is not what somebody means.
  if (depth >= deepest || entry.name.startsWith(".")) return;
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const inside = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    inside.push(...part);
  }
  inside.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const one of inside) await gather(one, depth + 1, files);
}
