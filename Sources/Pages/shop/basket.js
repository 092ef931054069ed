// The basket: quantities, the total, and one order for all of it.

import { api } from "../client/api.js";
import { money, moneyText } from "../kit/format.js";
import { problem, t } from "../kit/i18n.js";
import {
  announce, busyWith, button, commandButton, commandSender, empty, focus, h, keyedList, note,
  refreshing, replace, skeleton, toast,
} from "../kit/kit.js";
import { quantityField } from "./quantity.js";

/** `changed()` is called when stock was reserved. */
export function basketPanel({ navigate, changed }) {
  let basket = null;
  const heading = h("h2", { id: "basket-title" }, t("shops.basket"));
  const list = h("ul", { class: "lines", "aria-labelledby": "basket-title" });
  const below = h("div", {}, skeleton(3));
  const sums = h("dl", { class: "sums" });
  const mixed = h("p", { class: "form-message", hidden: true }, t("shops.mixed"));
  const problems = note();
  const updates = refreshing(load);
  const parts = keyedList(list, (line) => line.product_id, (line) => basketLine(line, { reload: updates.now }));
  const order = commandButton({
    label: t("shops.basket-order"),
    kind: "primary",
    note: problems,
    check,
    wish: () => JSON.stringify(basket.lines.map((line) => [line.product_id, line.quantity])),
    body: () => ({ from_basket: true }),
    send: (key, body) => api.command("POST", "/orders", body, { key }),
    onDone: (outcome) => {
      toast(t("shops.ordered-toast", { id: String(outcome.id) }), "good");
      changed();
      navigate("orders", outcome.id);
    },
  });
  const shortcut = button(null, reveal, { class: "small" });
  const element = h("section", { class: "card stack basket", "aria-labelledby": "basket-title" },
    heading, updates.notice, list, below, sums, mixed, h("div", { class: "cluster" }, order), problems.element);

  /** Whether everything is in stock, as far as this page knows. */
  function check() {
    const short = basket.lines.find(isShort);
    if (short) problems.say(t("shops.basket-short", { name: nameOf(short) }));
    return short === undefined;
  }

  async function load() {
    basket = (await api.get("/basket")).data;
    draw();
  }

  function draw() {
    const { lines } = basket;
    const isEmpty = lines.length === 0;
    parts.set(lines);
    replace(below, isEmpty ? empty("shops.basket-empty", "shops.basket-empty-hint") : null);
    replace(sums, isEmpty ? null : totals(basket));
    mixed.hidden = new Set(lines.map((line) => line.currency)).size < 2;
    order.hidden = isEmpty || basket.total === null;
    order.textContent = order.hidden
      ? t("shops.basket-order")
      : t("shops.basket-order-for", { sum: moneyText(basket.total, basket.currency) });
    shortcut.textContent = t("shops.to-basket", { count: lines.length });
  }

  function reveal() {
    element.scrollIntoView({ block: "start" });
    focus(heading);
  }

  return {
    element,
    shortcut,
    ready: updates.ready,
    reload: updates.now,
    stop: updates.stop,
    quantityOf: (id) => basket?.lines.find((line) => line.product_id === id)?.quantity ?? 0,
  };
}

/** The total of an order, or a sum for each currency if the products can't be one order. */
function totals({ lines, currency, tax, total }) {
  const line = (label, amount, code, kind = null) =>
    h("div", { class: kind }, h("dt", {}, label), h("dd", {}, money(amount, code)));
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

const nameOf = (line) => line.name ?? t("shops.product", { id: String(line.product_id) });
const isShort = (line) => line.available !== null && line.available < line.quantity;

function basketLine(first, { reload }) {
  const { product_id: id } = first;
  let line = first;
  const name = () => nameOf(line);
  const title = h("strong", {}, name());
  const price = h("span", { class: "soft small" });
  const amount = h("span", { class: "sum" });
  const shortage = h("p", { class: "warn small", hidden: true });
  const problems = note();
  const quantity = quantityField({
    label: t("shops.quantity-of", { name: name() }), note: problems, on: { change: save },
  });
  const command = {
    note: problems,
    send: (key, body) => api.command("PUT", "/basket", body, { key }),
    onDone: async (_, { products: [{ quantity: count }] }) => {
      announce(t(count === 0 ? "shops.removed" : "shops.quantity-now", { name: name(), count }));
      await reload();
    },
  };
  const change = commandSender(command);
  const remove = commandButton({
    label: t("shops.remove"),
    kind: "plain small",
    describe: t("shops.remove-of", { name: name() }),
    body: () => ({ products: [{ id, quantity: 0 }] }),
    ...command,
  });

  async function save() {
    const wanted = quantity.read(line.available);
    if (wanted === null || wanted === line.quantity) return;
    problems.say(null);
    const body = { products: [{ id, quantity: wanted }] };
    await busyWith(quantity.input, () => change(String(wanted), () => body),
      (error) => problems.say(problem(error)));
    // The user may have typed another quantity meanwhile.
    if (!problems.element.textContent && quantity.input.value !== String(wanted)) await save();
  }

  return {
    element: h("li", { class: "basket-line" },
      h("div", { class: "what" }, title, price), amount,
      h("div", { class: "cluster" }, quantity.input, remove), shortage, problems.element),
    update(changed) {
      const isTouched = document.activeElement === quantity.input || problems.element.textContent !== "";
      line = changed;
      title.textContent = name();
      if (!isTouched) quantity.set(line.quantity);
      const isPriced = line.price !== null && line.currency !== null;
      replace(price, isPriced ? t("shops.each", { price: moneyText(line.price, line.currency) }) : null);
      replace(amount, isPriced && line.amount !== null ? money(line.amount, line.currency) : "—");
      quantity.limit(line.available);
      shortage.hidden = !isShort(line);
      shortage.textContent = shortage.hidden ? ""
        : line.available === 0 ? t("shops.short-none") : t("shops.short", { count: line.available });
    },
  };
}
