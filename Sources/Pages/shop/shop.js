// Shops: their products, which can be put into the basket or ordered at once.

import { api } from "../client/api.js";
import { money, moneyText, siteLink } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  announce, commandButton, empty, h, keyedList, moreButton, note, pagedRows, refreshing, replace, skeleton, toast,
} from "../kit/kit.js";
import { basketPanel } from "./basket.js";
import { quantityField } from "./quantity.js";

const pageSize = 50;
/** The feed does not report prices and stock. */
const pollSeconds = 8;

export default {
  id: "shops",
  titleKey: "shops.title",

  async show(container, { navigate, rest: [wanted = ""] }) {
    const basket = basketPanel({ navigate, changed: () => updates.now() });
    const known = pagedRows({ path: "/shops", size: pageSize });
    const shops = h("ul", { class: "choices" });
    const moreShops = moreButton(() => known.more().then(showShops), t("shops.more"));
    moreShops.classList.add("small");
    const place = h("div", { class: "stack" }, skeleton(6));
    let catalogue = null;
    const updates = refreshing(load, pollSeconds);

    replace(container,
      h("div", { class: "narrow-only" }, basket.shortcut),
      h("div", { class: "split" },
        h("div", { class: "stack loose" },
          h("nav", { class: "stack tight", "aria-label": t("shops.choose") }, shops, moreShops),
          updates.notice, place),
        basket.element));

    await Promise.all([updates.ready, basket.ready]);
    return () => {
      updates.stop();
      basket.stop();
    };

    function load() {
      return catalogue ? Promise.all([catalogue.reload(), basket.reload()]) : known.refresh().then(showShops);
    }

    async function showShops() {
      // The shop of the address may be on a later page.
      const isWanted = (shop) => String(shop.id) === wanted;
      while (wanted && known.hasMore && !known.rows.some(isWanted)) await known.more();
      moreShops.hidden = !known.hasMore;
      const chosen = wanted ? known.rows.find(isWanted) : known.rows[0];
      replace(shops, known.rows.map((shop) => h("li", {}, h("a", {
        href: `#shops/${shop.id}`,
        "aria-current": shop === chosen ? "page" : null,
      }, shop.name))));
      if (known.rows.length === 0) replace(place, empty("shops.none", "shops.none-hint"));
      else if (!chosen) replace(place, empty("shops.gone", "shops.gone-hint"));
      else if (catalogue?.id !== chosen.id) await open(chosen);
    }

    async function open(shop) {
      const opened = shopCatalogue(shop, { basket, navigate });
      replace(place, opened.element);
      await opened.reload();
      catalogue = opened;
    }
  },
};

/** A link to the shop's own site, if that is a web address. */
function siteOf({ site }) {
  const href = siteLink(site);
  if (href === null) return null;
  return h("p", {}, h("a", { href, rel: "noopener noreferrer external", target: "_blank" },
    new URL(href).host, h("span", { class: "visually-hidden" }, ` (${t("shops.new-window")})`)));
}

function shopCatalogue(shop, { basket, navigate }) {
  const products = pagedRows({
    path: `/shops/${shop.id}/catalog`, size: pageSize, keyOf: (row) => row.product_id, draw,
  });
  const list = h("ul", { class: "lines products", "aria-label": t("shops.catalogue-of", { name: shop.name }) });
  const below = h("div", {}, skeleton(4));
  const more = moreButton(loadMore, t("shops.more-products"));
  more.classList.add("small");
  const parts = keyedList(list, (row) => row.product_id, (row) => productLine(row, { basket, navigate }));

  async function loadMore() {
    const before = products.rows.length;
    await products.more();
    announce(t("shops.products-shown", { count: products.rows.length - before }));
  }

  function draw() {
    more.hidden = !products.hasMore;
    parts.set(products.rows);
    if (products.rows.length > 0) replace(below);
    else replace(below, empty("shops.no-products", "shops.no-products-hint"));
  }

  return {
    id: shop.id,
    element: h("section", { class: "card stack", "aria-labelledby": "shop-name" },
      h("header", { class: "stack tight" },
        h("h2", { id: "shop-name" }, shop.name),
        shop.description ? h("p", { class: "soft" }, shop.description) : null,
        siteOf(shop)),
      list, below, more),
    reload: products.refresh,
  };
}

function productLine(row, { basket, navigate }) {
  let product = row;
  const { product_id: id, name, description } = row;
  const price = h("span", { class: "price" });
  const stock = h("span", { class: "stock soft" });
  const problems = note();
  const quantity = quantityField({ label: t("shops.quantity-of", { name }), note: problems });
  // The quantity of the press in hand.
  let wanted = null;
  const common = (taken) => ({
    note: problems,
    check() {
      wanted = quantity.read(product.quantity, taken());
      return wanted !== null;
    },
    wish: () => String(wanted),
  });
  const add = commandButton({
    ...common(() => basket.quantityOf(id)),
    label: t("shops.add"),
    kind: "primary",
    describe: t("shops.add-of", { name }),
    body: () => ({ products: [{ id, quantity: basket.quantityOf(id) + wanted }] }),
    send: (key, body) => api.command("PUT", "/basket", body, { key }),
    onDone: async (_, body) => {
      toast(t("shops.added-toast", { name, count: body.products[0].quantity }), "good");
      quantity.set(1);
      await basket.reload();
    },
  });
  const order = commandButton({
    ...common(() => 0),
    label: t("shops.order"),
    describe: t("shops.order-of", { name }),
    confirm: () => ({
      title: t("shops.order-title"),
      body: t("shops.order-body", {
        name,
        quantity: wanted,
        sum: moneyText(BigInt(product.price) * BigInt(wanted), product.currency),
      }),
      label: t("shops.order-yes"),
    }),
    body: () => ({ items: [{ product_id: id, quantity: wanted }] }),
    send: (key, body) => api.command("POST", "/orders", body, { key }),
    onDone: (outcome) => {
      toast(t("shops.ordered-toast", { id: String(outcome.id) }), "good");
      navigate("orders", outcome.id);
    },
  });
  const controls = h("div", { class: "controls" }, quantity.input, add, order);

  return {
    element: h("li", { class: "product" },
      h("div", { class: "what" }, h("h3", {}, name),
        description ? h("p", { class: "soft small" }, description) : null, stock),
      price, controls, problems.element),
    update(changed) {
      product = changed;
      replace(price, money(product.price, product.currency));
      quantity.limit(product.quantity);
      const isSoldOut = product.quantity === 0;
      replace(stock, isSoldOut
        ? h("span", { class: "badge plain" }, t("shops.sold-out"))
        : t("shops.stock", { count: product.quantity }));
      controls.hidden = isSoldOut && !controls.contains(document.activeElement);
    },
  };
}
