// Services: the catalogue, drafts of orders, and orders in processing.

import { api } from "../client/api.js";
import { language, t } from "../kit/i18n.js";
import {
  announce, button, commandButton, empty, everyRow, focus, h, keyedList, moreButton, note, refreshing, replace,
  skeleton, toast,
} from "../kit/kit.js";
import { serviceOrders } from "./orders.js";

/** How many services the API accepts in one order. */
const mostServices = 50;
const shownAtOnce = 60;

export default {
  id: "services",
  titleKey: "services.title",

  async show(container, { navigate, rest: [draft] }) {
    const chosen = new Map();
    const orders = serviceOrders({ navigate });
    const choice = chosenPanel({ chosen, draft, navigate, orders, changed: () => catalogue.draw() });
    const catalogue = servicePicker({ chosen, changed: choice.draw });

    replace(container,
      h("p", { class: "soft" }, t("services.lead")),
      h("div", { class: "split" },
        h("div", { class: "stack" },
          catalogue.element, h("div", { class: "narrow-only foot-bar" }, choice.shortcut)),
        h("div", { class: "stack loose aside" }, choice.element, orders.element)));
    await Promise.all([catalogue.ready, orders.ready, choice.ready]);
    return () => {
      for (const one of [catalogue, orders, choice]) one.stop();
    };
  },
};

/** The catalogue with a search; ticks write to `chosen`. */
function servicePicker({ chosen, changed }) {
  let services = [];
  let shown = shownAtOnce;
  const search = h("input", { type: "search", id: "service-search", autocomplete: "off", on: { input: find } });
  const found = h("p", { class: "soft small", role: "status" });
  const list = h("ul", { class: "ticks", "aria-label": t("services.catalogue") });
  const below = h("div", {}, skeleton(8));
  const more = moreButton(() => { shown += shownAtOnce; draw(); }, t("services.more"));
  const updates = refreshing(load);
  const parts = keyedList(list, (service) => service.id, tick);

  function tick({ id, name, description }) {
    const box = h("input", { type: "checkbox", on: { change: toggle } });
    function toggle() {
      if (box.checked) chosen.set(id, name);
      else chosen.delete(id);
      changed();
    }
    return {
      element: h("li", {}, h("label", { class: "tick" }, box,
        h("span", {}, name, description ? h("span", { class: "soft small" }, description) : null))),
      update: () => { box.checked = chosen.has(id); },
    };
  }

  function find() {
    shown = shownAtOnce;
    draw();
  }

  function draw() {
    const words = search.value.trim().toLocaleLowerCase().split(/\s+/);
    const matching = services.filter(({ name, description }) => {
      const text = `${name} ${description}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
    parts.set(matching.slice(0, shown));
    more.hidden = matching.length <= shown;
    found.textContent = services.length === 0 ? "" : t("services.found", { count: matching.length });
    if (matching.length > 0) replace(below);
    else replace(below, services.length === 0
      ? empty("services.none", "services.none-hint")
      : empty("services.no-match", "services.no-match-hint"));
  }

  async function load() {
    const all = await everyRow("/services");
    const byName = new Intl.Collator(language(), { numeric: true });
    services = all.sort((a, b) => byName.compare(a.name, b.name));
    draw();
  }

  return {
    draw,
    ready: updates.ready,
    stop: updates.stop,
    element: h("section", { class: "card stack", "aria-labelledby": "service-catalogue" },
      h("h2", { id: "service-catalogue" }, t("services.catalogue")),
      h("div", { class: "field" }, h("label", { for: "service-search" }, t("services.search")), search),
      updates.notice, found, list, below, more),
  };
}

/** The chosen services, which become a new draft or replace those of the draft in the address. */
function chosenPanel({ chosen, draft, navigate, orders, changed }) {
  const isEdit = draft !== undefined;
  const heading = h("h2", { id: "services-chosen" },
    isEdit ? t("services.change-of", { id: draft }) : t("services.chosen"));
  const list = h("ul", { class: "lines" });
  const hint = h("p", { class: "soft" });
  const problems = note();
  const shortcut = button(null, reveal, { class: "primary", hidden: true });
  const updates = refreshing(load);
  const parts = keyedList(list, ([id]) => id, ([id, name]) => ({
    element: h("li", { class: "row apart" }, h("span", {}, name),
      button(t("services.remove"), () => remove(id),
        { class: "plain small", "aria-label": t("services.remove-of", { name }) })),
    update() {},
  }));
  const save = commandButton({
    label: t(isEdit ? "services.save-draft" : "services.make-draft"),
    kind: "primary",
    note: problems,
    wish: () => [...chosen.keys()].join(),
    body: () => ({ services: [...chosen.keys()] }),
    send: (key, body) => isEdit
      ? api.command("PATCH", `/orders/${encodeURIComponent(draft)}/services`, body, { key })
      : api.command("POST", "/orders", body, { key }),
    onDone: done,
  });
  const leave = isEdit ? h("a", { class: "button", href: "#services" }, t("services.leave-draft")) : null;

  function remove(id) {
    chosen.delete(id);
    draw();
    changed();
    focus(heading);
  }

  async function done(outcome) {
    chosen.clear();
    if (isEdit) {
      toast(t("services.saved-toast", { id: draft }), "good");
      navigate("orders", draft);
      return;
    }
    draw();
    changed();
    toast(t("services.drafted-toast", { id: String(outcome.id) }), "good");
    await orders.reload();
    orders.reveal(outcome.id);
  }

  function draw() {
    parts.set([...chosen]);
    const isTooMuch = chosen.size > mostServices;
    save.hidden = chosen.size === 0;
    shortcut.hidden = chosen.size === 0;
    shortcut.textContent = t("services.to-chosen", { count: chosen.size });
    hint.textContent = isTooMuch
      ? t("services.too-many", { count: mostServices })
      : chosen.size === 0 ? t("services.chosen-hint") : t("services.chosen-count", { count: chosen.size });
    hint.classList.toggle("bad", isTooMuch);
    save.disabled = isTooMuch;
  }

  function reveal() {
    heading.scrollIntoView({ block: "start" });
    focus(heading);
  }

  async function load() {
    if (!isEdit) return draw();
    const { data } = await api.get(`/orders/${encodeURIComponent(draft)}`);
    for (const service of data.services) chosen.set(service.service_id, service.name);
    draw();
    changed();
    announce(t("services.change-of", { id: draft }));
    if (data.status !== "draft") problems.say(t("services.no-draft"));
  }

  return {
    draw,
    ready: updates.ready,
    stop: updates.stop,
    shortcut,
    element: h("section", { class: "card stack", "aria-labelledby": "services-chosen" },
      heading, updates.notice, hint, list, h("div", { class: "cluster" }, save, leave), problems.element),
  };
}
