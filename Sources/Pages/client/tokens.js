// The tokens of the signed-in user, shared by all tabs of this browser.
//
// Using a refresh token twice ends its session, so only one tab refreshes at a time, and each tab
// first checks whether another one has already done so.

import { ApiError, problemOf, readJSON, send } from "./http.js";
import { newKey } from "./key.js";

export const storageKey = "tally.session";
const leaseKey = "tally.refresh-lease";
const leaseMilliseconds = 20_000;

let onSessionOver = () => {};

/** Sets the listener that is called when the session turns out to be over. */
export function whenSessionIsOver(listener) {
  onSessionOver = listener;
}

/** `{ access, refresh, expires, user }`, or null if nobody is signed in. */
export function readTokens() {
  try {
    return JSON.parse(localStorage.getItem(storageKey));
  } catch {
    return null;
  }
}

export function writeTokens(tokens) {
  localStorage.setItem(storageKey, JSON.stringify(tokens));
}

export function clearTokens() {
  localStorage.removeItem(storageKey);
}

/** Records that the session is over, which other tabs can distinguish from signing out. */
function endTokens() {
  writeTokens(null);
}

/** Whether this storage event says that another tab found the session to be over. */
export function isEnd(event) {
  return event.newValue === "null";
}

/** Stores an answer of `/token`, `/login` or `/refresh` for the user with this id. */
export function keepTokens(answer, user) {
  writeTokens({
    access: answer.access_token,
    refresh: answer.refresh_token,
    expires: Date.now() + answer.expires_in * 1000,
    user,
  });
}

async function alone(work) {
  if (navigator.locks) return navigator.locks.request("tally-refresh", work);
  // Without a secure context there are no locks, so the shared storage holds a lease.
  const owner = newKey();
  const holder = () => {
    try {
      const lease = JSON.parse(localStorage.getItem(leaseKey));
      return lease && lease.until > Date.now() ? lease.owner : null;
    } catch {
      return null;
    }
  };
  while (holder() !== owner) {
    if (holder() === null) {
      localStorage.setItem(leaseKey, JSON.stringify({ owner, until: Date.now() + leaseMilliseconds }));
    }
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 50));
  }
  try {
    return await work();
  } finally {
    if (holder() === owner) localStorage.removeItem(leaseKey);
  }
}

/**
 * Gets a token that replaces `used`. Resolves to false if the session is over.
 *
 * Throws an `ApiError` if the service can't be asked now.
 */
export async function refreshTokens(used) {
  const isValid = await alone(() => refreshAlone(used));
  if (!isValid) onSessionOver();
  return isValid;
}

async function refreshAlone(used) {
  const tokens = readTokens();
  if (!tokens) return false;
  if (tokens.access !== used) return true;
  const response = await send("POST", "/refresh", {
    body: { refresh_token: tokens.refresh },
    timeout: leaseMilliseconds - 5_000,
  });
  if (response.ok) {
    keepTokens(await readJSON(response), tokens.user);
    return true;
  }
  if (response.status === 401 || response.status === 409 || response.status === 422) {
    endTokens();
    return false;
  }
  const error = await problemOf(response);
  throw error instanceof ApiError ? error : new ApiError({ status: 0 });
}

/** A token that is valid for some seconds more, or null if nobody is signed in. */
export async function validToken() {
  const tokens = readTokens();
  if (!tokens) return null;
  if (tokens.expires - Date.now() > 5_000) return tokens.access;
  return (await refreshTokens(tokens.access)) ? (readTokens()?.access ?? null) : null;
}
