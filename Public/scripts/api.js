/**
 * One function for each endpoint. All throw a `Problem`, whose message is a sentence for people.
 *
 * @typedef {import("./types.d.ts").Snapshot} Snapshot
 * @typedef {import("./types.d.ts").WireCell} WireCell
 * @typedef {import("./types.d.ts").OperationsRequest} OperationsRequest
 */

import { author, signature } from "./lib/person.js";

/** An error that the server described, or the network. */
export class Problem extends Error {
  /**
   * @param {string} title
   * @param {number} status 0 when the server could not be reached
   * @param {readonly WireCell[]} [cells] the cells that changed meanwhile, with 409
   */
  constructor(title, status, cells = []) {
    super(title);
    this.name = "Problem";
    this.status = status;
    this.cells = cells;
  }

  /** Nobody answered, or not for good: the same request may succeed later. */
  get isTemporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("The server does not answer. Is it still running?", 0);
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

/**
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
async function problemOf(response) {
  const { status } = response;
  if (status === 401) {
    return new Problem(
      "This browser is not signed in. Open the link that the server printed at its start.",
      status,
    );
  }
  try {
    /** @type {Partial<import("./types.d.ts").ProblemReport>} */
    const report = await response.json();
    return new Problem(report.title ?? `The server answered ${status}.`, status, report.cells);
  } catch {
    return new Problem(`The server answered ${status}.`, status);
  }
}

/**
 * @template Answer
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Answer>}
 */
async function json(path, options) {
  const response = await request(path, options);
  return await response.json();
}

/**
 * @param {"POST" | "DELETE"} method
 * @param {unknown} [body]
 * @returns {RequestInit}
 */
