// Fields, and forms and buttons that send commands.

import { ApiError } from "../client/http.js";
import { amountText } from "./format.js";
import { problem, reason, t } from "./i18n.js";
import { newKey } from "../client/key.js";
import { alertUser, h, replace, uniqueId } from "./nodes.js";
import { dialog, toast } from "./widgets.js";

/** Refusals that belong beside the field of this name, if the form has it. */
const fieldsOfReasons = {
  "username-taken": ["username"],
  "email-taken": ["email"],
  "wrong-password": ["old_password", "password"],
  "insufficient-funds": ["amount"],
  "amount-too-small": ["amount"],
  "amount-above-pending": ["amount"],
  "receiver-not-found": ["receiver_username", "receiver", "email"],
  "same-account": ["receiver_username", "receiver"],
  "same-currency": ["to"],
  "capacity-below-taken": ["capacity"],
  "stock-below-reserved": ["quantity"],
};

/**
 * A control with its label, hint and error.
 *
 * `type` is one of `<input>`, `textarea`, `select` (or `options` given), `checkbox`, or `amount`, whose value is
 * a decimal string; `currency` (a code, or a function that gives one) says how many digits it may have.
 */
export function field(options) {
  const { label, name, type = "text", hint, required = false, value, options: choices, currency, ...rest } = options;
  const id = uniqueId(`field-${name}`);
  const attributes = { id, name, required, "aria-describedby": `${id}-hint ${id}-error`, ...rest };
  let input;
  if (choices || type === "select") {
    input = h("select", attributes, (choices ?? []).map((choice) =>
      h("option", { value: String(choice.value ?? choice) }, choice.label ?? choice)));
    if (value !== undefined) input.value = String(value);
  } else if (type === "textarea") {
    input = h("textarea", { ...attributes, value });
  } else if (type === "checkbox") {
    input = h("input", { ...attributes, type });
    input.checked = value === true;
  } else if (type === "amount") {
    input = h("input", { ...attributes, type: "text", inputmode: "decimal", autocomplete: "off", value });
  } else {
    input = h("input", { ...attributes, type, value });
  }
  const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const labelled = h("label", { for: id }, label);
  const note = h("p", { class: "hint", id: `${id}-hint`, hidden: !hint }, hint ?? "");
  const parts = type === "checkbox" ? [input, labelled, note, error] : [labelled, input, note, error];
  const bound = (text) => (type === "number" ? Number(text) : text);
  const code = () => (typeof currency === "function" ? currency() : currency);

  const self = {
    name,
    input,
    element: h("div", { class: type === "checkbox" ? "field check" : "field" }, parts),
    get value() {
      if (type === "checkbox") return input.checked;
      if (type === "amount") return amountText(input.value, code()) ?? input.value;
      return input.value;
    },
    set value(next) {
      if (type === "checkbox") input.checked = next;
      else input.value = next;
    },
    setError(text) {
      error.textContent = text ?? "";
      error.hidden = !text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
    setHint(text) {
      note.textContent = text ?? "";
      note.hidden = !text;
    },
    setOptions(next) {
      const before = input.value;
      replace(input, next.map((choice) => h("option", { value: String(choice.value ?? choice) }, choice.label ?? choice)));
      if ([...input.options].some((one) => one.value === before)) input.value = before;
    },
    /** What is wrong with what was typed, or null. */
    check() {
      const { validity } = input;
      if (validity.valueMissing || (required && String(self.value).trim() === "")) return t("field.required");
      if (type === "amount" && input.value !== "" && amountText(input.value, code()) === null) return t("field.amount");
      if (validity.typeMismatch && type === "email") return t("field.email");
      if (validity.badInput || (type === "number" && /e/i.test(input.value))) return t("field.number");
      if (validity.rangeUnderflow) return t("field.min", { min: bound(input.min) });
      if (validity.rangeOverflow) return t("field.max", { max: bound(input.max) });
      if (validity.tooShort) return t("field.short", { count: input.minLength });
      if (validity.tooLong) return t("field.long", { count: input.maxLength });
      return validity.valid ? null : t("field.pattern");
    },
  };
  input.addEventListener("input", () => self.setError(null));
  return self;
}

function setBusy(button, busy) {
  if (busy) {
    button.setAttribute("aria-busy", "true");
    button.setAttribute("aria-disabled", "true");
  } else {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

async function confirmed(question, label, kind) {
  if (!question) return true;
  const body = typeof question.body === "string" ? h("p", {}, question.body) : question.body;
  return dialog({
    title: question.title,
    body,
    actions: [
      { label: t("shell.cancel"), kind: "plain", value: null },
      { label: question.label ?? label, kind: kind === "danger" ? "danger" : "primary", value: true },
    ],
  });
}

/**
 * A form for one command.
 *
 * The key stays the same until the command was done or refused, and as long as the values do: pressing
 * again after a lost connection never does it twice.
 */
export function commandForm({ fields, submitLabel, onSubmit, confirm, onDone, submitKind = "primary", extra }) {
  const message = h("p", { class: "form-message", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: submitKind }, submitLabel);
  const controls = fields.filter((one) => typeof one.check === "function");
  const form = h("form", { class: "stack", novalidate: true },
    fields.map((one) => one.element ?? one), message, h("div", { class: "cluster" }, button, extra ?? null));
  let key = newKey();
  let sent = null;
  let running = false;

  const say = (text) => {
    message.textContent = text ?? "";
    message.hidden = !text;
  };
  const blame = (names, text) => {
    const found = controls.find((one) => names.includes(one.name));
    if (!found) return false;
    found.setError(text);
    found.input.focus();
    alertUser(text);
    return true;
  };
  const check = () => {
    let first = null;
    for (const one of controls) {
      const wrong = one.element.hidden ? null : one.check();
      one.setError(wrong);
      if (wrong && !first) first = one;
    }
    first?.input.focus();
    return first === null;
  };
  const showProblem = (error) => {
    const left = (error.fields ?? []).filter((one) => {
      const known = t(`field.server.${one.message}`);
      return !blame([one.name], known.startsWith("field.server.") ? one.message : known);
    });
    if (error.fields && left.length === 0) return;
    say(left.length > 0 ? left.map((one) => `${one.name}: ${one.message}`).join("; ") : problem(error));
  };

  async function submit() {
    say(null);
    if (!check()) return;
    const values = Object.fromEntries(controls.map((one) => [one.name, one.value]));
    if (confirm && !(await confirmed(await confirm(values), submitLabel, submitKind))) return;
    const fingerprint = JSON.stringify(values);
    if (sent !== null && sent !== fingerprint) key = newKey();
    sent = fingerprint;
    const outcome = await onSubmit(values, key);
    key = newKey();
    sent = null;
    if (!outcome || outcome.ok) {
      await onDone?.(outcome, values);
    } else {
      const text = reason(outcome.reason);
      if (!blame(fieldsOfReasons[outcome.reason] ?? [], text)) say(text);
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (running) return;
    running = true;
    setBusy(button, true);
    try {
      await submit();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      showProblem(error);
    } finally {
      running = false;
      setBusy(button, false);
    }
  });
  return form;
}

/**
 * A button for one command: `onRun(key)` gives its outcome.
 *
 * A refusal or a problem is said in a toast; the key lives as in a form.
 */
export function commandButton({ label, kind = "", small = false, describe, confirm, onRun, onDone }) {
  let key = newKey();
  let running = false;
  const button = h("button", {
    type: "button", class: `${kind}${small ? " small" : ""}`.trim() || null, "aria-label": describe ?? null,
  }, label);
  button.addEventListener("click", async () => {
    if (running) return;
    running = true;
    setBusy(button, true);
    try {
      if (confirm && !(await confirmed(await confirm(), label, kind))) return;
      const outcome = await onRun(key);
      key = newKey();
      if (!outcome || outcome.ok) await onDone?.(outcome);
      else toast(reason(outcome.reason), "bad");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(problem(error), "bad");
    } finally {
      running = false;
      setBusy(button, false);
    }
  });
  return button;
}
