// Fields for names and passwords, with the rules of the service.

import { t } from "../kit/i18n.js";
import { addRule, button, field } from "../kit/kit.js";

/** The characters and the length of a user name. */
export const namePattern = /^[A-Za-z0-9._-]{3,50}$/;
const passwordBytes = { least: 8, most: 72 };

/** A password field with a button that shows the typed text. */
export function passwordField(options) {
  const one = field({
    type: "password", required: true, autocapitalize: "none", spellcheck: "false", ...options,
  });
  const reveal = button(t("account.reveal"), () => {
    const shown = one.input.type === "password";
    one.input.type = shown ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(shown));
  }, {
    class: "plain small reveal", "aria-pressed": "false",
    "aria-label": `${t("account.reveal")}: ${options.label}`,
  });
  one.element.classList.add("secret");
  one.input.after(reveal);
  return one;
}

/** A field for a new password, which states the rule and checks it before sending. */
export function newPasswordField(options) {
  const one = passwordField({ autocomplete: "new-password", hint: t("account.password-hint"), ...options });
  return addRule(one, (value) => {
    const { length } = new TextEncoder().encode(value);
    if (length < passwordBytes.least) return t("account.password-short");
    return length > passwordBytes.most ? t("account.password-long") : null;
  });
}
