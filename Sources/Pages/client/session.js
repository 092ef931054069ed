// Who is signed in, in this tab and in the others.

import { api, forgetPlace, notePlace } from "./api.js";
import { ApiError, isOutOfReach, pause, problemOf, readJSON, send, setConnection } from "./http.js";
import {
  clearTokens, isEnd, keepTokens, readTokens, storageKey, whenSessionIsOver, writeTokens,
} from "./tokens.js";

const listeners = new Set();
let user = null;

// `why` is "signed-in", "signed-out", "ended" (by the service) or "elsewhere" (in another tab).
function become(next, why) {
  const same = user?.id === next?.id;
  user = next;
  if (same) return;
  // Signing in has forgotten the place already.
  if (why !== "restored" && why !== "signed-in") forgetPlace();
  for (const listener of [...listeners]) listener(user, why);
}

async function loadUser() {
  const { data } = await api.get("/me");
  const tokens = readTokens();
  if (tokens && tokens.user !== data.id) writeTokens({ ...tokens, user: data.id });
  return data;
}

/** Retries until there is an answer: only the service knows whether the session is valid. */
async function loadUserPatiently() {
  for (;;) {
    try {
      return await loadUser();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 || error.status === 403 || error.status === 404) return null;
      setConnection(isOutOfReach(error.status) ? "offline" : "retrying");
      await pause((error.retryAfter ?? 2) * 1000);
    }
  }
}

export const session = {
  /** `{ id, username, email, name, roles }`, or null. */
  get user() {
    return user;
  },
  /** Whether this browser has the tokens of a user, who may not be known yet. */
  get isExpected() {
    return readTokens() !== null;
  },
  get isSignedIn() {
    return user !== null;
  },
  get isAdmin() {
    return user?.roles.includes("admin") ?? false;
  },

  /**
   * Throws an `ApiError`; its status is 401 if the name or the password is wrong.
   *
   * Queries wait for the place `after`, because a new user does not exist before it.
   */
  async signIn(login, password, after = null) {
    const who = login.includes("@") ? { email: login } : { username: login };
    const response = await send("POST", "/login", { body: { ...who, password } });
    if (!response.ok) {
      const error = await problemOf(response);
      if (response.status === 401) error.kind = "wrong-credentials";
      throw error;
    }
    setConnection("online");
    forgetPlace();
    notePlace(after);
    keepTokens(await readJSON(response), null);
    become(await loadUser(), "signed-in");
  },

  /** Resolves to the outcome of the command, and signs in if it is ok. */
  async register({ username, email, password, name, invitation }, key) {
    const optional = { ...(name ? { name } : {}), ...(invitation ? { invitation } : {}) };
    const body = { username, email, password, ...optional };
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
      // The tokens are deleted here; the session expires by itself.
    }
  },

  /** Resolves to the outcome of the command, which ends all other sessions of the user. */
  changePassword(old, next, key) {
    const body = { old_password: old, new_password: next };
    return api.command("POST", "/change-password", body, { key });
  },

  /** Finds out who is signed in; called when a page is loaded. */
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
