// What a command says, in a sentence: from the body that it came with, where that is still stored.

import { minorUnits, moneyText } from "../kit/format.js";
import { reason, t, textOr } from "../kit/i18n.js";
import { jsonLine } from "./json.js";
import { nameOf } from "./names.js";
import { subjectText } from "./operations.js";

/** Longer texts would fill the row of a list. */
const mostLetters = 120;

/** An amount of a body: minor units, or a decimal string, with or without a currency. */
function amount(value, currency) {
  if (value === undefined) return "?";
  if (currency === undefined) return String(value);
  const isDecimal = typeof value === "string" && /^\d+(\.\d+)?$/.test(value);
  if (typeof value === "string" && !isDecimal) return `${value} ${currency}`;
  return moneyText(isDecimal ? minorUnits(value, currency) : value, currency);
}

const receiver = (body) => body.receiver_username ?? nameOf(body.receiver_id) ?? `#${body.receiver_id}`;

/** The things of a basket or an order, such as "2 × product 17". */
const things = (lines) => lines.map((line) =>
  t("admin.command.line", { quantity: line.quantity, product: String(line.id ?? line.product_id) })).join(", ");

function order(body) {
  if (body.items) return t("admin.command.order-items", { things: things(body.items) });
  if (body.services) return t("admin.command.order-services", { count: body.services.length });
  return t("admin.command.order-basket");
}

/** By operation: the sentence for a body and the id in the path. */
const sentences = {
  transfer: (body) =>
    t("admin.command.transfer", { amount: amount(body.amount, body.currency), name: receiver(body) }),
  reserveTransfer: (body) =>
    t("admin.command.reserve", { amount: amount(body.amount, body.currency), name: receiver(body) }),
  postTransfer: (body, id) =>
    body.amount && t("admin.command.post", { amount: amount(body.amount, body.currency), id }),
  exchange: (body) =>
    t("admin.command.exchange", { amount: amount(body.amount, body.from), to: body.to }),
  adjustBalance: (body) => t(body.type === "credit" ? "admin.command.take" : "admin.command.give",
    { amount: amount(body.value, body.currency), name: body.email }),
  autotest: (body) => t("admin.command.autotest", { count: body.count }),
  createSlot: (body) => t("admin.command.create-slot", { title: body.title, count: body.capacity }),
  createShop: (body) => t("admin.command.create-shop", { name: body.name }),
  createProduct: (body, id) => t("admin.command.create-product", {
    name: body.name, price: amount(body.price, body.currency), count: body.quantity, id,
  }),
  setBasket: (body) => t("admin.command.basket", { things: things(body.products) }),
  placeOrder: order,
};

/** The name of the operation with the number of the thing that it is about. */
function title(operations, { route, subject_id: subject }) {
  const name = textOr(`admin.operation.${route}`, operations.get(route)?.operation.summary ?? route);
  return subject === null ? name : `${name} ${subjectText(operations, route, subject)}`;
}

/** The members of a body, for operations without a sentence of their own. */
function members(body) {
  return Object.entries(body)
    .map(([name, value]) => `${name} ${typeof value === "object" ? jsonLine(value) : value}`).join(", ");
}

function shortened(text) {
  const letters = [...text];
  return letters.length <= mostLetters ? text : `${letters.slice(0, mostLetters - 1).join("")}…`;
}

/** What a command of the list says, such as "Transfer 999,999.99 RUB to alice". */
export function commandText(operations, row) {
  const name = title(operations, row);
  const { request: body } = row;
  if (!body || Object.keys(body).length === 0) return name;
  const id = row.subject_id === null ? "" : String(row.subject_id);
  return shortened(sentences[row.route]?.(body, id) || `${name}: ${members(body)}`);
}

/** Why a command was refused, told to an administrator. */
export function commandReason(word) {
  return textOr(`admin.reason.${word}`, reason(word));
}
