// Choosing another password with a code from an administrator.

import { api } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { commandForm, field, h, toast } from "../kit/kit.js";
import { newPasswordField } from "./fields.js";

/** The form that redeems a code. */
export function resetForm() {
  const code = field({
    label: t("access.code"), name: "code", required: true, maxlength: 100, autocomplete: "off",
    autocapitalize: "none", spellcheck: "false", hint: t("access.code-hint"),
  });
  const password = newPasswordField({ label: t("account.new-password"), name: "new_password" });
  return commandForm({
    fields: [h("p", { class: "soft small" }, t("access.reset-lead")), code, password],
    submitLabel: t("account.password-submit"),
    onSubmit: (values, key) =>
      api.command("POST", "/reset-password", { ...values, code: values.code.trim() }, { key }),
    onDone() {
      code.value = "";
      password.value = "";
      toast(t("access.reset-done"), "good");
    },
  });
}
