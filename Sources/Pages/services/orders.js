// Orders of services with buttons for each; an order in processing changes without the user.

import { api } from "../client/api.js";
import { follow } from "../client/feed.js";
import { t } from "../kit/i18n.js";
import {
  announce, empty, focus, h, keyedList, note, refreshing, replace, skeleton, toast,
} from "../kit/kit.js";
import { actionsFor, statusBadge } from "../orders/order.js";

/** How many of the newest orders are searched for orders of services. */
const searchedOrders = 50;
const shownOrders = 8;
const pollSeconds = 4;

export function serviceOrders({ navigate }) {
  const rows = new Map();
  let feedState = "connecting";
  const list = h("ul", { class: "lines", "aria-labelledby": "service-orders" });
  const below = h("div", {}, skeleton(3));
  const updates = refreshing(load, pollSeconds, () =>
    feedState !== "live" || [...rows.values()].some((row) => row.status === "in_processing"));
  const parts = keyedList(list, (row) => row.id, (row) =>
    orderPart(row, { navigate, reload: updates.now, dropped }));
  const element = h("section", { class: "card stack", "aria-labelledby": "service-orders" },
    h("h2", { id: "service-orders" }, t("services.orders")), updates.notice, list, below,
    h("p", {}, h("a", { href: "#orders", class: "alone" }, t("services.all-orders"))));

  const feed = follow({
    on: { order: applyFrame },
    onState: (state) => { feedState = state; },
    onLost: updates.now,
  });

  async function load() {
    const { data } = await api.get("/orders", { query: { limit: searchedOrders } });
    rows.clear();
    for (const row of data) if (row.services.length > 0) rows.set(row.id, row);
    draw();
  }

  function draw() {
    parts.set([...rows.values()].slice(0, shownOrders));
    replace(below, rows.size === 0 ? empty("services.no-orders", "services.no-orders-hint") : null);
  }

  function applyFrame({ order_id, status }) {
    if (status === "discarded") dropped(order_id);
    else updates.now();
  }

  function dropped(id) {
    rows.delete(id);
    draw();
  }

  return {
    element,
    ready: updates.ready,
    reload: updates.now,
    reveal(id) {
      const part = parts.part(id);
      if (part) focus(part.element);
    },
    stop() {
      feed.close();
      updates.stop();
    },
  };
}

function orderPart({ id }, { navigate, reload, dropped }) {
  let shown = null;
  const name = String(id);
  const badge = h("span");
  const contents = h("p", { class: "soft small" });
  const hint = h("p", { class: "small" });
  const buttons = h("div", { class: "cluster" });
  const problems = note();
  const element = h("li", { class: "stack tight" },
    h("div", { class: "row apart" },
      h("a", { href: `#orders/${id}` }, h("strong", {}, t("orders.number", { id: name }))), badge),
    contents, hint, buttons, problems.element);

  async function done(text) {
    toast(text, "good");
    await reload();
    focus(element);
  }

  return {
    element,
    update(order) {
      contents.textContent = order.services.map((service) => service.name).join(", ");
      if (order.status === shown) return;
      const status = t(`orders.status.${order.status}`);
      if (shown !== null) announce(t("orders.became", { id: name, status }));
      shown = order.status;
      replace(badge, statusBadge(shown));
      hint.hidden = !["draft", "in_processing"].includes(shown);
      hint.textContent = hint.hidden ? "" : t(`services.hint.${shown}`);
      const discarded = () => {
        toast(t("orders.discarded-toast", { id: name }), "good");
        dropped(id);
      };
      replace(buttons, actionsFor(order, { note: problems, done, discarded, navigate }));
    },
  };
}
