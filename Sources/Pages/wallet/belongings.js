// What a transfer belongs to: an order, the transfer that it takes back or that took it back, an exchange.

import { api } from "../client/api.js";
import { exactTime, money, moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { annotation, busyWith, button, dialog, facts, h } from "../kit/kit.js";
import { figureText, rateText } from "./rates.js";
import { whatItIs } from "./sides.js";

/** Gives each side of an exchange the other one, if that is among the rows. */
export function withTwins(rows) {
  const sides = new Map();
  for (const row of rows) {
    if (row.exchange_id !== null) sides.set(row.exchange_id, [...(sides.get(row.exchange_id) ?? []), row]);
  }
  return rows.map((row) => {
    const twin = sides.get(row.exchange_id)?.find((other) => other.id !== row.id);
    return twin ? { ...row, twin: { amount: twin.amount, currency: twin.currency } } : row;
  });
}

/** One line for each thing, or null. */
export function belongings(row, user) {
  const parts = [
    row.order_id !== null && h("a", { class: "alone", href: `#orders/${row.order_id}` },
      t("orders.number", { id: String(row.order_id) })),
    row.reverses !== null && transferLink("wallet.reverses", row.reverses, user),
    row.reversed_by !== null && transferLink("wallet.reversed-by", row.reversed_by, user),
    row.exchange_id !== null && exchangeText(row, user),
  ].filter(Boolean);
  return parts.length === 0 ? null : h("span", { class: "belongings soft" }, parts);
}

/** `rate` is what one unit of the sold currency cost in the bought one. */
function exchangeText(row, user) {
  if (!row.twin) return row.rate && h("span", {}, t("wallet.exchanged-at", { figure: figureText(row.rate) }));
  const isSale = row.sender_id === user.id;
  const [sold, bought] = isSale ? [row, row.twin] : [row.twin, row];
  const other = moneyText(row.twin.amount, row.twin.currency);
  return h("span", {}, t(isSale ? "wallet.exchanged-for" : "wallet.exchanged-from", { amount: other }),
    row.rate && [" · ", rateText({ currency: sold.currency, rate: "1" }, { currency: bought.currency, rate: row.rate })]);
}

/** A button that shows the other transfer, which may be far down in the history. */
function transferLink(key, id, user) {
  const link = button(t(key, { id: String(id) }), () => busyWith(link, async () => {
    const { data } = await api.get(`/transfers/${id}`);
    await dialog({ title: t("wallet.transfer-number", { id: String(id) }), body: transferFacts(data, user) });
  }), { class: "link" });
  return link;
}

function transferFacts(transfer, user) {
  return h("div", { class: "stack" }, facts([
    [t("wallet.column-what"), whatItIs(transfer, user)],
    [t("wallet.column-amount"), money(transfer.amount, transfer.currency)],
    [t("wallet.column-when"), exactTime(transfer.timestamp)],
    transfer.memo && [t("wallet.fact-memo"), transfer.memo],
  ]), annotation(transfer));
}
