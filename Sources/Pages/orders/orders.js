// Orders: the list of all, and the way to one of them.
import { api } from "../client/api.js";
import { announce, empty, h, replace, skeleton } from "../kit/dom.js";
import { follow } from "../client/feed.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { failure, gathered, keyed, statusBadge, whileSeen } from "../kit/commands.js";
import { showOrder, sumOf } from "./order.js";

const PAGE = 20;
/** What is said of an order's contents before "and 3 more". */
const NAMED = 2;
const POLL_MS = 5000;

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
  const rows = new Map();
  let feedState = "connecting";
  const list = h("ul", { class: "lines orders", "aria-label": t("orders.title") });
  const below = h("div", { class: "stack" }, skeleton(6));
  const more = h("button", { type: "button", class: "button", hidden: true, on: { click: loadMore } },
    t("orders.more"));
  const lines = keyed(list, row => row.id, orderLine);

  replace(container,
    h("p", { class: "soft" }, t("orders.lead")),
    list, below, more);

  const reload = gathered(150, () => load(0));
  const feed = follow({
    on: { order: heard },
    onState: state => { feedState = state; },
    onLost() { rows.clear(); reload(); },
  });
  const stopPolling = whileSeen(POLL_MS, async () => {
    if (feedState !== "live") await load(0);
  });
  await load(0).catch(failed);
  return () => {
    feed.close();
    stopPolling();
  };

  async function load(skip) {
    const { data } = await api.get("/orders", { query: { skip, limit: PAGE } });
    for (const row of data) rows.set(row.id, row);
    const isPageFull = data.length === PAGE;
    if (skip > 0 || rows.size <= PAGE) more.hidden = !isPageFull;
    draw();
    return data;
  }

  function draw() {
    lines.set([...rows.values()].sort((a, b) => b.id - a.id));
    if (rows.size > 0) replace(below);
    else replace(below, empty("orders.none", "orders.none-hint",
      h("p", { class: "cluster" },
        h("a", { class: "button primary", href: "#shops" }, t("orders.to-shops")),
        h("a", { class: "button", href: "#services" }, t("orders.to-services")))));
  }

  async function loadMore() {
    more.setAttribute("aria-busy", "true");
    try {
      const data = await load(rows.size);
      announce(t("orders.more-shown", { count: data.length }));
    } catch (error) {
      failed(error);
    } finally {
      more.removeAttribute("aria-busy");
    }
  }

  function failed(error) {
    replace(below, failure(error, () => load(0).catch(failed)));
  }

  function heard({ order_id, status }) {
    if (status === "discarded") {
      rows.delete(order_id);
      draw();
      return;
    }
    const row = rows.get(order_id);
    if (row && row.status !== status) {
      rows.set(order_id, { ...row, status });
      draw();
    }
    reload();
  }
}

function orderLine({ id }) {
  const status = h("span");
  const contents = h("span", { class: "contents" });
  const when = h("span", { class: "soft" });
  const sum = h("span", { class: "sum" });
  return {
    element: h("li", null,
      h("a", { class: "order-line", href: `#orders/${id}` },
        h("strong", null, t("orders.number", { id: String(id) })), status, contents, when, sum)),
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
    ? lines.map(line => t("orders.line-short", { name: line.name, quantity: line.quantity }))
    : services.map(service => service.name);
  const rest = names.length - NAMED;
  const named = names.slice(0, NAMED).join(", ");
  return rest > 0 ? t("orders.and-more", { named, count: rest }) : named;
}
