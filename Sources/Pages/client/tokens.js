// The tokens of the signed-in user, shared by all tabs of this browser.
//
// A refresh token that is used twice ends its session, so only one tab refreshes at a time, and each
// looks first whether another one has done so already.

import { ApiError, problemOf, readJSON, send } from "./http.js";
import { newKey } from "./key.js";

export const storageKey = "tally.session";
const leaseKey = "tally.refresh-lease";
const leaseMilliseconds = 20_000;

let onSessionOver = () => {};

/** Sets who is told that the session was found to be over. */
export function whenSessionIsOver(listener) {
  onSessionOver = listener;
}

/** `{ access, refresh, expires, user }`, or null: nobody is signed in. */
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

/** The session was found to be over: other tabs tell that apart from signing out, and `readTokens` does not. */
function endTokens() {
  writeTokens(null);
}

/** Whether another tab found the session to be over, by an event of the storage. */
export function isEnd(event) {
  return event.newValue === "null";
}

/** Keeps what `/token`, `/login` and `/refresh` answer, for the user of this id. */
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
  // Without a secure context there are no locks: a lease in the storage, that another tab sees.
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
 * Gets a token to use in place of `used`. False if the session is over.
 *
 * Throws an `ApiError` if that can't be found out now.
 */
export async function refreshTokens(used) {
  const goesOn = await alone(() => refreshAlone(used));
  if (!goesOn) onSessionOver();
  return goesOn;
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

/** A token that is still valid for some seconds, or null: nobody is signed in. */
export async function validToken() {
  const tokens = readTokens();
  if (!tokens) return null;
  if (tokens.expires - Date.now() > 5_000) return tokens.access;
  return (await refreshTokens(tokens.access)) ? (readTokens()?.access ?? null) : null;
}
