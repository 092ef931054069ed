// Who is signed in, and what can be done about it.

import { also, newPasswordField, passwordField } from "./fields.js";
import { api } from "../client/api.js";
import { commandForm, field, h, replace, toast } from "../kit/dom.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";

export default {
  id: "account",
  titleKey: "account.title",
  async show(container, { session }) {
    const { data: user } = await api.get("/me");
    replace(
      container,
      h(
        "div",
        { class: "grid wide" },
        h("div", { class: "stack" }, profile(user), leaving(session)),
        h("div", { class: "stack" }, passwordCard(user, session), deletion(user, session)),
      ),
    );
  },
};

function card(titleKey, ...content) {
  return h("section", { class: "card stack" }, h("h2", {}, t(titleKey)), content);
}

function profile(user) {
  const fact = (key, value) => [h("dt", {}, t(key)), h("dd", {}, value)];
  return card("account.who", h(
    "dl",
    { class: "facts" },
    fact("account.username", h("strong", {}, user.username)),
    fact("account.name", user.name ?? h("span", { class: "soft" }, t("account.noName"))),
    fact("account.email", user.email),
    fact("account.roles", user.roles.map((role) => t(`account.role-${role}`)).join(", ")),
    fact("account.id", String(user.id)),
    fact("account.since", time(user.created_at)),
  ));
}

function passwordCard(user, session) {
  const old = passwordField({ label: t("account.oldPassword"), name: "old_password", autocomplete: "current-password" });
  const next = newPasswordField({ label: t("account.newPassword"), name: "new_password" });
  const again = passwordField({ label: t("account.repeatPassword"), name: "repeated", autocomplete: "new-password" });
  also(next, (value) => (value === old.value ? t("account.sameWrong") : null));
  also(again, (value) => (value === next.value ? null : t("account.repeatWrong")));
  // A password manager needs to know whose password this is.
  const owner = h("input", {
    type: "text", autocomplete: "username", value: user.username, hidden: true, readonly: true, tabindex: -1,
  });
  const form = commandForm({
    fields: [owner, old, next, again],
    submitLabel: t("account.passwordSubmit"),
    onSubmit: (values, key) => session.changePassword(values.old_password, values.new_password, key),
    onDone() {
      for (const one of [old, next, again]) one.value = "";
      toast(t("account.passwordDone"), "good");
    },
  });
  return card("account.password", h("p", { class: "soft" }, t("account.passwordLead")), form);
}

function leaving(session) {
  const button = h("button", { type: "button", on: { click: () => session.signOut() } }, t("account.signOut"));
  return card("account.session", h("p", { class: "soft" }, t("account.signOutLead")), h("div", {}, button));
}

function deletion(user, session) {
  const name = user.username;
  const typed = field({
    label: t("account.deleteType", { name }), name: "typed", required: true, autocomplete: "off",
    autocapitalize: "none", spellcheck: "false",
  });
  const form = commandForm({
    fields: [also(typed, (value) => (value === name ? null : t("account.deleteTypeWrong", { name })))],
    submitLabel: t("account.deleteSubmit"),
    submitKind: "danger",
    confirm: () => ({
      title: t("account.deleteAsk", { name }), body: t("account.deleteLeft"), label: t("account.deleteYes"),
    }),
    onSubmit: (values, key) => api.command("DELETE", "/me", null, { key }),
    async onDone() {
      await session.signOut();
      toast(t("account.deleted"));
    },
  });
  return card("account.delete", h("p", { class: "soft" }, t("account.deleteLead")), form);
}
