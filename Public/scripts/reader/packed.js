/** Bytes that the file carries packed: deflated (RFC 1951), in base64. */

/**
 * @param {string} base64
 * @returns {Promise<ArrayBuffer>}
 */
export async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return await new Response(stream).arrayBuffer();
}
