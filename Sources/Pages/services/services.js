// Services: what the catalogue offers, drafts made of it, and how far those in processing are.
import { api } from "../client/api.js";
import { announce, empty, h, replace, skeleton, toast } from "../kit/dom.js";
import { language, t } from "../kit/i18n.js";
import { action, failure, focus, keyed, note } from "../kit/commands.js";
import { serviceOrders } from "./orders.js";

/** The API gives no more at once. */
const PAGE = 1000;
/** The API takes no more in one order. */
const MOST = 50;
const SHOWN_AT_ONCE = 60;

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
      h("div", { class: "goods-split" },
        h("div", { class: "stack" }, catalogue.element, h("div", { class: "narrow-only foot-bar" }, choice.shortcut)),
        h("div", { class: "stack loose aside" }, choice.element, orders.element)));
    await Promise.all([catalogue.load(), orders.start(), choice.start()]);
    return orders.stop;
  },
};

/** The catalogue with a search; ticks write to `chosen`. */
function servicePicker({ chosen, changed }) {
  let services = [];
  let shown = SHOWN_AT_ONCE;
  const search = h("input", { type: "search", id: "service-search", autocomplete: "off", on: { input: find } });
  const found = h("p", { class: "soft small", role: "status" });
  const list = h("ul", { class: "ticks", "aria-label": t("services.catalogue") });
  const below = h("div", null, skeleton(8));
  const more = h("button", { type: "button", hidden: true, on: { click: () => { shown += SHOWN_AT_ONCE; draw(); } } },
    t("services.more"));
  const parts = keyed(list, service => service.id, service => tick(service));

  function tick({ id, name, description }) {
    const box = h("input", { type: "checkbox", on: { change: toggle } });
    function toggle() {
      if (box.checked) chosen.set(id, name);
      else chosen.delete(id);
      changed();
    }
    return {
      element: h("li", null, h("label", { class: "tick" }, box,
        h("span", null, name, description ? h("span", { class: "soft small" }, description) : null))),
      update: () => { box.checked = chosen.has(id); },
    };
  }

  function find() {
    shown = SHOWN_AT_ONCE;
    draw();
  }

  function draw() {
    const words = search.value.trim().toLocaleLowerCase().split(/\s+/);
    const matching = services.filter(({ name, description }) => {
      const text = `${name} ${description}`.toLocaleLowerCase();
      return words.every(word => text.includes(word));
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
    try {
      const all = [];
      for (let page = []; all.length % PAGE === 0; all.push(...page)) {
        page = (await api.get("/services", { query: { skip: all.length, limit: PAGE } })).data;
        if (page.length === 0) break;
      }
      const byName = new Intl.Collator(language(), { numeric: true });
      services = all.sort((a, b) => byName.compare(a.name, b.name));
      draw();
    } catch (error) {
      replace(below, failure(error, load));
    }
  }

  return {
    draw,
    load,
    element: h("section", { class: "card stack", "aria-labelledby": "service-catalogue" },
      h("h2", { id: "service-catalogue" }, t("services.catalogue")),
      h("div", { class: "field" }, h("label", { for: "service-search" }, t("services.search")), search),
      found, list, below, more),
  };
}

/** What is chosen, to be a new draft or what the draft of the address is for from now on. */
function chosenPanel({ chosen, draft, navigate, orders, changed }) {
  const isEdit = draft !== undefined;
  const heading = h("h2", { id: "services-chosen" },
    isEdit ? t("services.change-of", { id: draft }) : t("services.chosen"));
  const list = h("ul", { class: "lines" });
  const hint = h("p", { class: "soft" });
  const told = note();
  const shortcut = h("button", { type: "button", class: "primary", hidden: true, on: { click: reveal } });
  const parts = keyed(list, ([id]) => id, ([id, name]) => ({
    element: h("li", { class: "row apart" }, h("span", null, name), h("button", {
      type: "button",
      class: "plain small",
      "aria-label": t("services.remove-of", { name }),
      on: { click: () => remove(id) },
    }, t("services.remove"))),
    update() {},
  }));
  const save = action({
    label: t(isEdit ? "services.save-draft" : "services.make-draft"),
    kind: "primary",
    told,
    wish: () => [...chosen.keys()].join(),
    body: () => ({ services: [...chosen.keys()] }),
    run: (key, body) => isEdit
      ? api.command("PATCH", `/orders/${encodeURIComponent(draft)}/services`, body, { key })
      : api.command("POST", "/orders", body, { key }),
    done,
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
    const isTooMuch = chosen.size > MOST;
    save.hidden = chosen.size === 0;
    shortcut.hidden = chosen.size === 0;
    shortcut.textContent = t("services.to-chosen", { count: chosen.size });
    hint.textContent = isTooMuch
      ? t("services.too-many", { count: MOST })
      : chosen.size === 0 ? t("services.chosen-hint") : t("services.chosen-count", { count: chosen.size });
    hint.classList.toggle("bad", isTooMuch);
    save.disabled = isTooMuch;
  }

  function reveal() {
    heading.scrollIntoView({ block: "start" });
    focus(heading);
  }

  async function start() {
    draw();
    if (!isEdit) return;
    try {
      const { data } = await api.get(`/orders/${encodeURIComponent(draft)}`);
      for (const service of data.services) chosen.set(service.service_id, service.name);
      draw();
      changed();
      announce(t("services.change-of", { id: draft }));
      if (data.status !== "draft") told.say(t("services.no-draft"));
    } catch (error) {
      replace(list, h("li", null, failure(error, start)));
    }
  }

  return {
    draw,
    start,
    shortcut,
    element: h("section", { class: "card stack", "aria-labelledby": "services-chosen" },
      heading, hint, list, h("div", { class: "cluster" }, save, leave), told.element),
  };
}
