// What of the log is shown: fields for stream, type and position, and marks for what was clicked.
import { field, h, replace } from "../kit/dom.js";
import { t } from "../kit/i18n.js";

const streams = [
  "account-*", "account-house", "account-sales", "account-liquidity", "transfer-*", "slot-*", "hold-*", "shop-*",
  "product-*", "basket-*", "order-*", "user-*", "session-*", "rates-usd", "catalogue-services",
];
const types = {
  account: "opened debited credited reserved released closed reopened",
  transfer: "reserved posted voided expired reversed",
  slot: "created changed seat_held seat_confirmed seat_released",
  hold: "placed confirmed cancelled expired",
  shop: "created",
  product: "created changed reserved released sold returned",
  basket: "changed ordered",
  order: "placed paid cancelled drafted services_changed processing_started registered done cancellation_sent discarded",
  user: "registered role_granted password_changed deleted restored erased",
  username: "claimed",
  email: "claimed",
  session: "started refreshed ended",
  rates: "recorded",
  service: "listed changed delisted",
};
const typeNames = Object.entries(types).flatMap(([entity, verbs]) => verbs.split(" ").map((verb) => `${entity}.${verb}`));
/** What has no field of its own. */
const marked = ["command", "correlation"];

/** `onChange(filter)` is told of a new filter; `show(filter)` shows one that came otherwise. */
export function logFilter({ onChange }) {
  const stream = field({ label: t("admin.log.stream"), name: "stream", type: "search", list: "log-streams", autocomplete: "off", spellcheck: "false", placeholder: "account-7" });
  const type = field({ label: t("admin.log.type"), name: "type", type: "search", list: "log-types", autocomplete: "off", spellcheck: "false", placeholder: "account.debited" });
  const position = field({ label: t("admin.log.position"), name: "position", type: "number", min: 1, step: 1, placeholder: "1207" });
  const fields = { stream, type, position };
  const marks = h("div", { class: "cluster", "aria-label": t("admin.log.marks"), role: "group", hidden: true });
  let current = {};
  const form = h("form", { class: "log-filter", role: "search", novalidate: true, on: { submit } },
    stream.element, type.element, position.element,
    h("div", { class: "row" }, h("button", { type: "submit", class: "button primary" }, t("admin.log.show"))),
    h("datalist", { id: "log-streams" }, streams.map((value) => h("option", { value }))),
    h("datalist", { id: "log-types" }, typeNames.map((value) => h("option", { value }))));

  function submit(event) {
    event.preventDefault();
    const wrong = position.check();
    position.setError(wrong);
    if (wrong) return position.input.focus();
    const { command, correlation, near } = current;
    onChange({ command, correlation, near, stream: stream.value.trim(), type: type.value.trim(), position: position.value });
  }

  function show(filter) {
    current = filter;
    for (const [name, one] of Object.entries(fields)) {
      one.value = filter[name] ?? "";
      one.setError(null);
    }
    const given = marked.filter((name) => filter[name]);
    marks.hidden = given.length === 0;
    replace(marks, given.map((name) => h("button", {
      type: "button", class: "button small mark", "aria-label": t("admin.log.without", { name: t(`admin.log.${name}`), value: filter[name] }),
      on: { click: () => onChange({ ...current, [name]: null, near: null }) },
    }, h("span", { class: "soft" }, t(`admin.log.${name}`)), " ", h("code", {}, filter[name]), " ×")));
  }

  /** Says beside its field which parameter the service did not take; false if none is about one. */
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
