// One order: lines, total, what happened to it, and what can be done with it.
import { api } from "../client/api.js";
import { alertUser, announce, h, replace, skeleton, toast } from "../kit/dom.js";
import { follow } from "../client/feed.js";
import { count, money, moneyText, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { action, failure, focus, gathered, note, statusBadge, whileSeen } from "../kit/commands.js";

const POLL_MS = 5000;

/** An amount in a column of its own. */
export function sumOf(amount, currency) {
  return currency === null ? h("span", { class: "money" }, "—") : money(amount, currency);
}

/** `id` is the text of the address. */
export async function showOrder(container, id, { navigate }) {
  let order = null;
  let feedState = "connecting";
  const heading = h("h2", null, t("orders.number", { id }));
  const status = h("p", { class: "cluster" });
  const content = h("div", { class: "order-detail" }, skeleton(6));
  const buttons = h("div", { class: "cluster" });
  const told = note();

  replace(container,
    h("nav", { "aria-label": t("orders.path") },
      h("a", { href: "#orders" }, "← ", t("orders.back-to-list"))),
    h("header", { class: "row" }, heading, status),
    content, buttons, told.element);

  const reload = gathered(100, load);
  const feed = follow({
    on: { order: data => { if (String(data.order_id) === id) heard(data); } },
    onState: state => { feedState = state; },
    onLost: reload,
  });
  // What is being processed changes outside; a feed that is lost is made up for by asking.
  const stopPolling = whileSeen(POLL_MS, async () => {
    if (feedState !== "live" || order?.status === "in_processing") await load();
  });
  await load().catch(error => {
    if (error.status === 404 || error.status === 422) gone();
    else replace(content, failure(error, () => load()));
  });
  return () => {
    feed.close();
    stopPolling();
  };

  async function load() {
    const before = order?.status;
    order = (await api.get(`/orders/${encodeURIComponent(id)}`)).data;
    if (before === order.status && order.status !== "draft") return;
    replace(status, statusBadge(order.status));
    replace(content, linesOf(order), h("section", { class: "card stack" },
      h("h3", null, t("orders.timeline")), timeline(order)));
    replace(buttons, ...actionsFor(order, { told, done, discarded, navigate }));
    if (before !== undefined && before !== order.status) {
      announce(t("orders.became", { id, status: t(`orders.status.${order.status}`) }));
    }
  }

  function heard(data) {
    if (data.status === "discarded") gone();
    else reload();
  }

  async function done(text) {
    toast(text, "good");
    await load();
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
      h("p", null, t("orders.gone")), h("p", { class: "soft" }, t("orders.gone-hint"))));
    alertUser(t("orders.gone"));
  }
}

function linesOf(order) {
  if (order.lines.length === 0) {
    return h("section", { class: "card stack" },
      h("h3", null, t("orders.services")),
      h("ul", { class: "lines" }, order.services.map(service => h("li", null, service.name))),
      h("p", { class: "soft" }, t("orders.services-free")));
  }
  const { currency, tax, total } = order;
  const cell = (amount, name) => h("td", { class: `number ${name ?? ""}`.trim() }, sumOf(amount, currency));
  const foot = (label, amount) => h("tr", null,
    h("th", { scope: "row", colspan: 2 }, label), h("td", { class: "wide-only" }), cell(amount));
  return h("section", { class: "card stack" },
    h("h3", null, t("orders.lines")),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("orders.lines") },
      h("table", { class: "table" },
        h("caption", { class: "visually-hidden" }, t("orders.lines")),
        h("thead", null, h("tr", null,
          h("th", { scope: "col" }, t("orders.product")),
          h("th", { scope: "col", class: "number" }, t("orders.quantity")),
          h("th", { scope: "col", class: "number wide-only" }, t("orders.unit-price")),
          h("th", { scope: "col", class: "number" }, t("orders.amount")))),
        h("tbody", null, order.lines.map(line => h("tr", null,
          h("th", { scope: "row" }, line.name),
          h("td", { class: "number" }, count(line.quantity)),
          cell(line.unit_price, "wide-only"),
          cell(line.amount)))),
        h("tfoot", null,
          foot(t("orders.tax"), tax),
          foot(t("orders.total"), total)))));
}

/** What happened, from the order's times, oldest first. */
function timeline(order) {
  const isDraft = order.lines.length === 0;
  const transfer = id => t("orders.transfer", { id: String(id) });
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
    .map(([at, text, more]) => h("li", null,
      h("strong", null, text),
      h("p", { class: "soft small" }, time(at), more ? ` · ${more}` : null))));
}

/**
 * The commands that the order's state allows, as buttons.
 *
 * `done(text)` follows each that keeps the order, `discarded()` one that throws it away.
 */
export function actionsFor(order, { told, done, discarded, navigate }) {
  const { status, total, currency } = order;
  const id = String(order.id);
  const send = (method, path) => key => api.command(method, `/orders/${id}${path}`, undefined, { key });
  const pay = () => action({
    label: t("orders.pay", { sum: moneyText(total, currency) }),
    kind: "primary",
    told,
    ask: () => ({
      title: t("orders.pay-title", { id }),
      body: h("p", null, t("orders.pay-body", { sum: moneyText(total, currency) })),
      yes: t("orders.pay", { sum: moneyText(total, currency) }),
    }),
    run: send("POST", "/pay"),
    reasons: { "insufficient-funds": "orders.no-money" },
    done: () => done(t("orders.paid-toast", { id })),
  });
  const start = () => action({
    label: t("orders.start"),
    kind: "primary",
    told,
    run: send("POST", "/start-processing"),
    done: () => done(t("orders.started-toast", { id })),
  });
  const change = () => h("button", {
    type: "button", class: "button", on: { click: () => navigate("services", id) },
  }, t("orders.change"));
  const cancel = () => action({
    label: t("orders.cancel"),
    told,
    ask: () => ({
      title: t("orders.cancel-title", { id }),
      body: h("p", null, cancelNote(order)),
      yes: t("orders.cancel-yes"),
      kind: "danger",
    }),
    run: send("PATCH", "/cancel"),
    done: () => done(t(status === "paid" ? "orders.refunded-toast" : "orders.cancelled-toast",
      { id, sum: currency === null ? "" : moneyText(total, currency) })),
  });
  const discard = () => action({
    label: t("orders.discard"),
    told,
    ask: () => ({
      title: t("orders.discard-title", { id }),
      body: h("p", null, t("orders.discard-body")),
      yes: t("orders.discard"),
      kind: "danger",
    }),
    run: send("DELETE", ""),
    done: discarded,
  });
  const offered = {
    draft: [start, change, discard],
    placed: [pay, cancel],
    paid: [cancel],
    in_processing: [cancel],
  };
  return (offered[status] ?? []).map(make => {
    const button = make();
    button.setAttribute("aria-label", `${button.textContent}: ${t("orders.number", { id })}`);
    return button;
  });
}

/** What cancelling will do to money and stock. */
function cancelNote({ status, total, currency }) {
  if (status === "paid") return t("orders.cancel-refund", { sum: moneyText(total, currency) });
  return t(status === "placed" ? "orders.cancel-unpaid" : "orders.cancel-services");
}
