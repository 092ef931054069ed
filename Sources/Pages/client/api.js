// The public API, as the pages use it.

import { ApiError, isOutOfReach, pause, problemOf, readJSON, send, tellConnection, tellHeard, tellLost } from "./http.js";
import { newKey } from "./key.js";
import { readTokens, refreshTokens, validToken } from "./tokens.js";

const placeKey = "tally.place";
/** How long a command is tried again with its key. */
const commandMilliseconds = 60_000;
const queryTries = 3;

/**
 * The greatest position of this tab's own commands, `{ position, history }`, or null; queries wait for it.
 *
 * Positions are given again after the log has lost its end: `history` says which log one is of.
 */
function ownPlace() {
  const [position, history] = (sessionStorage.getItem(placeKey) ?? "").split("@");
  return history ? { position: Number(position), history } : null;
}

/** The later of two places, either of which may be null; of different histories the second. */
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

/** Where in the log an answer is of, or null. */
export function placeOf(response) {
  const [position, history] = ["Tally-Position", "Tally-History"].map((name) => response.headers.get(name));
  return position !== null && history !== null ? { position: Number(position), history } : null;
}

/** Sends with the user's token; on a 401 once more with a new one. Gives any answer that comes. */
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

async function query(path, { query: parameters = {}, after = null, fresh = true, method = "GET", body } = {}) {
  let place = fresh ? laterOf(ownPlace(), after) : null;
  for (let attempt = 1; ; attempt += 1) {
    const all = place ? { ...parameters, min_position: place.position, history: place.history } : parameters;
    let error;
    try {
      const response = await sendSigned(method, path, { query: all, body });
      if (response.ok) {
        tellHeard();
        return response;
      }
      error = await problemOf(response);
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      error = thrown;
    }
    if (isOutOfReach(error.status)) tellLost();
    else tellHeard();
    if (error.kind === "history-changed" && place) {
      // What was waited for is lost: whatever stands now is as new as it gets.
      forgetPlace();
      place = null;
      continue;
    }
    if (attempt >= queryTries || !worthAnotherTry(error) || error.retryAfter > 5) throw error;
    await pauseBefore(attempt, error.retryAfter);
  }
}

async function outcomeOf(response) {
  const location = response.headers.get("Location");
  const last = location?.split("/").pop() ?? null;
  const place = placeOf(response);
  notePlace(place);
  return {
    ok: response.ok,
    reason: response.headers.get("Tally-Reason"),
    place,
    position: place?.position ?? null,
    location,
    id: last !== null && /^\d{1,15}$/.test(last) ? Number(last) : last,
    replayed: response.headers.get("Idempotency-Replayed") === "true",
  };
}

export const api = {
  /** Asks a query, not before the place `after` if that is given. Throws an `ApiError`. */
  async get(path, options) {
    const response = await query(path, options);
    return { data: await readJSON(response), position: placeOf(response)?.position ?? null, headers: response.headers };
  },

  /** Asks a query that takes a body. Throws an `ApiError`. */
  async ask(path, body) {
    const response = await query(path, { method: "POST", body, fresh: false });
    return { data: await readJSON(response), position: placeOf(response)?.position ?? null, headers: response.headers };
  },

  /**
   * Sends a command under one key until its outcome is known, for a minute at most.
   *
   * Throws an `ApiError`; its `uncertain` is true if the command may have been done all the same.
   */
  async command(method, path, body, { key = newKey() } = {}) {
    const end = Date.now() + commandMilliseconds;
    let uncertain = false;
    for (let attempt = 0; ; attempt += 1) {
      let error;
      try {
        const response = await sendSigned(method, path, { body, headers: { "Idempotency-Key": key } });
        if (response.ok || response.headers.has("Tally-Reason")) {
          tellConnection("online");
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
        tellConnection(isOutOfReach(error.status) ? "offline" : "online");
        error.uncertain = uncertain;
        throw error;
      }
      tellConnection("retrying");
      await pauseBefore(attempt, error.retryAfter);
    }
  },

  /** Saves what a query answers as a file. Throws an `ApiError`. */
  async download(path, parameters, filename) {
    const response = await query(path, { query: parameters });
    let content;
    try {
      content = await response.blob();
    } catch {
      throw new ApiError({ status: 0, title: "No connection" });
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = filename;
    link.click();
    // The browser needs it until the download has begun.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },
};
