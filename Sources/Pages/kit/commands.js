// Forms and buttons that send commands: a wish is carried out once, however often it is sent.

import { ApiError } from "../client/http.js";
import { newKey } from "../client/key.js";
import { problem, reason, t, textOr } from "./i18n.js";
import { alertUser, button, h } from "./nodes.js";
import { agreed, dialog, dialogButtons, toast } from "./widgets.js";

/** Refusals that belong beside the field of this name, if the form has it. */
const fieldsOfReasons = {
  "username-taken": ["username"],
  "email-taken": ["email"],
  "too-many-emails": ["email"],
  "code-invalid": ["code", "invitation"],
  "invitation-required": ["invitation"],
  "wrong-password": ["old_password", "password"],
  "insufficient-funds": ["amount"],
  "amount-too-small": ["amount"],
  "amount-above-pending": ["amount"],
  "receiver-not-found": ["receiver_username", "receiver", "email"],
  "same-account": ["receiver_username", "receiver"],
  "same-currency": ["to"],
  "capacity-below-taken": ["capacity"],
  "stock-below-reserved": ["quantity"],
  "quantity-changed": ["quantity"],
};

/** An error that a form shows below the field of this name. */
export function fieldError(name, message) {
  return new ApiError({ status: 422, fields: [{ name, message }] });
}

/** A place for what went wrong; a screen reader says it as soon as it is filled. */
export function note() {
  const element = h("p", { class: "form-message", role: "alert", hidden: true });
  return {
    element,
    say(text) {
      element.hidden = !text;
      element.textContent = text ?? "";
    },
  };
}

const toasts = { say: (text) => { if (text) toast(text, "bad"); } };

/** Does `work` for one press at a time; `onProblem`, or a toast, reports problems. */
export async function busyWith(control, work, onProblem = (error) => toasts.say(problem(error))) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    onProblem(error);
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** Whether the service has decided. If not, the command may have been done, so its key is kept. */
function isDecided(error) {
  return error.status >= 400 && error.status < 500 && ![401, 409, 429].includes(error.status);
}

/**
 * Sends commands, one key for each wish: `await send(wish, makeBody)` returns `{ outcome, body }`.
 *
 * Key and body are made when the wish is sent first, and kept until the command is done or refused.
 */
function once(send) {
  let pending = null;
  async function submit(wish = "", makeBody = () => undefined) {
    if (pending?.wish !== wish) pending = { wish, key: newKey(), body: makeBody() };
    const { key, body } = pending;
    try {
      const outcome = await send(key, body);
      pending = null;
      return { outcome, body };
    } catch (error) {
      if (isDecided(error)) pending = null;
      throw error;
    }
  }
  /** The body of this wish if it was sent and its outcome is not known. */
  submit.kept = (wish) => (pending?.wish === wish ? pending.body : null);
  return submit;
}

/**
 * Sends commands and reports refusals: `await sender(wish, makeBody)`; see `once`.
 *
 * `send(key, body)` sends one, `onDone(outcome, body)` follows if it was carried out. `note` shows
 * refusals; `reasons` has the keys of texts for those that mean something special here.
 */
export function commandSender({ send, onDone, note: place = toasts, reasons = {} }) {
  const submit = once(send);
  return async (wish, makeBody) => {
    const { outcome, body } = await submit(wish, makeBody);
    if (outcome.ok) await onDone(outcome, body);
    else place.say(outcome.reason in reasons ? t(reasons[outcome.reason]) : reason(outcome.reason));
  };
}

/**
 * A button for one command, which `commandSender` sends.
 *
 * `check()` returns whether there is something to send, or a promise of it, `confirm()` a question
 * for `agreed`, `wish()` a text that differs for every different command, `body()` the body to send.
 */
export function commandButton({ label, kind = "", describe = null, check, confirm, wish, body, ...command }) {
  const place = command.note ?? toasts;
  const submit = commandSender(command);
  const element = button(label, press, { class: kind || null, "aria-label": describe });

  function press() {
    return busyWith(element, async () => {
      place.say(null);
      if (check && !(await check())) return;
      const question = confirm?.();
      if (question && !(await agreed({ label, ...question }))) return;
      await submit(wish?.(), body);
    }, (error) => place.say(problem(error)));
  }
  return element;
}

/**
 * A form for one command: `onSubmit(values, key)` returns its outcome, or nothing if it sends none.
 *
 * `confirm(values, kept)` returns a question for `agreed`; its `terms` are sent with the values.
 * `kept` is what was sent before without a known outcome, and is sent again. Problems are shown
 * beside the field that they are about, and refusals as `explain(word)` says. `buttons(submit)`
 * makes the last row, of the button that submits.
 */
export function commandForm({
  fields, submitLabel, submitKind = "primary", onSubmit, confirm, onDone, explain = reason,
  buttons = (submit) => h("div", { class: "cluster" }, submit),
}) {
  const message = note();
  const submitButton = h("button", { type: "submit", class: submitKind }, submitLabel);
  const controls = fields.filter((one) => typeof one.check === "function");
  const submit = once((key, values) => onSubmit(values, key));
  const form = h("form", { class: "stack", novalidate: true, on: { submit: press } },
    fields.map((one) => one.element ?? one), message.element,
    buttons(submitButton));

  function blame(names, text) {
    const found = controls.find((one) => names.includes(one.name));
    if (!found) return false;
    found.setError(text);
    found.input.focus();
    alertUser(text);
    return true;
  }

  function check() {
    let first = null;
    for (const one of controls) {
      const wrong = one.element.hidden ? null : one.check();
      one.setError(wrong);
      if (wrong && !first) first = one;
    }
    first?.input.focus();
    return first === null;
  }

  function showProblem(error) {
    if (!error.fields?.length) return message.say(problem(error));
    const left = error.fields.filter((one) =>
      !blame([one.name], textOr(`field.server.${one.message}`, one.message)));
    if (left.length > 0) message.say(left.map((one) => `${one.name}: ${one.message}`).join("; "));
  }

  function press(event) {
    event.preventDefault();
    return busyWith(submitButton, async () => {
      message.say(null);
      if (!check()) return;
      const values = Object.fromEntries(controls.map((one) => [one.name, one.value]));
      const wish = JSON.stringify(values);
      const question = await confirm?.(values, submit.kept(wish));
      if (question && !(await agreed({ label: submitLabel, kind: submitKind, ...question }))) return;
      const { outcome } = await submit(wish, () => ({ ...values, ...question?.terms }));
      if (!outcome || outcome.ok) return onDone?.(outcome, values);
      const text = explain(outcome.reason);
      if (!blame(fieldsOfReasons[outcome.reason] ?? [], text)) message.say(text);
    }, showProblem);
  }
  return form;
}

/** A command form in a dialog. Resolves to the outcome, or to null if nothing was sent. */
export function commandDialog({ title, lead, fields = [], onDone, ...form }) {
  return dialog({
    title,
    body: (close) => h("div", { class: "stack" }, lead, commandForm({
      ...form,
      fields,
      async onDone(outcome, values) {
        close(outcome);
        await onDone?.(outcome, values);
      },
      buttons: (submit) => dialogButtons(close, submit),
    })),
  });
}
