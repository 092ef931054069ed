// One order: its lines, total, history, and buttons for what can be done with it.

import { api } from "../client/api.js";
import { follow } from "../client/feed.js";
import { count, money, moneyText, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  alertUser, announce, annotation, button, commandButton, focus, h, note, refreshing, replace, skeleton, toast,
} from "../kit/kit.js";
import { askForMoney, availableIn, payment } from "./payment.js";

const pollSeconds = 5;

const badges = {
  draft: "plain", placed: "warn", paid: "good", in_processing: "warn", done: "good",
  cancelled: "plain", discarded: "plain",
};

/** The state of an order in a word. */
export function statusBadge(status) {
  return h("span", { class: `badge ${badges[status] ?? "plain"}` }, t(`orders.status.${status}`));
}

/** An amount, or a dash for an order without a price. */
export function sumOf(amount, currency) {
  return currency === null ? h("span", { class: "money" }, "—") : money(amount, currency);
}

/** `id` is the text of the address. */
export async function showOrder(container, id, { navigate }) {
  let order = null;
  let feedState = "connecting";
  const heading = h("h2", {}, t("orders.number", { id }));
  const status = h("p", { class: "cluster" });
  const content = h("div", { class: "order-detail" }, skeleton(6));
  const buttons = h("div", { class: "cluster" });
  const problems = note();
  // The feed does not report what the outside service does; polling also covers a lost feed.
  const updates = refreshing(load, pollSeconds, () =>
    feedState !== "live" || order?.status === "in_processing");

  replace(container,
    h("nav", { "aria-label": t("orders.path") },
      h("a", { href: "#orders", class: "alone" }, "← ", t("orders.back-to-list"))),
    h("header", { class: "row" }, heading, status),
    updates.notice, content, buttons, problems.element);

  const feed = follow({
    on: { order: (data) => { if (String(data.order_id) === id) applyFrame(data); } },
    onState: (state) => { feedState = state; },
    onLost: updates.now,
  });
  await updates.ready;
  return () => {
    feed.close();
    updates.stop();
  };

  async function load() {
    const before = order?.status;
    try {
      order = (await api.get(`/orders/${encodeURIComponent(id)}`)).data;
    } catch (error) {
      if (error.status === 404 || error.status === 422) return gone();
      throw error;
    }
    if (before === order.status && order.status !== "draft") return;
    replace(status, statusBadge(order.status));
    replace(content, linesOf(order), h("section", { class: "card stack" },
      h("h3", {}, t("orders.timeline")), timeline(order), annotation(order)));
    replace(buttons, actionsFor(order, { note: problems, done, discarded, navigate }));
    if (before !== undefined && before !== order.status) {
      announce(t("orders.became", { id, status: t(`orders.status.${order.status}`) }));
    }
  }

  function applyFrame(data) {
    if (data.status === "discarded") gone();
    else updates.now();
  }

  async function done(text) {
    toast(text, "good");
    await updates.now();
    focus(heading);
  }

  function discarded() {
    toast(t("orders.discarded-toast", { id }), "good");
    navigate("orders");
  }

  function gone() {
    order = null;
    replace(status);
    replace(buttons);
    replace(content, h("div", { class: "empty" },
      h("p", {}, t("orders.gone")), h("p", { class: "soft" }, t("orders.gone-hint"))));
    alertUser(t("orders.gone"));
  }
}

function linesOf(order) {
  if (order.lines.length === 0) {
    return h("section", { class: "card stack" },
      h("h3", {}, t("orders.services")),
      h("ul", { class: "lines" }, order.services.map((service) => h("li", {}, service.name))),
      h("p", { class: "soft" }, t("orders.services-free")));
  }
  const { currency, tax, total } = order;
  const cell = (amount, name = "") => h("td", { class: `number ${name}`.trim() }, sumOf(amount, currency));
  const foot = (label, amount) => h("tr", {},
    h("th", { scope: "row", colspan: 2 }, label), h("td", { class: "wide-only" }), cell(amount));
  return h("section", { class: "card stack" },
    h("h3", {}, t("orders.lines")),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("orders.lines") },
      h("table", { class: "table" },
        h("caption", { class: "visually-hidden" }, t("orders.lines")),
        h("thead", {}, h("tr", {},
          h("th", { scope: "col" }, t("orders.product")),
          h("th", { scope: "col", class: "number" }, t("orders.quantity")),
          h("th", { scope: "col", class: "number wide-only" }, t("orders.unit-price")),
          h("th", { scope: "col", class: "number" }, t("orders.amount")))),
        h("tbody", {}, order.lines.map((line) => h("tr", {},
          h("th", { scope: "row" }, line.name),
          h("td", { class: "number" }, count(line.quantity)),
          cell(line.unit_price, "wide-only"),
          cell(line.amount)))),
        h("tfoot", {},
          foot(t("orders.tax"), tax),
          foot(t("orders.total"), total)))));
}

