// Orders of services with what can be done with each; they change by themselves while they are processed.
import { api } from "../client/api.js";
import { announce, empty, h, replace, skeleton, toast } from "../kit/dom.js";
import { follow } from "../client/feed.js";
import { t } from "../kit/i18n.js";
import { failure, focus, gathered, keyed, note, statusBadge, whileSeen } from "../kit/commands.js";
import { actionsFor } from "../orders/order.js";

/** How many of the newest orders are looked through. */
const LOOKED_AT = 50;
const SHOWN = 8;
const POLL_MS = 4000;

export function serviceOrders({ navigate }) {
  const rows = new Map();
  let feedState = "connecting";
  const list = h("ul", { class: "lines", "aria-labelledby": "service-orders" });
  const below = h("div", null, skeleton(3));
  const parts = keyed(list, row => row.id, row => orderPart(row, { navigate, reload, dropped }));
  const element = h("section", { class: "card stack", "aria-labelledby": "service-orders" },
    h("h2", { id: "service-orders" }, t("services.orders")), list, below,
    h("p", null, h("a", { href: "#orders" }, t("services.all-orders"))));

  const soon = gathered(100, reload);
  const feed = follow({
    on: { order: heard },
    onState: state => { feedState = state; },
    onLost: soon,
  });
  const stopPolling = whileSeen(POLL_MS, async () => {
    const isRunning = [...rows.values()].some(row => row.status === "in_processing");
    if (feedState !== "live" || isRunning) await reload();
  });

  async function reload() {
    const { data } = await api.get("/orders", { query: { limit: LOOKED_AT } });
    rows.clear();
    for (const row of data) if (row.services.length > 0) rows.set(row.id, row);
    draw();
  }

  function start() {
    return reload().catch(error => replace(below, failure(error, start)));
  }

  function draw() {
    parts.set([...rows.values()].slice(0, SHOWN));
    replace(below, rows.size === 0 ? empty("services.no-orders", "services.no-orders-hint") : null);
  }

  function heard({ order_id, status }) {
    if (status === "discarded") dropped(order_id);
    else soon();
  }

  function dropped(id) {
    rows.delete(id);
    draw();
  }

  return {
    element,
    reload,
    start,
    reveal(id) {
      const part = parts.part(id);
      if (part) focus(part.element);
    },
    stop() {
      feed.close();
      stopPolling();
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
  const told = note();
  const element = h("li", { class: "stack tight" },
    h("div", { class: "row apart" },
      h("a", { href: `#orders/${id}` }, h("strong", null, t("orders.number", { id: name }))), badge),
    contents, hint, buttons, told.element);

  async function done(text) {
    toast(text, "good");
    await reload();
    focus(element);
  }

  return {
    element,
    update(order) {
      contents.textContent = order.services.map(service => service.name).join(", ");
      if (order.status === shown) return;
      if (shown !== null) announce(t("orders.became", { id: name, status: t(`orders.status.${order.status}`) }));
      shown = order.status;
      replace(badge, statusBadge(shown));
      hint.hidden = !["draft", "in_processing"].includes(shown);
      hint.textContent = hint.hidden ? "" : t(`services.hint.${shown}`);
      const discarded = () => {
        toast(t("orders.discarded-toast", { id: name }), "good");
        dropped(id);
      };
      replace(buttons, actionsFor(order, { told, done, discarded, navigate }));
    },
  };
}
