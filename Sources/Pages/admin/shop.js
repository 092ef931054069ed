// Slots, shops and products: creating and changing them.

import { api } from "../client/api.js";
import { appointment, count, money, siteLink } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  button, empty, everyRow, h, keyedList, moreButton, orToast, pagedRows, refreshing, replace, showOnly, skeleton,
  table,
} from "../kit/kit.js";
import { seatBar } from "../slots/seats.js";
import { askProduct, askProductChange, askShop, askSlot, stockFigures } from "./shop-forms.js";

const slotsShown = 25;
const productsShown = 50;

export default { id: "shop", titleKey: "admin.shop.title", show };

async function show(container) {
  const slots = slotSection();
  const shops = shopSection();
  replace(container, h("p", { class: "soft lead" }, t("admin.shop.lead")), slots.element, shops.element);
  await Promise.all([slots.ready, shops.ready]);
  return () => { slots.stop(); shops.stop(); };
}

function head(title, label, press) {
  return h("div", { class: "card-head" }, h("h2", {}, title),
    button(label, press, { class: "primary" }));
}

function slotSection() {
  let shown = slotsShown;
  const place = h("div", {}, skeleton(3));
  const more = moreButton(() => { shown += slotsShown; return updates.now(); });
  const list = table({
    caption: t("admin.slots.title"), columns: slotColumns(change), keyOf: (slot) => slot.slot_id,
    records: true, inCard: true,
  });
  const updates = refreshing(load, 10);
  const element = h("section", { class: "card stack" },
    head(t("admin.slots.title"), t("admin.slots.new"), create),
    updates.notice, place, more);

  async function load() {
    // The API lists slots in the order of their ids, and the newest ones come first here.
    const all = await everyRow("/slots/availability");
    const newest = all.map((slot) => slot.slot_id).reverse();
    const details = await Promise.all(newest.slice(0, shown).map((id) => api.get(`/slots/${id}`)));
    list.update(details.map((answer) => answer.data));
    more.hidden = newest.length <= shown;
    if (newest.length === 0) replace(place, empty("admin.slots.none", "admin.slots.none-hint"));
    else showOnly(place, list.element);
  }

  async function create() {
    if (await askSlot(null)) await updates.now();
  }

  async function change(slot) {
    if (await askSlot(slot)) await updates.now();
  }

  return { element, ready: updates.ready, stop: updates.stop };
}

function slotColumns(change) {
  return [
    { label: t("admin.slots.name"), lead: true, cell: (slot) => h("strong", {}, slot.title) },
    { label: t("admin.slots.starts"), cell: (slot) => appointment(slot.starts_at) },
    { label: t("admin.slots.remaining"), cell: seatsCell },
    { label: t("admin.slots.held"), numeric: true, cell: (slot) => count(slot.held) },
    { label: t("admin.slots.confirmed"), numeric: true, cell: (slot) => count(slot.confirmed) },
    { label: t("admin.change"), acts: true, cell: (slot) => changeButton(slot.title, () => change(slot)) },
  ];
}

function seatsCell(slot) {
  const seats = seatBar();
  seats.describe(slot.title);
  seats.update(slot);
  return h("div", { class: "fill" }, seats.element);
}

function changeButton(name, press) {
  return button(t("admin.change"), press, { class: "small", "aria-label": t("admin.change-of", { name }) });
}

function shopSection() {
  const below = h("div", {}, skeleton(4));
  const list = h("div", { class: "stack" });
  const parts = keyedList(list, (shop) => shop.id, shopPart);
  const known = new Map();
  const updates = refreshing(load, 30);
  const element = h("section", { class: "card stack" },
    head(t("admin.shops.title"), t("admin.shops.new"), create),
    updates.notice, list, below);

  async function load() {
    const shops = await everyRow("/shops");
    parts.set(shops);
    for (const shop of shops) known.set(shop.id, parts.part(shop.id));
    replace(below, shops.length === 0 ? empty("admin.shops.none", "admin.shops.none-hint") : null);
    await Promise.all(shops.map((shop) => parts.part(shop.id).reload()));
  }

  async function create() {
    if (await askShop()) await updates.now();
  }

  return {
    element,
    ready: updates.ready,
    stop() {
      updates.stop();
      for (const part of known.values()) part.stop();
    },
  };
}

/** A shop, which shows its products when it is unfolded. */
function shopPart(shop) {
  const place = h("div", {}, skeleton(3));
  const list = table({
    caption: t("admin.products.of", { name: shop.name }), columns: productColumns(change),
    keyOf: (product) => product.product_id, records: true, inCard: true,
  });
  const products = pagedRows({
    path: `/shops/${shop.id}/catalog`, size: productsShown, keyOf: (product) => product.product_id, draw,
  });
  const more = moreButton(products.more);
  more.classList.add("small");
  const link = siteLink(shop.site);
  const updates = refreshing(load);
  const element = h("details", { class: "fold shop", on: { toggle: () => updates.now() } },
    h("summary", {}, h("strong", {}, shop.name), " ", h("span", { class: "soft small" }, shop.description)),
    h("div", { class: "stack" },
      link ? h("p", {}, h("a", { href: link, rel: "noreferrer noopener", target: "_blank" }, shop.site)) : null,
      updates.notice, place, more,
      button(t("admin.products.new"), create, { class: "small" })));

  async function load() {
    if (element.open) await products.refresh();
  }

  function draw() {
    list.update(products.rows);
    more.hidden = !products.hasMore;
    if (products.rows.length === 0) replace(place, empty("admin.products.none", "admin.products.none-hint"));
    else showOnly(place, list.element);
  }

  async function create() {
    if (await orToast(() => askProduct(shop))) await updates.now();
  }

  async function change(product) {
    if (await askProductChange(product)) await updates.now();
  }

  return { element, reload: updates.now, stop: updates.stop, update() {} };
}

function productColumns(change) {
  return [
    {
      label: t("admin.products.name"), lead: true,
      cell: (product) => h("div", { class: "stack tight" }, h("strong", {}, product.name),
        product.description ? h("span", { class: "soft small" }, product.description) : null),
    },
    { label: t("admin.products.price"), numeric: true, cell: (product) => money(product.price, product.currency) },
    { label: t("admin.products.free"), numeric: true, cell: (product) => count(product.quantity) },
    ...stockFigures().map(([label, cell]) => ({ label, numeric: true, cell })),
    { label: t("admin.change"), acts: true, cell: (product) => changeButton(product.name, () => change(product)) },
  ];
}
