// Addresses of the views of /admin, and names for what they show.

import { api } from "../client/api.js";
import { ApiError } from "../client/http.js";
import { t, textOr } from "../kit/i18n.js";
import { h } from "../kit/kit.js";

/** The parameters of an address such as `#log/stream=account-7/type=account.opened`. */
export function parameters(rest) {
  return new Map(rest.map((part) => {
    const [name, ...value] = part.split("=");
    return [name, value.join("=")];
  }));
}

/** An address of a view with the parameters that have a value. */
export function address(view, values = {}) {
  const given = Object.entries(values).filter(([, value]) => (value ?? "") !== "");
  return `#${[view, ...given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)].join("/")}`;
}

/** The text for a name that comes from the service, or the name itself if it is not known here. */
export function named(area, name) {
  return textOr(`admin.${area}.${name}`, name);
}

const names = new Map();
let learning = null;

/** Reads the names of the newest users once, so that actors can be shown by name. */
export function learnNames() {
  learning ??= api.get("/admin/users", { query: { limit: 1000 } }).then(({ data }) => {
    for (const { id, username } of data) names.set(id, username);
  }).catch((error) => {
    if (!(error instanceof ApiError)) throw error;
    // Without the names, the numbers are shown; the next view tries again.
    learning = null;
  });
  return learning;
}

/** The user's name, if it is known. */
export function nameOf(id) {
  return names.get(id) ?? null;
}

/** An actor: the name where it is known, and the number. */
export function person(id) {
  if (id === null || id === 0) return h("span", { class: "soft" }, t("admin.nobody"));
  if (id < 0) return h("span", { class: "soft" }, t("admin.service"));
  const name = names.get(id);
  return h("span", { class: "person" }, name ? [name, " "] : null, h("span", { class: "soft" }, `#${id}`));
}
