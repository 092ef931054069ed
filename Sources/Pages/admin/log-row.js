// One event of the log: one line, and all of it when unfolded.

import { exactTime, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { button, facts, h, uniqueId } from "../kit/kit.js";
import { jsonLine, jsonView } from "./json.js";
import { person } from "./names.js";

/** `pick(filter)` gets what was clicked; a row that `isNew` is highlighted for a moment. */
export function logRow(event, pick, isNew = false) {
  const id = uniqueId("event");
  const whole = h("div", { id, class: "log-whole", hidden: true });
  const link = (change, text, label) =>
    button(text, () => pick(change), { class: "link", "aria-label": label, title: label });
  const toggle = button(String(event.position), unfold, {
    class: "log-toggle", "aria-expanded": "false", "aria-controls": id,
    "aria-label": t("admin.log.event", { position: String(event.position), type: event.type }),
  });

  function unfold() {
    const isOpen = whole.hidden;
    if (isOpen && whole.childElementCount === 0) whole.append(...details(event, link));
    whole.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
  }

  return h("li", { class: `log-row${isNew ? " fresh" : ""}` },
    h("div", { class: "log-line" },
      toggle,
      link({ type: event.type, stream: "" }, event.type, t("admin.log.only", { value: event.type })),
      h("span", { class: "log-stream" },
        link({ stream: event.stream, type: "" }, event.stream, t("admin.log.only", { value: event.stream })),
        h("span", { class: "soft" }, ` v${event.version}`)),
      h("code", { class: "log-glance soft", "aria-hidden": "true" }, jsonLine(event.data)),
      time(event.recorded_at)),
    whole);
}

function details(event, link) {
  const only = (name, value) => link(
    { command: "", correlation: "", stream: "", type: "", near: event.position, [name]: value },
    h("code", {}, value), t("admin.log.only", { value }));
  return [
    jsonView(event.data),
    facts([
      [t("admin.log.recorded"), h("span", {},
        exactTime(event.recorded_at), h("code", { class: "instant soft" }, event.recorded_at))],
      [t("admin.log.actor"), person(event.actor)],
      [t("admin.log.command"), only("command", event.command)],
      event.causation && [t("admin.log.causation"), only("command", event.causation)],
      event.correlation && [t("admin.log.correlation"), only("correlation", event.correlation)],
      [t("admin.log.schema"), String(event.schema)],
    ]),
  ];
}
