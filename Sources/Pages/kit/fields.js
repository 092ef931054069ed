// Fields of forms.

import { amountText, digits, readAmount } from "./format.js";
import { t } from "./i18n.js";
import { h, replace, uniqueId } from "./nodes.js";

/**
 * A control with its label, hint and error.
 *
 * `type` is that of an `<input>`, or `textarea`, or `amount`, whose value is a decimal string of
 * `currency`, a code or a function that returns one; `tooLarge` is the key of a text for an amount
 * that no account holds. With `options` it is a `<select>`.
 */
export function field(options) {
  const {
    label, name, type = "text", hint, required = false, value, options: choices, currency,
    tooLarge = "field.amount-large", ...rest
  } = options;
  const id = uniqueId(`field-${name}`);
  const attributes = { id, name, required, "aria-describedby": `${id}-hint ${id}-error`, ...rest };
  let input;
  if (choices) {
    input = h("select", attributes, choices.map(option));
    if (value !== undefined) input.value = String(value);
  } else if (type === "textarea") {
    input = h("textarea", { ...attributes, value });
  } else if (type === "amount") {
    input = h("input", { ...attributes, type: "text", inputmode: "decimal", autocomplete: "off", value });
  } else {
    input = h("input", { ...attributes, type, value });
  }
  const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const labelled = h("label", { for: id }, label);
  const note = h("p", { class: "hint", id: `${id}-hint`, hidden: !hint }, hint ?? "");
  const bound = (text) => (type === "number" ? Number(text) : text);
  const code = () => (typeof currency === "function" ? currency() : currency);

  const self = {
    name,
    input,
    element: h("div", { class: "field" }, labelled, input, note, error),
    get value() {
      return type === "amount" ? amountText(input.value, code()) ?? input.value : input.value;
    },
    set value(next) {
      input.value = next;
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
      replace(input, next.map(option));
      if ([...input.options].some((one) => one.value === before)) input.value = before;
    },
    /** Returns what is wrong with the typed text, or null. */
    check() {
      const { validity } = input;
      if (validity.valueMissing || (required && String(self.value).trim() === "")) return t("field.required");
      if (type === "amount" && input.value !== "") return wrongAmount(input.value, code(), tooLarge);
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

/** What is wrong with a typed amount, or null; `tooLarge` is the key of a text. */
export function wrongAmount(typed, currency, tooLarge = "field.amount-large") {
  const { wrong, whole } = readAmount(typed, currency);
  if (wrong === undefined) return null;
  if (wrong === "large") return t(tooLarge);
  if (wrong === "zero" || wrong === "form") return t(wrong === "zero" ? "field.amount-zero" : "field.amount");
  const places = digits(currency);
  const text = t(places === 0 ? "field.amount-whole" : "field.amount-digits", { currency, count: places });
  return whole === null ? text : `${text} ${t("field.amount-thousands", { whole })}`;
}

/** An option of a text, or of `{ value, label }`. */
function option(one) {
  return h("option", { value: String(one.value ?? one) }, one.label ?? one);
}

/** Adds a rule to a field: `rule(value)` returns what is wrong, or null. */
export function addRule(one, rule) {
  const { check } = one;
  one.check = () => check() ?? rule(one.value);
  return one;
}
