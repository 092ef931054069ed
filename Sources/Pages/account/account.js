// The account: who is signed in, the password, signing out and deleting the account.

import { api } from "../client/api.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { addRule, button, commandForm, facts, field, h, replace, toast } from "../kit/kit.js";
import { detailsCard } from "./details.js";
import { newPasswordField, passwordField } from "./fields.js";
import { sessionsCard } from "./sessions.js";

export default {
  id: "account",
  titleKey: "account.title",
  async show(container, { session }) {
    const { data: user } = await api.get("/me");
    const sessions = sessionsCard();
    const who = h("div", {}, profile(user));
    const again = async () => {
      const changed = await session.reload();
      replace(who, profile(changed));
      return changed;
    };
    replace(
      container,
      h(
        "div",
        { class: "grid wide" },
        h("div", { class: "stack" }, who, detailsCard(user, again), leaving(session), deletion(user, session)),
        // The list of sessions arrives later, and must not move the other cards.
        h("div", { class: "stack" }, passwordCard(user, session), sessions.element),
      ),
    );
    return () => sessions.stop();
  },
};

function card(titleKey, ...content) {
  return h("section", { class: "card stack" }, h("h2", {}, t(titleKey)), content);
}

function profile(user) {
  return card("account.who", facts([
    [t("account.username"), h("strong", {}, user.username)],
    [t("account.name"), user.name ?? h("span", { class: "soft" }, t("account.no-name"))],
    [t("account.email"), user.email],
    [t("account.roles"), user.roles.map((role) => t(`account.role.${role}`)).join(", ")],
    [t("account.id"), String(user.id)],
    [t("account.since"), time(user.created_at)],
  ]));
}

function passwordCard(user, session) {
  const old = passwordField({
    label: t("account.old-password"), name: "old_password", autocomplete: "current-password",
  });
  const next = newPasswordField({ label: t("account.new-password"), name: "new_password" });
  const again = passwordField({
    label: t("account.repeat-password"), name: "repeated", autocomplete: "new-password",
  });
  addRule(next, (value) => (value === old.value ? t("account.same-wrong") : null));
  addRule(again, (value) => (value === next.value ? null : t("account.repeat-wrong")));
  // A password manager needs the user name that the password belongs to.
  const owner = h("input", {
    type: "text", autocomplete: "username", value: user.username, hidden: true, readonly: true, tabindex: -1,
  });
  const form = commandForm({
    fields: [owner, old, next, again],
    submitLabel: t("account.password-submit"),
    onSubmit: (values, key) => session.changePassword(values.old_password, values.new_password, key),
    onDone() {
      for (const one of [old, next, again]) one.value = "";
      toast(t("account.password-done"), "good");
    },
  });
  return card("account.password", h("p", { class: "soft" }, t("account.password-lead")), form);
}

function leaving(session) {
  return card("account.session", h("p", { class: "soft" }, t("account.sign-out-lead")),
    button(t("account.sign-out"), () => session.signOut()));
}

function deletion(user, session) {
  const name = user.username;
  const typed = field({
    label: t("account.delete-type", { name }), name: "typed", required: true, autocomplete: "off",
    autocapitalize: "none", spellcheck: "false",
  });
  const form = commandForm({
    fields: [addRule(typed, (value) => (value === name ? null : t("account.delete-type-wrong", { name })))],
    submitLabel: t("account.delete-submit"),
    submitKind: "danger",
    confirm: () => ({
      title: t("account.delete-ask", { name }), body: t("account.delete-left"), label: t("account.delete-yes"),
    }),
    onSubmit: (values, key) => api.command("DELETE", "/me", null, { key }),
    async onDone() {
      await session.signOut();
      toast(t("account.deleted"));
    },
  });
  return card("account.delete", h("p", { class: "soft" }, t("account.delete-lead")), form);
}
