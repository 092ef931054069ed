// Slots, shops and products: creating and changing them.
import { h, replace, skeleton, empty } from "../kit/dom.js";
import { api } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { count, money, siteLink } from "../kit/format.js";
import { appointment, refreshing, told } from "./names.js";
import { liveTable } from "../kit/live-table.js";
import { askProduct, askProductChange, askShop, askSlot } from "./shop-forms.js";

const slotsShown = 25;
/** The API gives no more at once. */
const mostRows = 1000;

export default { id: "goods", titleKey: "admin.goods.title", show };

async function show(container) {
  const slots = slotSection();
  const shops = shopSection();
  replace(container, h("p", { class: "soft lead" }, t("admin.goods.lead")), slots.element, shops.element);
  return () => { slots.stop(); shops.stop(); };
}

function head(title, button, press) {
  return h("div", { class: "card-head" }, h("h2", {}, title),
    h("button", { type: "button", class: "button primary", on: { click: press } }, button));
}

function slotSection() {
  let shown = slotsShown;
  const place = h("div", {}, skeleton(3));
  const more = h("button", { type: "button", class: "button", hidden: true, on: { click: () => { shown += slotsShown; updates.now(); } } }, t("shell.more"));
  const table = liveTable({ caption: t("admin.slots.title"), columns: slotColumns(change), keyOf: (slot) => slot.slot_id, isInCard: true });
  const updates = refreshing(load, 10);
  const element = h("section", { class: "card stack" }, head(t("admin.slots.title"), t("admin.slots.new"), create),
    updates.notice, place, more);

  async function load() {
    const { data } = await api.get("/slots/availability");
    const newest = data.map((slot) => slot.slot_id).sort((one, other) => other - one);
    const details = await Promise.all(newest.slice(0, shown).map((id) => api.get(`/slots/${id}`)));
    table.update(details.map((answer) => answer.data));
    more.hidden = newest.length <= shown;
    if (newest.length === 0) replace(place, empty("admin.slots.none", "admin.slots.none.hint"));
    else if (table.element.parentNode !== place) replace(place, table.element);
  }

  async function create() {
    if (await askSlot(null)) await updates.now();
  }

  async function change(slot) {
    if (await askSlot(slot)) await updates.now();
  }

  return { element, stop: updates.stop };
}

function slotColumns(change) {
  return [
    { key: "title", label: t("admin.slots.name"), lead: true, cell: (slot) => h("strong", {}, slot.title) },
    { key: "starts_at", label: t("admin.slots.starts"), cell: (slot) => appointment(slot.starts_at) },
    { key: "taken", label: t("admin.slots.taken"), cell: takenCell },
    { key: "held", label: t("admin.slots.held"), numeric: true, cell: (slot) => count(slot.held) },
    { key: "confirmed", label: t("admin.slots.confirmed"), numeric: true, cell: (slot) => count(slot.confirmed) },
    { key: "remaining", label: t("admin.slots.remaining"), numeric: true, cell: (slot) => count(slot.remaining) },
    { key: "act", label: t("admin.change"), hidden: true, cell: (slot) => changeButton(slot.title, () => change(slot)) },
  ];
}

function takenCell(slot) {
  const taken = slot.held + slot.confirmed;
  const text = t("admin.slots.taken.of", { taken, capacity: slot.capacity });
  return h("div", { class: "fill" },
    h("meter", { class: "bar", min: 0, max: Math.max(1, slot.capacity), value: taken, "aria-label": text }), h("span", { class: "small" }, text));
}

function changeButton(name, press) {
  return h("button", {
    type: "button", class: "button small", "aria-label": t("admin.change.of", { name }), on: { click: press },
  }, t("admin.change"));
}

function shopSection() {
  const list = h("div", { class: "stack" }, skeleton(4));
  const shown = new Map();
  const updates = refreshing(load, 30);
  const element = h("section", { class: "card stack" }, head(t("admin.shops.title"), t("admin.shops.new"), create),
    updates.notice, list);

  async function load() {
    const { data } = await api.get("/shops", { query: { limit: mostRows } });
    for (const shop of data) if (!shown.has(shop.id)) shown.set(shop.id, shopPart(shop));
    const parts = data.map((shop) => shown.get(shop.id).element);
    if (parts.length === 0) replace(list, empty("admin.shops.none", "admin.shops.none.hint"));
    else if (parts.length !== list.children.length || parts[0] !== list.firstChild) replace(list, parts);
    await Promise.all([...shown.values()].map((part) => part.load()));
  }

  async function create() {
    if (await askShop()) await updates.now();
  }

  return { element, stop: updates.stop };
}

/** A shop that shows its products when unfolded. */
function shopPart(shop) {
  const place = h("div", {}, skeleton(3));
  const table = liveTable({ caption: t("admin.products.of", { name: shop.name }), columns: productColumns(change), keyOf: (product) => product.product_id, isInCard: true });
  const link = siteLink(shop.site);
  const element = h("details", { class: "fold shop", on: { toggle: () => told(load) } },
    h("summary", {}, h("strong", {}, shop.name), " ", h("span", { class: "soft small" }, shop.description)),
    h("div", { class: "stack" },
      link ? h("p", {}, h("a", { href: link, rel: "noreferrer noopener", target: "_blank" }, shop.site)) : null,
      place,
      h("div", {}, h("button", { type: "button", class: "button small", on: { click: create } }, t("admin.products.new")))));

  async function load() {
    if (!element.open) return;
    const { data } = await api.get(`/shops/${shop.id}/catalog`, { query: { limit: mostRows } });
    table.update(data);
    if (data.length === 0) replace(place, empty("admin.products.none", "admin.products.none.hint"));
    else if (table.element.parentNode !== place) replace(place, table.element);
  }

  async function create() {
    if (await told(() => askProduct(shop))) await told(load);
  }

  async function change(product) {
    if (await askProductChange(product)) await told(load);
  }

  return { element, load };
}

function productColumns(change) {
  return [
    {
      key: "name", label: t("admin.products.name"), lead: true,
      cell: (product) => h("div", { class: "stack tight" }, h("strong", {}, product.name),
        product.description ? h("span", { class: "soft small" }, product.description) : null),
    },
    { key: "price", label: t("admin.products.price"), numeric: true, cell: (product) => money(product.price, product.currency) },
    { key: "quantity", label: t("admin.products.free"), numeric: true, cell: (product) => count(product.quantity) },
    { key: "act", label: t("admin.change"), hidden: true, cell: (product) => changeButton(product.name, () => change(product)) },
  ];
}
