// Slots: how many seats are free, and own seats with the time that is left to confirm them.
import { api } from "../client/api.js";
import { announce, empty, h, replace, skeleton, toast } from "../kit/dom.js";
import { follow } from "../client/feed.js";
import { t } from "../kit/i18n.js";
import { action, failure, gathered, keyed, moment, note, ServerClock, whileSeen } from "../kit/commands.js";
import { holdsPanel } from "./holds.js";

/** Others' holds are told to nobody else, so availability is asked again. */
const POLL_MS = 5000;
const SLOTS_AT_ONCE = 24;
const DETAILS_AT_ONCE = 4;

export default {
  id: "slots",
  titleKey: "slots.title",

  async show(container) {
    const clock = new ServerClock();
    const slots = slotDetails();
    const state = { rows: null, shown: SLOTS_AT_ONCE, onlyFree: false };
    const list = h("ul", { class: "goods-grid", "aria-label": t("slots.title") });
    const below = h("div", { class: "stack" }, skeleton(6));
    const more = h("button", { type: "button", class: "button", hidden: true, on: { click: showMore } },
      t("slots.more"));
    const cards = keyed(list, row => row.slot_id, row => slotCard(row, slots, took));
    const holds = holdsPanel({ clock, slots, changed: () => loadAvailability() });
    const onlyFree = h("input", { type: "checkbox", on: { change: filter } });

    replace(container,
      h("p", { class: "soft" }, t("slots.lead")),
      holds.element,
      h("section", { class: "stack", "aria-labelledby": "slots-free" },
        h("div", { class: "toolbar" },
          h("h2", { id: "slots-free" }, t("slots.availability")),
          h("label", { class: "check" }, onlyFree, t("slots.only-free"))),
        list, below, more));

    const reload = gathered(150, () => Promise.all([loadAvailability(), holds.reload()]));
    const feed = follow({ on: { hold: data => { holds.heard(data); reload(); } }, onLost: reload });
    const stopPolling = whileSeen(POLL_MS, loadAvailability);
    await Promise.all([
      loadAvailability().catch(error => replace(below, failure(error, () => loadAvailability()))),
      holds.reload().catch(error => holds.failed(error)),
    ]);
    return () => {
      feed.close();
      stopPolling();
      holds.stop();
    };

    async function loadAvailability() {
      const askedAt = Date.now();
      const { data, headers } = await api.get("/slots/availability");
      clock.heard(headers, askedAt);
      state.rows = data;
      draw();
    }

    function draw() {
      const rows = state.rows.filter(row => !state.onlyFree || row.remaining > 0);
      cards.set(rows.slice(0, state.shown));
      more.hidden = rows.length <= state.shown;
      if (rows.length > 0) replace(below);
      else replace(below, state.rows.length === 0
        ? empty("slots.none", "slots.none-hint")
        : empty("slots.all-full", "slots.all-full-hint"));
    }

    function showMore() {
      state.shown += SLOTS_AT_ONCE;
      draw();
    }

    function filter() {
      state.onlyFree = onlyFree.checked;
      if (state.rows === null) return;
      draw();
      announce(t("slots.shown", { count: list.children.length }));
    }

    async function took(title, hold) {
      toast(t("slots.held-toast", { title }), "good");
      await Promise.all([loadAvailability(), holds.reload()]);
      holds.reveal(hold);
    }
  },
};

/** Titles and starts by slot, each asked for once, a few at a time. */
function slotDetails() {
  const known = new Map();
  const waiting = [];
  let running = 0;

  function next() {
    while (running < DETAILS_AT_ONCE && waiting.length > 0) {
      const { id, resolve, reject } = waiting.shift();
      running += 1;
      api.get(`/slots/${id}`)
        .then(answer => resolve(answer.data), error => {
          known.delete(id);
          reject(error);
        })
        .finally(() => {
          running -= 1;
          next();
        });
    }
  }

  return id => {
    if (!known.has(id)) {
      known.set(id, new Promise((resolve, reject) => waiting.push({ id, resolve, reject })));
      next();
    }
    return known.get(id);
  };
}

function slotCard(row, slots, took) {
  const id = row.slot_id;
  let title = t("slots.number", { id: String(id) });
  const heading = h("h3", null, title);
  const start = h("p", { class: "soft" }, "\u00a0");
  const badge = h("span", { class: "badge plain", hidden: true }, t("slots.full"));
  const figures = h("p", { class: "figures" });
  const meter = h("meter", { class: "bar", min: 0, "aria-label": t("slots.availability") });
  const told = note();
  const take = action({
    label: t("slots.hold"),
    kind: "primary",
    told,
    run: key => api.command("POST", `/slots/${id}/hold`, undefined, { key }),
    done: outcome => took(title, outcome.id),
  });

  slots(id).then(slot => {
    title = slot.title;
    heading.textContent = title;
    take.setAttribute("aria-label", t("slots.hold-of", { title }));
    meter.setAttribute("aria-label", t("slots.availability-of", { title }));
    replace(start, slot.starts_at ? moment(slot.starts_at) : t("slots.no-start"));
  }, () => {});

  const element = h("li", { class: "card stack slot" },
    h("div", { class: "row apart" }, heading, badge),
    start, meter, figures,
    h("div", { class: "cluster" }, take), told.element);

  return {
    element,
    update({ remaining, capacity }) {
      const isFull = remaining === 0;
      meter.max = Math.max(capacity, 1);
      meter.value = remaining;
      meter.low = capacity * 0.25;
      meter.optimum = capacity;
      const text = t("slots.figures", { remaining, capacity, count: capacity });
      meter.textContent = text;
      figures.textContent = text;
      badge.hidden = !isFull;
      element.classList.toggle("full", isFull);
      take.hidden = isFull;
    },
  };
}
