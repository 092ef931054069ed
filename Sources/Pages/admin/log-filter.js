// The filter of the log: fields for stream, type and position, and buttons for other filters.

import { t } from "../kit/i18n.js";
import { button, field, h, replace } from "../kit/kit.js";

const streams = [
  "account-*", "account-house", "account-sales", "account-liquidity", "transfer-*", "slot-*",
  "hold-*", "shop-*", "product-*", "basket-*", "order-*", "user-*", "session-*", "rates-usd", "catalogue-services",
];
/** Filters without a field of their own. */
const marked = ["command", "correlation"];

/** `onChange(filter)` gets a new filter; `show(filter)` shows the one in use. */
export function logFilter({ types, onChange }) {
  const make = (name, options) => field({ name, label: t(`admin.log.${name}`), ...options });
  const search = { type: "search", autocomplete: "off", spellcheck: "false" };
  const stream = make("stream", { ...search, list: "log-streams", hint: t("admin.log.hint.stream") });
  const type = make("type", { ...search, list: "log-types", hint: t("admin.log.hint.type") });
  const position = make("position", { type: "number", min: 1, step: 1, hint: t("admin.log.hint.position") });
  const fields = { stream, type, position };
  const marks = h("div", { class: "cluster", "aria-label": t("admin.log.marks"), role: "group", hidden: true });
  let current = {};
  const form = h("form", { class: "log-filter", role: "search", novalidate: true, on: { submit } },
    stream.element, type.element, position.element,
    h("div", { class: "row" }, h("button", { type: "submit", class: "primary" }, t("admin.log.show"))),
    h("datalist", { id: "log-streams" }, streams.map((value) => h("option", { value }))),
    h("datalist", { id: "log-types" }, types.map((value) => h("option", { value }))));

  function submit(event) {
    event.preventDefault();
    const wrong = position.check();
    position.setError(wrong);
    if (wrong) return position.input.focus();
    const { command, correlation, near } = current;
    onChange({
      command, correlation, near,
      stream: stream.value.trim(), type: type.value.trim(), position: position.value,
    });
  }

  function show(filter) {
    current = filter;
    for (const [name, one] of Object.entries(fields)) {
      one.value = filter[name] ?? "";
      one.setError(null);
    }
    const given = marked.filter((name) => filter[name]);
    marks.hidden = given.length === 0;
    replace(marks, given.map((name) => mark(t(`admin.log.${name}`), filter[name], () =>
      onChange({ ...current, [name]: null, near: null }))));
  }

  function mark(name, value, remove) {
    return button([h("span", { class: "soft" }, name), " ", h("code", {}, value), " ×"], remove,
      { class: "small mark", "aria-label": t("admin.log.without", { name, value }) });
  }

  /** Shows refused parameters beside their fields; returns false if no field was refused. */
  function blame(error) {
    let isSaid = false;
    for (const { name } of error.fields ?? []) {
      const place = name === "before" || name === "after" ? "position" : name;
      fields[place]?.setError(t(`admin.log.wrong.${place}`));
      isSaid ||= place in fields;
    }
    return isSaid;
  }

  return { form, marks, show, blame };
}
