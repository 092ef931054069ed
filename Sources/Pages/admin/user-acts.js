// What an administrator does about a user besides deleting: roles, sessions, passwords, lock-outs.

import { api } from "../client/api.js";
import { issueCode } from "../client/codes.js";
import { time } from "../kit/format.js";
import { reason, t } from "../kit/i18n.js";
import { busyWith, button, commandButton, dialog, h, toast } from "../kit/kit.js";

/** A button that opens the commands about a user; `onRoles(roles)` is called when roles change. */
export function userActs(user, onRoles) {
  const title = t("admin.users.more-title", { name: user.username });
  return button(t("admin.users.more"), () => dialog({
    title,
    body: (close) => h("div", { class: "stack" }, acts(user, (roles) => {
      close();
      onRoles(roles);
    }).map((act) => h("div", { class: "stack tight" }, h("p", { class: "soft" }, act.text), act.element)),
    h("div", { class: "actions" }, button(t("shell.back"), () => close(), { class: "plain" }))),
  }), { class: "small", "aria-label": title });
}

function acts(user, onRoles) {
  const isAdministrator = user.roles.includes("admin");
  const path = `/admin/users/${user.id}`;
  return [
    { text: t("admin.users.reset.text"), element: resetButton(user, path) },
    command(user, "unlock", "POST", `${path}/unlock`),
    command(user, "sign-out", "DELETE", `${path}/sessions`),
    isAdministrator
      ? command(user, "revoke", "DELETE", `${path}/admin`, () => onRoles(["user"]))
      : command(user, "grant", "POST", `${path}/admin`, () => onRoles(["user", "admin"])),
  ];
}

function command(user, act, method, path, onDone = () => {}) {
  return {
    text: t(`admin.users.${act}.text`),
    element: h("div", {}, commandButton({
      label: t(`admin.users.${act}.label`),
      kind: "small",
      send: (key) => api.command(method, path, undefined, { key }),
      onDone() {
        onDone();
        toast(t(`admin.users.${act}.done`, { name: user.username }), "good");
      },
    })),
  };
}

function resetButton(user, path) {
  const element = button(t("admin.users.reset.label"), () => busyWith(element, async () => {
    const issued = await issueCode(`${path}/reset-password`);
    if (issued.ok) await showCode(t("admin.users.reset.title", { name: user.username }), issued);
    else toast(reason(issued.reason), "bad");
  }), { class: "small" });
  return h("div", {}, element);
}

/** Shows a code, which the service never shows again. */
export function showCode(title, issued) {
  return dialog({
    title,
    back: t("admin.code.done"),
    body: h("div", { class: "stack" }, h("p", {}, t("admin.code.once")),
      h("p", {}, h("code", { class: "one-time-code" }, issued.code)),
      h("p", { class: "soft" }, t("admin.code.until"), " ", time(issued.expires_at))),
  });
}
