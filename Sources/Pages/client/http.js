// One request to the API, the state of the connection, and the service's clock.

/** A problem that the API, or something on the way to it, answered with. */
export class ApiError extends Error {
  constructor({ status, title = "", detail = "", kind = "", fields = null, retryAfter = null }) {
    super(detail || title || `HTTP ${status}`);
    this.name = "ApiError";
    /** The HTTP status; 0 if there was no answer. */
    this.status = status;
    this.title = title;
    this.detail = detail;
    /** The last part of the problem's type, such as `position-not-reached`. */
    this.kind = kind;
    this.fields = fields;
    /** How many seconds the service asks to wait, or null. */
    this.retryAfter = retryAfter;
  }
}

/** How often the page checks whether a lost service is back. */
const checkMilliseconds = 3_000;
const listeners = new Set();
let connection = navigator.onLine ? "online" : "offline";
let isWaiting = false;

/** Calls `listener` with `online`, `retrying` or `offline` whenever that changes. */
export function onConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setConnection(state) {
  if (state === connection) return;
  connection = state;
  for (const listener of [...listeners]) listener(state);
  if (state === "offline") waitForService();
}

/** Reports a query or feed without an answer; `retrying` stays, since it says more. */
export function reportLost() {
  if (connection === "online") setConnection("offline");
}

/** Reports an answered query or feed; `retrying` stays, since it is about a command. */
export function reportAnswered() {
  if (connection === "offline") setConnection("online");
}

export function connectionState() {
  return connection;
}

/** Whether this status means that the service is out of reach: no answer, or one from a proxy. */
export function isOutOfReach(status) {
  return status === 0 || status === 502 || status === 504;
}

/** Whether the same request may succeed a little later: the service is out of reach, busy or has failed. */
export function isTemporary(status) {
  return isOutOfReach(status) || status === 429 || status === 500 || status === 503;
}

/** Asks until the service answers, so that pages without queries of their own notice it too. */
async function waitForService() {
  if (isWaiting) return;
  isWaiting = true;
  while (connection === "offline") {
    await pause(checkMilliseconds);
    if (document.hidden || connection !== "offline") continue;
    try {
      const { status } = await send("GET", "/health", { timeout: 10_000 });
      if (!isOutOfReach(status)) reportAnswered();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
  isWaiting = false;
}

// By how much the service's clock is ahead of this machine's, at least and at most.
let leastAhead = -Infinity;
let mostAhead = Infinity;

/**
 * Narrows the bounds by the Date of an answer, which is cut to whole seconds.
 *
 * After a few answers the bounds are a fraction of a second apart. Bounds that exclude each other
 * mean that a clock was set.
 */
function readClock(headers, askedAt) {
  const date = Date.parse(headers.get("Date") ?? "");
  if (Number.isNaN(date)) return;
  const [least, most] = [date - Date.now(), date + 1000 - askedAt];
  [leastAhead, mostAhead] = [Math.max(leastAhead, least), Math.min(mostAhead, most)];
  if (leastAhead > mostAhead) [leastAhead, mostAhead] = [least, most];
}

/** The service's time, for deadlines and ages, because this machine's clock may be wrong. */
export function serviceTime() {
  return Date.now() + (Number.isFinite(leastAhead) ? (leastAhead + mostAhead) / 2 : 0);
}

/** Waits; ends early when the browser is online again. */
export function pause(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });
}

function target(path, query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  if (!text) return path;
  return path + (path.includes("?") ? "&" : "?") + text;
}

/**
 * Sends one request and resolves to any answer.
 *
 * `body` is sent as JSON, `text` as it is. Throws an `ApiError` of status 0 without an answer
 * within `timeout` milliseconds, or before `signal` aborts.
 */
export async function send(
  method, path, { query, body, text, headers = {}, token, timeout = 30_000, signal } = {},
) {
  const options = { method, headers: { ...headers }, signal: signal ?? AbortSignal.timeout(timeout) };
  if (token) options.headers.Authorization = `Bearer ${token}`;
  if (text !== undefined || (body !== undefined && body !== null)) {
    options.headers["Content-Type"] = "application/json";
    options.body = text ?? JSON.stringify(body);
  }
  const askedAt = Date.now();
  try {
    const response = await fetch(target(path, query), options);
    readClock(response.headers, askedAt);
    return response;
  } catch (error) {
    throw new ApiError({ status: 0, title: "No connection", detail: error.message });
  }
}

// Integers that a double can't hold become BigInt, so that every amount is shown exactly.
function exact(key, value, context) {
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  return context?.source && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

export function parseJSON(text) {
  return JSON.parse(text, exact);
}

export async function readJSON(response) {
  try {
    return parseJSON(await response.text());
  } catch {
    throw new ApiError({ status: 0, title: "No connection", detail: "The answer was cut off." });
  }
}

/** The error of an answer with a status of 400 and above. */
export async function problemOf(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  const known = { status: response.status, retryAfter: seconds > 0 ? seconds : null };
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) {
    return new ApiError({ ...known, title: response.statusText });
  }
  let document = {};
  try {
    document = (await response.json()) || {};
  } catch {
    // Without a document the status has to do.
  }
  return new ApiError({
    ...known,
    title: document.title,
    detail: document.detail,
    kind: String(document.type ?? "").split("/").pop(),
    fields: document.errors?.map((one) => ({ name: one.field, message: one.detail })) ?? null,
  });
}

addEventListener("offline", () => setConnection("offline"));
if (connection === "offline") waitForService();
