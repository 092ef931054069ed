// Changing the own e-mail address and display name.

import { api } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { commandForm, field, fieldError, h, toast } from "../kit/kit.js";
import { passwordField } from "./fields.js";

/** A card with the form; `onChanged()` reads and returns the user once the details are changed. */
export function detailsCard(first, onChanged) {
  let user = first;
  const password = passwordField({
    label: t("access.password"), name: "password", autocomplete: "current-password",
  });
  const form = commandForm({
    fields: [
      field({
        label: t("account.email"), name: "email", type: "email", required: true, maxlength: 254,
        autocomplete: "email", value: user.email,
      }),
      field({
        label: t("account.name"), name: "name", autocomplete: "name", maxlength: 100,
        value: user.name ?? "",
      }),
      password,
    ],
    submitLabel: t("access.details-submit"),
    onSubmit(values, key) {
      const body = changes(user, values);
      if (Object.keys(body).length === 0) throw fieldError("email", t("access.details-same"));
      return api.command("PATCH", "/me", { ...body, password: values.password }, { key });
    },
    async onDone() {
      password.value = "";
      toast(t("access.details-done"), "good");
      user = await onChanged();
    },
  });
  return h("section", { class: "card stack" },
    h("h2", {}, t("access.details")), h("p", { class: "soft" }, t("access.details-lead")), form);
}

/** What differs from the user's present details; an empty name deletes the name. */
function changes(user, values) {
  const [email, name] = [values.email.trim(), values.name.trim()];
  return {
    ...(email === user.email ? {} : { email }),
    ...(name === (user.name ?? "") ? {} : { name: name === "" ? null : name }),
  };
}
