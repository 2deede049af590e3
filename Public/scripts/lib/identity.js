/** Names that nobody else makes: cells, request keys, tabs. */

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** @param {number} [length] */
export function newId(length = 12) {
  // The first sign is a letter, so that the name can stand in a style selector, too.
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte, index) => alphabet[byte % (index === 0 ? 24 : alphabet.length)])
    .join("");
}
