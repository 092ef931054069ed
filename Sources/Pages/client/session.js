// Who is signed in, in this tab and in the others.

import { api, forgetPlace, notePlace } from "./api.js";
import { ApiError, isOutOfReach, pause, problemOf, readJSON, send, tellConnection } from "./http.js";
import { clearTokens, isEnd, keepTokens, readTokens, storageKey, whenSessionIsOver, writeTokens } from "./tokens.js";

const listeners = new Set();
let user = null;

// `why` is "signed-in", "signed-out", "ended" (by the service) or "elsewhere" (in another tab).
function become(next, why) {
  const same = user?.id === next?.id;
  user = next;
  if (same) return;
  // Who has just signed in has begun anew already.
  if (why !== "restored" && why !== "signed-in") forgetPlace();
  for (const listener of [...listeners]) listener(user, why);
}

async function loadUser() {
  const { data } = await api.get("/me");
  const tokens = readTokens();
  if (tokens && tokens.user !== data.id) writeTokens({ ...tokens, user: data.id });
  return data;
}

/** As long as it takes: without an answer nobody knows whether the session still holds. */
async function loadUserPatiently() {
  for (;;) {
    try {
      return await loadUser();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 || error.status === 403 || error.status === 404) return null;
      tellConnection(isOutOfReach(error.status) ? "offline" : "retrying");
      await pause((error.retryAfter ?? 2) * 1000);
    }
  }
}

export const session = {
  /** `{ id, username, email, name, roles }`, or null. */
  get user() {
    return user;
  },
  get isSignedIn() {
    return user !== null;
  },
  get isAdmin() {
    return user?.roles.includes("admin") ?? false;
  },

  /**
   * Throws an `ApiError`; status 401 if name and password don't fit.
   *
   * What is shown is from the place `after` on: who has just registered is known nowhere before it.
   */
  async signIn(login, password, after = null) {
    const who = login.includes("@") ? { email: login } : { username: login };
    const response = await send("POST", "/login", { body: { ...who, password } });
    if (!response.ok) {
      const error = await problemOf(response);
      if (response.status === 401) error.kind = "wrong-credentials";
      throw error;
    }
    tellConnection("online");
    forgetPlace();
    notePlace(after);
    keepTokens(await readJSON(response), null);
    become(await loadUser(), "signed-in");
  },

  /** The outcome of the command; signed in if it is ok. */
  async register({ username, email, password, name }, key) {
    const body = name ? { username, email, password, name } : { username, email, password };
    const outcome = await api.command("POST", "/register", body, { key });
    if (outcome.ok) await this.signIn(username, password, outcome.place);
    return outcome;
  },

  async signOut() {
    const token = readTokens()?.access;
    clearTokens();
    become(null, "signed-out");
    if (!token) return;
    try {
      await send("POST", "/logout", { token, timeout: 10_000 });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The tokens are gone from here; the session ends by itself.
    }
  },

  /** The outcome of the command; every other session of the user ends. */
  changePassword(old, next, key) {
    const body = { old_password: old, new_password: next };
    return api.command("POST", "/change-password", body, { key });
  },

  /** Finds out, when a page is loaded, who is signed in. */
  async restore() {
    if (!readTokens()) return;
    const found = await loadUserPatiently();
    if (found === null) clearTokens();
    become(found, "restored");
  },

  /** Reads the user's data again, after they were changed. */
  async reload() {
    user = await loadUser();
    return user;
  },

  /** Calls `listener(user, why)` when somebody signs in or out. */
  onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

whenSessionIsOver(() => become(null, "ended"));

addEventListener("storage", async (event) => {
  if (event.key !== storageKey && event.key !== null) return;
  const tokens = readTokens();
  if (tokens === null) become(null, isEnd(event) ? "ended" : "elsewhere");
  else if (tokens.user !== null && tokens.user !== user?.id) become(await loadUserPatiently(), "elsewhere");
});
