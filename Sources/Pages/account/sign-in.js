// Signing in and registering, shown while nobody is signed in.

import { ApiError, serviceTime } from "../client/http.js";
import { t } from "../kit/i18n.js";
import { addRule, announce, commandForm, countdown, field, h, replace, tabs } from "../kit/kit.js";
import { namePattern, newPasswordField, passwordField } from "./fields.js";
import { resetForm } from "./reset.js";

export default {
  id: "sign-in",
  titleKey: "sign-in.title",
  ownHeading: true,
  async show(container, { session }) {
    const panels = [
      { titleKey: "sign-in.sign-in", body: signInForm(session) },
      { titleKey: "sign-in.register", body: registerForm(session) },
      { titleKey: "access.have-code", body: resetForm() },
    ];
    replace(
      container,
      h(
        "div",
        { class: "sign-in stack" },
        h("div", { class: "stack tight" },
          h("h1", {}, t("sign-in.title")), h("p", { class: "soft" }, t("sign-in.lead"))),
        h("div", { class: "card stack" }, tabs({ label: t("sign-in.tabs"), panels })),
      ),
    );
  },
};

function signInForm(session) {
  const wait = h("span", { class: "soft small" });
  const form = commandForm({
    fields: [
      field({
        label: t("sign-in.login"), name: "login", required: true, maxlength: 254,
        autocomplete: "username", autocapitalize: "none", spellcheck: "false",
      }),
      passwordField({ label: t("sign-in.password"), name: "password", autocomplete: "current-password" }),
    ],
    submitLabel: t("sign-in.sign-in"),
    async onSubmit({ login, password }) {
      try {
        await session.signIn(login.trim(), password);
      } catch (error) {
        throw explained(error, (seconds) => hold(form, wait, seconds));
      }
    },
    buttons: (submit) => h("div", { class: "cluster" }, submit, wait),
  });
  return form;
}

/** The error in words for a sign-in; calls `waitFor(seconds)` if the service demands a pause. */
function explained(error, waitFor) {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 401) return new ApiError({ status: 401, kind: "wrong-credentials" });
  if (error.status !== 429) return error;
  waitFor(error.retryAfter ?? 1);
  return new ApiError({ status: 429, kind: "too-many-tries" });
}

/** Disables the form for some seconds and counts them down. */
function hold(form, place, seconds) {
  const button = form.querySelector("button[type=submit]");
  const until = new Date(serviceTime() + seconds * 1000).toISOString();
  button.disabled = true;
  replace(place, t("sign-in.wait"), " ", countdown(until, () => {
    button.disabled = false;
    place.textContent = t("sign-in.wait-over");
    announce(t("sign-in.wait-over"));
  }));
}

function registerForm(session) {
  const username = field({
    label: t("sign-in.username"), name: "username", required: true, maxlength: 50,
    hint: t("sign-in.username-hint"), autocomplete: "username", autocapitalize: "none", spellcheck: "false",
  });
  return commandForm({
    fields: [
      addRule(username, (value) => (namePattern.test(value) ? null : t("sign-in.username-wrong"))),
      field({
        label: t("sign-in.email"), name: "email", type: "email", required: true, maxlength: 254,
        autocomplete: "email",
      }),
      field({ label: t("sign-in.name"), name: "name", autocomplete: "name", maxlength: 100 }),
      newPasswordField({ label: t("sign-in.password"), name: "password" }),
      field({
        label: t("access.invitation"), name: "invitation", maxlength: 100, autocomplete: "off",
        autocapitalize: "none", spellcheck: "false",
      }),
      h("p", { class: "soft small" }, t("sign-in.grant")),
    ],
    submitLabel: t("sign-in.create"),
    onSubmit: (values, key) => session.register(
      { ...values, name: values.name.trim(), invitation: values.invitation.trim() }, key),
  });
}
