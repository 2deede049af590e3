/** Names that nobody else makes: cells, request keys, tabs. */

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** @param {number} [length] */
export function newId(length = 12) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
}
