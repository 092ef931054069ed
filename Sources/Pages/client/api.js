// Queries and commands of the public API.

import {
  ApiError, isOutOfReach, pause, problemOf, readJSON, reportAnswered, reportLost, send, setConnection,
} from "./http.js";
import { newKey } from "./key.js";
import { saveFile } from "./save.js";
import { readTokens, refreshTokens, validToken } from "./tokens.js";

const placeKey = "tally.place";
/** How long a command is retried with its key. */
const commandMilliseconds = 60_000;
const queryTries = 3;
/** How long the next part of a download may take. */
const silenceMilliseconds = 30_000;

/**
 * The greatest position of this tab's own commands, `{ position, history }`, or null; queries wait
 * for it.
 *
 * A log that has lost its end uses the same positions again; `history` says which log a position
 * belongs to.
 */
function ownPlace() {
  const [position, history] = (sessionStorage.getItem(placeKey) ?? "").split("@");
  return history ? { position: Number(position), history } : null;
}

/** The later of two places, which may be null; the second one if their histories differ. */
function laterOf(one, other) {
  if (!one || !other) return one ?? other;
  return one.history === other.history && one.position > other.position ? one : other;
}

export function notePlace(place) {
  const later = laterOf(ownPlace(), place);
  if (later) sessionStorage.setItem(placeKey, `${later.position}@${later.history}`);
}

export function forgetPlace() {
  sessionStorage.removeItem(placeKey);
}

/** The place in the log that an answer reflects, or null. */
export function placeOf(response) {
  const [position, history] = ["Tally-Position", "Tally-History"].map((name) => response.headers.get(name));
  return position !== null && history !== null ? { position: Number(position), history } : null;
}

/**
 * Sends with the user's token, and after a 401 once more with a new one.
 *
 * Resolves to any answer.
 */
export async function sendSigned(method, path, options) {
  const token = await validToken();
  const response = await send(method, path, { ...options, token });
  if (response.status !== 401 || !token) return response;
  if (!(await refreshTokens(token))) return response;
  return send(method, path, { ...options, token: readTokens()?.access });
}

function worthAnotherTry(error) {
  return error.status === 0 || [429, 502, 503, 504].includes(error.status);
}

function pauseBefore(attempt, retryAfter) {
  const growing = Math.min(8_000, 300 * 2 ** attempt);
  return pause(Math.max((retryAfter ?? 0) * 1000, growing * (0.75 + Math.random() / 2)));
}

async function query(
  path, { query: parameters = {}, after = null, fresh = true, method = "GET", body, signal } = {},
) {
  let place = fresh ? laterOf(ownPlace(), after) : null;
  for (let attempt = 1; ; attempt += 1) {
    const all = place ? { ...parameters, min_position: place.position, history: place.history } : parameters;
    let error;
    try {
      const response = await sendSigned(method, path, { query: all, body, signal });
      if (response.ok) {
        reportAnswered();
        return response;
      }
      error = await problemOf(response);
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      error = thrown;
    }
    if (isOutOfReach(error.status)) reportLost();
    else reportAnswered();
    if (error.kind === "history-changed" && place) {
      // The awaited event is lost, so the present state is the newest one.
      forgetPlace();
      place = null;
      continue;
    }
    if (attempt >= queryTries || !worthAnotherTry(error) || error.retryAfter > 5) throw error;
    await pauseBefore(attempt, error.retryAfter);
  }
}

/** The cursor of the next page of a list, or null at its end. */
function nextOf(headers) {
  const [, address] = /<([^>]*)>; *rel="next"/.exec(headers.get("Link") ?? "") ?? [];
  return address === undefined ? null : new URL(address, location.href).searchParams.get("before");
}

async function answerOf(response) {
  const { headers } = response;
  const position = placeOf(response)?.position ?? null;
  return { data: await readJSON(response), position, headers, next: nextOf(headers) };
}

/**
 * Receives an answer in parts, for as long as they come.
 *
 * Throws an `ApiError` for one that was cut off: a part of it must not be taken for the whole.
 */
async function wholeContent(ask) {
  const silence = new AbortController();
  let timer = null;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), silenceMilliseconds);
  };
  const parts = [];
  try {
    wait();
    const response = await ask(silence.signal);
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      wait();
    }
    return new Blob(parts, { type: response.headers.get("Content-Type") ?? "" });
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError({ status: 0, title: "No connection", detail: "The answer was cut off." });
  } finally {
    clearTimeout(timer);
  }
}

/** The outcome of a command; `data` is `true` or `false`, or an array of them from a bulk. */
async function outcomeOf(response) {
  const data = await readJSON(response);
  const location = response.headers.get("Location");
  const last = location?.split("/").pop() ?? null;
  const place = placeOf(response);
  notePlace(place);
  return {
    ok: response.ok,
    data,
    reason: response.headers.get("Tally-Reason"),
    place,
    position: place?.position ?? null,
    location,
    id: last !== null && /^\d{1,15}$/.test(last) ? Number(last) : last,
    replayed: response.headers.get("Idempotency-Replayed") === "true",
  };
}

export const api = {
  /** Sends a query, whose answer includes the place `after`. Throws an `ApiError`. */
  async get(path, options) {
    return answerOf(await query(path, options));
  },

  /** Sends a query that has a body. Throws an `ApiError`. */
  async ask(path, body) {
    return answerOf(await query(path, { method: "POST", body, fresh: false }));
  },

  /**
   * Sends a command under one key until its outcome is known, for a minute at most.
   *
   * Throws an `ApiError`; its `uncertain` is true if the command may still have been carried out.
   */
  async command(method, path, body, { key = newKey() } = {}) {
    const end = Date.now() + commandMilliseconds;
    let uncertain = false;
    for (let attempt = 0; ; attempt += 1) {
      let error;
      try {
        const response = await sendSigned(method, path, { body, headers: { "Idempotency-Key": key } });
        if (response.ok || response.headers.has("Tally-Reason")) {
          setConnection("online");
          return await outcomeOf(response);
        }
        error = await problemOf(response);
      } catch (thrown) {
        if (!(thrown instanceof ApiError)) throw thrown;
        error = thrown;
      }
      const inFlight = error.kind === "idempotency-key-in-flight";
      if ([0, 502, 504].includes(error.status) || inFlight) uncertain = true;
      const again = worthAnotherTry(error) || inFlight;
      if (!again || Date.now() >= end) {
        setConnection(isOutOfReach(error.status) ? "offline" : "online");
        error.uncertain = uncertain;
        throw error;
      }
      setConnection("retrying");
      await pauseBefore(attempt, error.retryAfter);
    }
  },

  /** Saves the answer of a query, however long it is, as a file. Throws an `ApiError`. */
  async download(path, parameters, filename) {
    const content = await wholeContent((signal) => query(path, { query: parameters, signal }));
    saveFile(content, filename);
  },
};