function change(method, body) {
  return {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** @param {string} text */
const part = (text) => encodeURIComponent(text);

/** @returns {Promise<import("./types.d.ts").Listing>} */
export const notebooks = () => json("/api/notebooks");

/**
 * @param {{title?: string, lesson?: string, copyOf?: string}} body
 * @returns {Promise<Snapshot>}
 */
export const createNotebook = (body) => json("/api/notebooks", change("POST", body));

/**
 * @param {File} file an .ipynb, a notebook as text, or a Python script; its name is the notebook's
 *   when the file does not say another
 * @returns {Promise<Snapshot>} with a report when something in the file was mended or is odd
 */
export const importNotebook = (file) =>
  json(`/api/notebooks?name=${part(file.name.replace(/(\.ipynb|\.py|(\.nb)?\.md)$/i, ""))}`, {
    method: "POST",
    headers: {
      "content-type": /\.py$/i.test(file.name) ? "text/x-python" : "application/x-ipynb+json",
    },
    body: file,
  });

/**
 * @param {string} id
 * @returns {Promise<Snapshot>}
 */
export const notebook = (id) => json(`/api/notebooks/${part(id)}`);

/** @param {string} id */
export const deleteNotebook = (id) => request(`/api/notebooks/${part(id)}`, change("DELETE"));

/**
 * Takes a notebook out of the bin.
 * @param {string} id
 * @returns {Promise<Snapshot>}
 */
export const restoreNotebook = (id) =>
  json(`/api/notebooks/${part(id)}/restorations`, change("POST", {}));

/** @returns {Promise<{notebooks: import("./types.d.ts").NotebookSummary[]}>} */
export const bin = () => json("/api/bin");

/**
 * @param {string} words
 * @param {AbortSignal} signal
 * @returns {Promise<{notebooks: import("./types.d.ts").FoundNotebook[]}>}
 */
export const search = (words, signal) => json(`/api/search?q=${part(words)}`, { signal });

/**
 * A page of the history, the latest save first.
 * @param {string} id
 * @param {number | null} before
 * @returns {Promise<import("./types.d.ts").History>}
 */
export const revisions = (id, before) =>
  json(
    `/api/notebooks/${part(id)}/revisions?author=${part(author())}` +
      (before === null ? "" : `&before=${before}`),
  );

/**
 * @param {string} id
 * @param {number} number
 * @returns {Promise<import("./types.d.ts").PastNotebook>}
 */
export const revision = (id, number) =>
  json(`/api/notebooks/${part(id)}/revisions/${number}?author=${part(author())}`);

/**
 * What can be undone and done again.
 * @param {string} id
 * @param {readonly string[]} skipped steps that could not be taken back
 * @returns {Promise<{undo: import("./types.d.ts").UndoStep | null, redo: import("./types.d.ts").UndoStep | null}>}
 */
export const steps = (id, skipped) =>
  json(`/api/notebooks/${part(id)}/steps?author=${part(author())}&skip=${skipped.join(",")}`);

/**
 * Brings back a revision, or one cell of it.
 * @param {string} id
 * @param {{revision: number, cell?: string, key: string, step: string}} body
 * @returns {Promise<{revision: number}>}
 */
export const restoreRevision = (id, body) =>
  json(`/api/notebooks/${part(id)}/restorations`, change("POST", { ...body, ...signature() }));

/**
 * @param {string} id
 * @param {string} [format] a form of the notebook: what the server lists for `format=`
 */
export const fileAddress = (id, format = "ipynb") =>
  `/api/notebooks/${part(id)}/file?format=${part(format)}`;

/**
 * @param {string} id
 * @param {OperationsRequest} body
 * @param {boolean} [leaving] the page is going away: the browser sends it all the same
 * @returns {Promise<{revision: number}>}
 */
export const operations = (id, body, leaving = false) =>
  json(`/api/notebooks/${part(id)}/operations`, {
    ...change("POST", { ...body, ...signature() }),
    keepalive: leaving,
  });

/**
 * @param {string} id
 * @param {readonly string[]} cells
 * @param {string} key
 * @returns {Promise<{runs: {id: string, cell: string}[]}>}
 */
export const startRuns = (id, cells, key) =>
  json(`/api/notebooks/${part(id)}/runs`, change("POST", { cells, key }));

/**
 * A run with what it reported, and the notebook that it belongs to.
 * @param {string} run
 * @returns {Promise<import("./types.d.ts").WireRun>}
 */
export const run = async (run) => {
  const response = await request(`/api/runs/${part(run)}`);
  return { ...await response.json(), notebook: response.headers.get("x-notebook") };
};

/**
 * The runs of a cell, the latest first, from behind another one on.
 * @param {string} notebook
 * @param {string} cell
 * @param {string | null} before
 * @returns {Promise<import("./types.d.ts").PastRuns>}
 */
export const cellRuns = (notebook, cell, before) => {
  const query = before === null ? "" : `?before=${part(before)}`;
  return json(`/api/notebooks/${part(notebook)}/cells/${part(cell)}/runs${query}`);
};

/**
 * What the file of a cell brought of results.
 * @param {string} id
 * @param {string} cell
 * @returns {Promise<import("./types.d.ts").WireRun>}
 */
export const results = (id, cell) => json(`/api/notebooks/${part(id)}/cells/${part(cell)}/results`);

/** @param {string} run */
export const stopRun = (run) => request(`/api/runs/${part(run)}`, change("DELETE"));

/**
 * Reads what runs reported, for whoever is signed in (`/api`) or has a link (its address).
 * @param {string} [base]
 * @returns {import("./types.d.ts").RunLoader}
 */
export const runReader = (base = "/api") => ({
  trace: async (run, call, number) => {
    const response = await request(`${base}/runs/${part(run)}/trace?call=${call}&case=${number}`);
    return await response.arrayBuffer();
  },
  output: async (run, from, limit) => {
    const response = await request(`${base}/runs/${part(run)}/output?from=${from}&limit=${limit}`);
    return {
      text: await response.text(),
      total: Number(response.headers.get("x-total-bytes") ?? "0"),
    };
  },
  events: (run, from, limit) =>
    json(`${base}/runs/${part(run)}/events?from=${from}&limit=${limit}`),
  frame: (run, { id }) => ({ src: `${base}/runs/${part(run)}/frames/${id}` }),
});

/**
 * The links by which others read a notebook.
 * @param {string} notebook
 * @returns {Promise<import("./types.d.ts").Shares>}
 */
export const shares = (notebook) => json(`/api/notebooks/${part(notebook)}/shares`);

/**
 * @param {string} notebook
 * @param {{kind: import("./types.d.ts").ShareKind, lifetime: import("./types.d.ts").ShareLifetime}} body
 * @returns {Promise<import("./types.d.ts").Share>}
 */
export const createShare = (notebook, body) =>
  json(`/api/notebooks/${part(notebook)}/shares`, change("POST", body));

/**
 * @param {string} notebook
 * @param {string} share
 */
export const deleteShare = (notebook, share) =>
  request(`/api/notebooks/${part(notebook)}/shares/${part(share)}`, change("DELETE"));

/** Where everything stands that a link shows. @param {string} token */
export const linkAddress = (token) => `/s/${part(token)}`;

/**
 * What a link shows.
 * @param {string} token
 * @returns {Promise<import("./types.d.ts").Shared>}
 */
export const shared = (token) => json(`${linkAddress(token)}/notebook`);

/**
 * The file of what a link shows.
 * @param {string} token
 * @returns {Promise<Blob>}
 */
export const sharedFile = async (token) =>
  await (await request(`${linkAddress(token)}/file`)).blob();

/** @returns {Promise<import("./types.d.ts").Status>} */
export const status = () => json("/api/status");

/** @returns {Promise<import("./types.d.ts").Catalogue>} */
export const experiments = () => json("/api/experiments");

/**
 * @param {string} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("./types.d.ts").Check>}
 */
export const check = (source, signal) =>
  json("/api/checks", { ...change("POST", { source }), ...(signal ? { signal } : {}) });

/**
 * @param {string} source
 * @param {number} offset
 * @returns {Promise<import("./types.d.ts").Completions>}
 */
export const complete = (source, offset) =>
  json("/api/completions", change("POST", { source, offset }));

/**
 * @param {string} source
 * @param {number} offset
 * @returns {Promise<import("./types.d.ts").Hover>}
 */
export const hover = (source, offset) => json("/api/hovers", change("POST", { source, offset }));

/**
 * Replays a schedule of a program; nothing is kept on the server.
 *
 * @param {import("./schedule/exploration.d.ts").ScheduleQuestion} question
 * @returns {Promise<import("./schedule/exploration.d.ts").Play>}
 */
export const schedule = (question) => json("/api/schedules", change("POST", question));

/** Whether the libraries, icons and fonts of /vendor are there. */
export async function hasVendorFiles() {
  try {
    return (await fetch("/vendor/ready.json", { cache: "no-cache" })).ok;
  } catch {
    return false;
  }
}
