// What stands in place of the wallet while nobody is signed in: sign in, or register.

import { ApiError } from "../client/api.js";
import { also, namePattern, newPasswordField, passwordField } from "./fields.js";
import { announce, commandForm, field, h, replace, toast } from "../kit/dom.js";
import { serviceTime } from "../client/http.js";
import { t } from "../kit/i18n.js";
import { countdown, tabs } from "../wallet/parts.js";

export default {
  id: "sign-in",
  titleKey: "signIn.title",
  ownHeading: true,
  async show(container, { session }) {
    const panels = [
      { titleKey: "signIn.signIn", body: signInForm(session) },
      { titleKey: "signIn.register", body: registerForm(session) },
    ];
    replace(
      container,
      h(
        "div",
        { class: "sign-in stack" },
        h("div", { class: "stack tight" }, h("h1", {}, t("signIn.title")), h("p", { class: "soft" }, t("signIn.lead"))),
        h("div", { class: "card stack" }, tabs({ label: t("signIn.tabs"), panels })),
      ),
    );
  },
};

function signInForm(session) {
  const wait = h("span", { class: "soft small" });
  const form = commandForm({
    fields: [
      field({
        label: t("signIn.login"), name: "login", required: true, autocomplete: "username", autocapitalize: "none",
        spellcheck: "false", maxlength: 254,
      }),
      passwordField({ label: t("signIn.password"), name: "password", autocomplete: "current-password" }),
    ],
    submitLabel: t("signIn.signIn"),
    async onSubmit({ login, password }) {
      try {
        await session.signIn(login.trim(), password);
      } catch (error) {
        throw explained(error, (seconds) => hold(form, wait, seconds));
      }
    },
    onDone: () => toast(t("signIn.welcome", { name: session.user.name ?? session.user.username }), "good"),
    extra: wait,
  });
  return form;
}

/** The error in words that fit a sign-in; `waitFor` is called if the service wants a pause. */
function explained(error, waitFor) {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 401) return new ApiError({ status: 401, kind: "wrong-credentials" });
  if (error.status !== 429) return error;
  waitFor(error.retryAfter ?? 1);
  return new ApiError({ status: 429, kind: "too-many-tries" });
}

/** Keeps the form from being sent for some seconds, and counts them. */
function hold(form, place, seconds) {
  const button = form.querySelector("button[type=submit]");
  const until = new Date(serviceTime() + seconds * 1000).toISOString();
  button.disabled = true;
  replace(place, t("signIn.wait"), " ", countdown(until, () => {
    button.disabled = false;
    place.textContent = t("signIn.waitOver");
    announce(t("signIn.waitOver"));
  }));
}

function registerForm(session) {
  const username = field({
    label: t("signIn.username"), name: "username", required: true, hint: t("signIn.usernameHint"), maxlength: 50,
    autocomplete: "username", autocapitalize: "none", spellcheck: "false",
  });
  return commandForm({
    fields: [
      also(username, (value) => (namePattern.test(value) ? null : t("signIn.usernameWrong"))),
      field({ label: t("signIn.email"), name: "email", type: "email", required: true, autocomplete: "email", maxlength: 254 }),
      field({ label: t("signIn.name"), name: "name", autocomplete: "name", maxlength: 100 }),
      newPasswordField({ label: t("signIn.password"), name: "password" }),
      h("p", { class: "soft small" }, t("signIn.grant")),
    ],
    submitLabel: t("signIn.create"),
    onSubmit: (values, key) => session.register({ ...values, name: values.name.trim() }, key),
    onDone: (outcome, values) => toast(t("signIn.welcome", { name: values.name.trim() || values.username }), "good"),
  });
}