/** The history of the order by its times, oldest first. */
function timeline(order) {
  const isDraft = order.lines.length === 0;
  const transfer = (id) => t("orders.transfer", { id: String(id) });
  const steps = [
    [order.placed_at, t(isDraft ? "orders.event.drafted" : "orders.event.placed")],
    [order.paid_at, t("orders.event.paid"), order.transfer_id && transfer(order.transfer_id)],
    [order.started_at, t("orders.event.started")],
    [order.done_at, t("orders.event.done")],
    [order.cancelled_at, t(order.refund_id ? "orders.event.refunded" : "orders.event.cancelled"),
      order.refund_id && transfer(order.refund_id)],
  ];
  return h("ol", { class: "timeline" }, steps.filter(([at]) => at)
    .sort(([a], [b]) => Date.parse(a) - Date.parse(b))
    .map(([at, text, more]) => h("li", {},
      h("strong", {}, text),
      h("p", { class: "soft small" }, time(at), more ? ` · ${more}` : null))));
}

/**
 * Buttons for the commands that the order's state allows.
 *
 * `done(text)` follows a command that keeps the order, `discarded()` one that removes it.
 */
export function actionsFor(order, { note: problems, done, discarded, navigate }) {
  const { status, total, currency } = order;
  const id = String(order.id);
  const sum = currency === null ? "" : moneyText(total, currency);
  const command = (options, method, path) => commandButton({
    ...options,
    note: problems,
    describe: `${options.label}: ${t("orders.number", { id })}`,
    send: (key) => api.command(method, `/orders/${id}${path}`, undefined, { key }),
  });
  let held = 0;
  const pay = () => command({
    label: t("orders.pay", { sum }),
    kind: "primary",
    async check() {
      held = await availableIn(currency);
      return BigInt(held) >= BigInt(total) || askForMoney(order, held);
    },
    confirm: () => ({ title: t("orders.pay-title", { id }), body: payment(order, held) }),
    reasons: { "insufficient-funds": "orders.no-money" },
    onDone: () => done(t("orders.paid-toast", { id })),
  }, "POST", "/pay");
  const start = () => command({
    label: t("orders.start"),
    kind: "primary",
    onDone: () => done(t("orders.started-toast", { id })),
  }, "POST", "/start-processing");
  const change = () => button(t("orders.change"), () => navigate("services", id),
    { "aria-label": `${t("orders.change")}: ${t("orders.number", { id })}` });
  const cancel = () => command({
    label: t("orders.cancel"),
    confirm: () => ({ title: t("orders.cancel-title", { id }), body: cancelNote(order, sum), kind: "danger" }),
    onDone: () => done(t(status === "paid" ? "orders.refunded-toast" : "orders.cancelled-toast", { id, sum })),
  }, "PATCH", "/cancel");
  const discard = () => command({
    label: t("orders.discard"),
    confirm: () => ({
      title: t("orders.discard-title", { id }), body: t("orders.discard-body"), kind: "danger",
    }),
    onDone: discarded,
  }, "DELETE", "");
  const offered = {
    draft: [start, change, discard],
    placed: [pay, cancel],
    paid: [cancel],
    in_processing: [cancel],
  };
  return (offered[status] ?? []).map((make) => make());
}

/** Says how cancelling changes money and stock. */
function cancelNote({ status }, sum) {
  if (status === "paid") return t("orders.cancel-refund", { sum });
  return t(status === "placed" ? "orders.cancel-unpaid" : "orders.cancel-services");
}
