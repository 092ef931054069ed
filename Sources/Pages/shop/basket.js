// The basket: quantities, what it comes to, and one order of all of it.
import { api } from "../client/api.js";
import { announce, empty, h, replace, skeleton, toast } from "../kit/dom.js";
import { money, moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { action, failure, focus, keyed, note, quantityField, sender } from "../kit/commands.js";

/** `changed()` is called when stock was reserved. */
export function basketPanel({ navigate, changed }) {
  let basket = null;
  const heading = h("h2", { id: "basket-title" }, t("shops.basket"));
  const list = h("ul", { class: "lines", "aria-labelledby": "basket-title" });
  const below = h("div", null, skeleton(3));
  const sums = h("dl", { class: "sums" });
  const mixed = h("p", { class: "form-message", hidden: true }, t("shops.mixed"));
  const told = note();
  const parts = keyed(list, line => line.product_id, line => basketLine(line, { reload, saved }));
  const order = action({
    label: t("shops.basket-order"),
    kind: "primary",
    told,
    wish: () => JSON.stringify(basket.lines.map(line => [line.product_id, line.quantity])),
    body: () => ({ from_basket: true }),
    run: (key, body) => api.command("POST", "/orders", body, { key }),
    done: outcome => {
      toast(t("shops.ordered-toast", { id: String(outcome.id) }), "good");
      changed()?.catch(() => {});
      navigate("orders", outcome.id);
    },
  });
  const shortcut = h("button", { type: "button", class: "small", on: { click: reveal } });
  const element = h("section", { class: "card stack basket", "aria-labelledby": "basket-title" },
    heading, list, below, sums, mixed, h("div", { class: "cluster" }, order), told.element);

  async function reload() {
    basket = (await api.get("/basket")).data;
    draw();
  }

  function start() {
    return reload().catch(error => replace(below, failure(error, start)));
  }

  function draw() {
    const { lines } = basket;
    const isEmpty = lines.length === 0;
    parts.set(lines);
    replace(below, isEmpty ? empty("shops.basket-empty", "shops.basket-empty-hint") : null);
    replace(sums, isEmpty ? null : totals(basket));
    mixed.hidden = new Set(lines.map(line => line.currency)).size < 2;
    order.hidden = isEmpty || basket.total === null;
    order.textContent = basket.total === null || isEmpty
      ? t("shops.basket-order")
      : t("shops.basket-order-for", { sum: moneyText(basket.total, basket.currency) });
    shortcut.textContent = t("shops.to-basket", { count: lines.length });
  }

  function saved(name, quantity) {
    announce(quantity === 0
      ? t("shops.removed", { name })
      : t("shops.quantity-now", { name, count: quantity }));
  }

  function reveal() {
    element.scrollIntoView({ block: "start" });
    focus(heading);
  }

  return {
    element,
    shortcut,
    reload,
    start,
    quantityOf: id => basket?.lines.find(line => line.product_id === id)?.quantity ?? 0,
  };
}

/** What an order would come to, or each currency, if they can't be one order. */
function totals({ lines, currency, tax, total }) {
  const line = (label, amount, code, kind = "") =>
    h("div", { class: kind || null }, h("dt", null, label), h("dd", null, money(amount, code)));
  if (total !== null) {
    return [
      line(t("orders.tax"), tax, currency),
      line(t("orders.total"), total, currency, "total"),
    ];
  }
  const sums = new Map();
  for (const { currency: code, amount } of lines) {
    if (code !== null && amount !== null) sums.set(code, (sums.get(code) ?? 0n) + BigInt(amount));
  }
  return [...sums].map(([code, sum]) => line(t("shops.total-in", { currency: code }), sum, code));
}

function basketLine(first, { reload, saved }) {
  const { product_id: id } = first;
  let line = first;
  const name = () => line.name ?? t("shops.product", { id: String(id) });
  const title = h("strong", null, name());
  const price = h("span", { class: "soft small" });
  const amount = h("span", { class: "sum" });
  const shortage = h("p", { class: "warn small", hidden: true });
  const told = note();
  const quantity = quantityField({
    label: t("shops.quantity-of", { name: name() }), told, on: { change: save },
  });
  const put = sender({
    told,
    run: (key, body) => api.command("PUT", "/basket", body, { key }),
    done: async (_, body) => {
      saved(name(), body.products[0].quantity);
      await reload();
    },
  });
  const remove = action({
    label: t("shops.remove"),
    kind: "plain small",
    told,
    body: () => ({ products: [{ id, quantity: 0 }] }),
    run: (key, body) => api.command("PUT", "/basket", body, { key }),
    done: async () => {
      saved(name(), 0);
      await reload();
    },
  });
  remove.setAttribute("aria-label", t("shops.remove-of", { name: name() }));

  async function save() {
    const wanted = quantity.value;
    if (wanted === null || wanted === line.quantity) return;
    quantity.input.setAttribute("aria-busy", "true");
    await put(String(wanted), () => ({ products: [{ id, quantity: wanted }] }));
    quantity.input.removeAttribute("aria-busy");
    // What was typed meanwhile goes after it.
    if (!told.element.textContent && quantity.input.value !== String(wanted)) await save();
  }

  return {
    element: h("li", { class: "basket-line" },
      h("div", { class: "what" }, title, price), amount,
      h("div", { class: "cluster" }, quantity.input, remove), shortage, told.element),
    update(changed) {
      const isTouched = document.activeElement === quantity.input || told.element.textContent !== "";
      line = changed;
      title.textContent = name();
      if (!isTouched) quantity.set(line.quantity);
      const isPriced = line.price !== null && line.currency !== null;
      replace(price, isPriced ? t("shops.each", { price: moneyText(line.price, line.currency) }) : null);
      replace(amount, isPriced && line.amount !== null ? money(line.amount, line.currency) : "—");
      const isShort = line.available !== null && line.available < line.quantity;
      shortage.hidden = !isShort;
      shortage.textContent = isShort ? t("shops.short", { count: line.available }) : "";
    },
  };
}
