/** The shared worker: holds the browser's one event stream. */

import { browserSurroundings, pingTime, StreamHub } from "./stream.js";

const hub = new StreamHub(browserSurroundings());

/** @param {Event} event */
function connected(event) {
  const port = /** @type {MessageEvent} */ (event).ports[0];
  if (!port) return;
  const hear = hub.connect((message) => port.postMessage(message));
  port.onmessage = ({ data }) => hear(data);
}

globalThis.addEventListener("connect", connected);
setInterval(() => hub.ping(), pingTime);
