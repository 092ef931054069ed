// Orders: the list of all, which leads to each of them.

import { api } from "../client/api.js";
import { follow } from "../client/feed.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { announce, empty, h, keyedList, moreButton, pagedRows, refreshing, replace, skeleton } from "../kit/kit.js";
import { showOrder, statusBadge, sumOf } from "./order.js";

const pageSize = 20;
/** How many items of an order are named before "and 3 more". */
const namedItems = 2;
const pollSeconds = 5;

export default {
  id: "orders",
  titleKey: "orders.title",

  async show(container, context) {
    const [order] = context.rest;
    if (order === undefined) return showList(container);
    return showOrder(container, order, context);
  },
};

async function showList(container) {
  const orders = pagedRows({ path: "/orders", size: pageSize, draw });
  let feedState = "connecting";
  const list = h("ul", { class: "lines orders", "aria-label": t("orders.title") });
  const below = h("div", { class: "stack" }, skeleton(6));
  const more = moreButton(loadMore, t("orders.more"));
  const lines = keyedList(list, (row) => row.id, orderLine);
  const updates = refreshing(orders.refresh, pollSeconds, () => feedState !== "live");

  replace(container,
    h("p", { class: "soft" }, t("orders.lead")),
    updates.notice, list, below, more);

  const feed = follow({
    on: { order: applyFrame },
    onState: (state) => { feedState = state; },
    onLost() { orders.restart(); updates.now(); },
  });
  await updates.ready;
  return () => {
    feed.close();
    updates.stop();
  };

  function draw() {
    lines.set(orders.rows);
    more.hidden = !orders.hasMore;
    if (orders.rows.length > 0) replace(below);
    else replace(below, empty("orders.none", "orders.none-hint",
      h("p", { class: "cluster" },
        h("a", { class: "button primary", href: "#shops" }, t("orders.to-shops")),
        h("a", { class: "button", href: "#services" }, t("orders.to-services")))));
  }

  async function loadMore() {
    const before = orders.rows.length;
    await orders.more();
    announce(t("orders.more-shown", { count: orders.rows.length - before }));
  }

  function applyFrame({ order_id, status }) {
    if (status === "discarded") orders.remove(order_id);
    else orders.change(order_id, { status });
    updates.now();
  }
}

function orderLine({ id }) {
  const status = h("span");
  const contents = h("span", { class: "contents" });
  const when = h("span", { class: "soft" });
  const sum = h("span", { class: "sum" });
  return {
    element: h("li", {},
      h("a", { class: "order-line", href: `#orders/${id}` },
        h("strong", {}, t("orders.number", { id: String(id) })), status, contents, when, sum)),
    update(order) {
      replace(status, statusBadge(order.status));
      replace(contents, contentsOf(order));
      replace(when, time(order.placed_at));
      replace(sum, order.currency === null ? t("orders.free") : sumOf(order.total, order.currency));
    },
  };
}

function contentsOf({ lines, services }) {
  const names = lines.length > 0
    ? lines.map((line) => t("orders.line-short", { name: line.name, quantity: line.quantity }))
    : services.map((service) => service.name);
  const rest = names.length - namedItems;
  const named = names.slice(0, namedItems).join(", ");
  return rest > 0 ? t("orders.and-more", { named, count: rest }) : named;
}
