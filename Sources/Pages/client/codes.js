// One-time codes, which the service shows once, and the session that this browser is in.

import { notePlace, placeOf, sendSigned } from "./api.js";
import { problemOf, readJSON } from "./http.js";
import { readTokens } from "./tokens.js";

/**
 * Has a code issued. Resolves to `{ ok, code, expires_at }`, or to `{ ok, reason }` if it is refused.
 *
 * It is not sent again by itself, because each answer is another code. Throws an `ApiError`.
 */
export async function issueCode(path, body = {}) {
  const response = await sendSigned("POST", path, { body });
  const reason = response.headers.get("Tally-Reason");
  if (reason !== null) return { ok: false, reason };
  if (!response.ok) throw await problemOf(response);
  notePlace(placeOf(response));
  return { ok: true, ...(await readJSON(response)) };
}

/** The number of the session that this browser's token belongs to, or null. */
export function ownSession() {
  const payload = readTokens()?.access.split(".")[1];
  if (!payload) return null;
  const claims = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")));
  return Number(claims.sid);
}
