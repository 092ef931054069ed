// Shops: their catalogues, and the way from there into the basket or to an order.
import { api } from "../client/api.js";
import { announce, empty, h, replace, skeleton, toast } from "../kit/dom.js";
import { money, moneyText, siteLink } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { basketPanel } from "./basket.js";
import { action, failure, keyed, note, quantityField, whileSeen } from "../kit/commands.js";

const PAGE = 50;
/** Prices and stock change without a word of the feed. */
const POLL_MS = 8000;

export default {
  id: "shops",
  titleKey: "shops.title",

  async show(container, { navigate, rest: [wanted = ""] }) {
    const basket = basketPanel({ navigate, changed: () => catalogue?.reload() });
    const shops = h("ul", { class: "choices" });
    const moreShops = moreButton(t("shops.more"), () => loadShops(known.length));
    const place = h("div", { class: "stack" }, skeleton(6));
    const known = [];
    let catalogue = null;

    replace(container,
      h("div", { class: "narrow-only" }, basket.shortcut),
      h("div", { class: "goods-split" },
        h("div", { class: "stack loose" },
          h("nav", { class: "stack tight", "aria-label": t("shops.choose") }, shops, moreShops),
          place),
        basket.element));

    const stopPolling = whileSeen(POLL_MS, () => Promise.all([catalogue?.reload(), basket.reload()]));
    await Promise.all([loadShops(0).catch(failed), basket.start()]);
    return stopPolling;

    async function loadShops(skip) {
      const { data } = await api.get("/shops", { query: { skip, limit: PAGE } });
      known.push(...data);
      moreShops.hidden = data.length < PAGE;
      const named = known.find(shop => String(shop.id) === wanted);
      // The shop of the address may be one that is only listed further on.
      if (wanted && !named && data.length === PAGE) return loadShops(known.length);
      const chosen = wanted ? named : known[0];
      replace(shops, known.map(shop => h("li", null, h("a", {
        href: `#shops/${shop.id}`,
        "aria-current": shop === chosen ? "page" : null,
      }, shop.name))));
      if (known.length === 0) replace(place, empty("shops.none", "shops.none-hint"));
      else if (!chosen) replace(place, empty("shops.gone", "shops.gone-hint"));
      else if (catalogue?.id !== chosen.id) await open(chosen);
    }

    async function open(shop) {
      catalogue = shopCatalogue(shop, { basket, navigate });
      replace(place, catalogue.element);
      await catalogue.start();
    }

    function failed(error) {
      replace(place, failure(error, () => loadShops(0).catch(failed)));
    }
  },
};

function moreButton(label, load) {
  return h("button", {
    type: "button",
    class: "button small",
    hidden: true,
    on: { click: ({ currentTarget }) => load().catch(() => { currentTarget.hidden = false; }) },
  }, label);
}

/** The shop's own site, if it is an address of the web. */
function siteOf({ site }) {
  const href = siteLink(site);
  if (href === null) return null;
  return h("p", null, h("a", { href, rel: "noopener noreferrer external", target: "_blank" },
    new URL(href).host, h("span", { class: "visually-hidden" }, ` (${t("shops.new-window")})`)));
}

function shopCatalogue(shop, { basket, navigate }) {
  const rows = new Map();
  const list = h("ul", { class: "lines products", "aria-label": t("shops.catalogue-of", { name: shop.name }) });
  const below = h("div", null, skeleton(4));
  const more = moreButton(t("shops.more-products"), () => load(rows.size, PAGE));
  const parts = keyed(list, row => row.product_id, row => productLine(row, { basket, navigate }));

  async function load(skip, limit) {
    const { data } = await api.get(`/shops/${shop.id}/catalog`, { query: { skip, limit } });
    for (const row of data) rows.set(row.product_id, row);
    if (skip > 0 || rows.size <= limit) more.hidden = data.length < limit;
    parts.set([...rows.values()]);
    if (rows.size > 0) replace(below);
    else replace(below, empty("shops.no-products", "shops.no-products-hint"));
    if (skip > 0) announce(t("shops.products-shown", { count: data.length }));
  }

  function failed(error) {
    replace(below, failure(error, () => load(0, PAGE).catch(failed)));
  }

  return {
    id: shop.id,
    element: h("section", { class: "card stack", "aria-labelledby": "shop-name" },
      h("header", { class: "stack tight" },
        h("h2", { id: "shop-name" }, shop.name),
        shop.description ? h("p", { class: "soft" }, shop.description) : null,
        siteOf(shop)),
      list, below, more),
    start: () => load(0, PAGE).catch(failed),
    reload: () => load(0, Math.max(PAGE, Math.min(rows.size, 1000))),
  };
}

function productLine(row, { basket, navigate }) {
  let product = row;
  const { product_id: id, name, description } = row;
  const price = h("span", { class: "price" });
  const stock = h("span", { class: "stock soft" });
  const told = note();
  const quantity = quantityField({ label: t("shops.quantity-of", { name }), told });
  const check = () => quantity.value !== null;
  const wish = () => String(quantity.value);

  const add = action({
    label: t("shops.add"),
    kind: "primary",
    told,
    check,
    wish,
    body: () => ({ products: [{ id, quantity: basket.quantityOf(id) + quantity.value }] }),
    run: (key, body) => api.command("PUT", "/basket", body, { key }),
    done: async (_, body) => {
      toast(t("shops.added-toast", { name, count: body.products[0].quantity }), "good");
      quantity.set(1);
      await basket.reload();
    },
  });
  const order = action({
    label: t("shops.order"),
    told,
    check,
    wish,
    ask: () => ({
      title: t("shops.order-title"),
      body: h("p", null, t("shops.order-body", {
        name,
        quantity: quantity.value,
        sum: moneyText(BigInt(product.price) * BigInt(quantity.value), product.currency),
      })),
      yes: t("shops.order-yes"),
    }),
    body: () => ({ items: [{ product_id: id, quantity: quantity.value }] }),
    run: (key, body) => api.command("POST", "/orders", body, { key }),
    done: outcome => {
      toast(t("shops.ordered-toast", { id: String(outcome.id) }), "good");
      navigate("orders", outcome.id);
    },
  });
  add.setAttribute("aria-label", t("shops.add-of", { name }));
  order.setAttribute("aria-label", t("shops.order-of", { name }));
  const controls = h("div", { class: "controls" }, quantity.input, add, order);

  return {
    element: h("li", { class: "product" },
      h("div", { class: "what" }, h("h3", null, name),
        description ? h("p", { class: "soft small" }, description) : null, stock),
      price, controls, told.element),
    update(changed) {
      product = changed;
      replace(price, money(product.price, product.currency));
      const isSoldOut = product.quantity === 0;
      replace(stock, isSoldOut
        ? h("span", { class: "badge plain" }, t("shops.sold-out"))
        : t("shops.stock", { count: product.quantity }));
      controls.hidden = isSoldOut && !controls.contains(document.activeElement);
    },
  };
}
