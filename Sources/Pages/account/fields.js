// Fields for names and passwords, with the rules that the service has for them.

import { field, h } from "../kit/dom.js";
import { t } from "../kit/i18n.js";

/** What a user name may be made of. */
export const namePattern = /^[A-Za-z0-9._-]{3,50}$/;
const passwordBytes = { least: 8, most: 72 };

/** Adds a rule to a field: `rule(value)` gives what is wrong, or null. */
export function also(one, rule) {
  const before = one.check;
  one.check = () => before() ?? rule(one.value);
  return one;
}

/** A password that can be looked at while it is typed. */
export function passwordField(options) {
  const one = field({ type: "password", required: true, autocapitalize: "none", spellcheck: "false", ...options });
  const reveal = h("button", {
    type: "button", class: "plain small reveal", "aria-pressed": "false", "aria-label": `${t("account.reveal")}: ${options.label}`,
  }, t("account.reveal"));
  reveal.addEventListener("click", () => {
    const shown = one.input.type === "password";
    one.input.type = shown ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(shown));
  });
  one.element.classList.add("secret");
  one.input.after(reveal);
  return one;
}

/** A password to be set: its rule is told before, and kept to before it is sent. */
export function newPasswordField(options) {
  const one = passwordField({ autocomplete: "new-password", hint: t("account.passwordHint"), ...options });
  return also(one, (value) => {
    const { length } = new TextEncoder().encode(value);
    if (length < passwordBytes.least) return t("account.passwordShort");
    return length > passwordBytes.most ? t("account.passwordLong") : null;
  });
}
