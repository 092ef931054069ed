// Slots: how many seats are free, and the user's own seats with the time left to confirm them.

import { api } from "../client/api.js";
import { follow } from "../client/feed.js";
import { ApiError } from "../client/http.js";
import { appointment } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  announce, commandButton, empty, h, keyedList, moreButton, note, onceBack, refreshing, replace, skeleton, toast,
} from "../kit/kit.js";
import { holdsPanel } from "./holds.js";
import { seatBar } from "./seats.js";

/** The feed reports only the user's own holds, so availability is polled. */
const pollSeconds = 5;
const slotsAtOnce = 24;
/** Of the six connections that a browser has for one service, one is the feed's. */
const detailsAtOnce = 5;

export default {
  id: "slots",
  titleKey: "slots.title",

  async show(container) {
    const slots = slotDetails();
    const state = { rows: null, shown: slotsAtOnce, onlyFree: false };
    const list = h("ul", { class: "card-grid", "aria-label": t("slots.title") });
    const below = h("div", { class: "stack" }, skeleton(6));
    const more = moreButton(showMore, t("slots.more"));
    const cards = keyedList(list, (row) => row.slot_id, (row) => slotCard(row, slots, took));
    const updates = refreshing(load, pollSeconds);
    const holds = holdsPanel({ slots, changed: updates.now });
    const onlyFree = h("input", { type: "checkbox", on: { change: filter } });

    replace(container,
      h("p", { class: "soft" }, t("slots.lead")),
      holds.element,
      h("section", { class: "stack", "aria-labelledby": "slots-free" },
        h("div", { class: "toolbar" },
          h("h2", { id: "slots-free" }, t("slots.availability")),
          h("label", { class: "check" }, onlyFree, t("slots.only-free"))),
        updates.notice, list, below, more));

    const reload = () => Promise.all([updates.now(), holds.reload()]);
    const feed = follow({ on: { hold: (data) => { holds.applyFrame(data); reload(); } }, onLost: reload });
    await Promise.all([updates.ready, holds.ready]);
    return () => {
      feed.close();
      updates.stop();
      holds.stop();
    };

    async function load() {
      state.rows = (await api.get("/slots/availability")).data;
      draw();
    }

    function draw() {
      const rows = state.rows.filter((row) => !state.onlyFree || row.remaining > 0);
      cards.set(rows.slice(0, state.shown));
      more.hidden = rows.length <= state.shown;
      if (rows.length > 0) replace(below);
      else replace(below, state.rows.length === 0
        ? empty("slots.none", "slots.none-hint")
        : empty("slots.all-full", "slots.all-full-hint"));
    }

    function showMore() {
      state.shown += slotsAtOnce;
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
      await reload();
      holds.reveal(hold);
    }
  },
};

/** Titles and starts by slot, each read once, a few at a time; what failed is read once the service is back. */
function slotDetails() {
  const known = new Map();
  const waiting = [];
  let running = 0;

  async function read({ id, resolve }) {
    try {
      resolve((await api.get(`/slots/${id}`)).data);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      onceBack(error, () => want({ id, resolve }));
    } finally {
      running -= 1;
      next();
    }
  }

  function next() {
    while (running < detailsAtOnce && waiting.length > 0) {
      running += 1;
      read(waiting.shift());
    }
  }

  function want(one) {
    waiting.push(one);
    next();
  }

  return (id) => {
    if (!known.has(id)) known.set(id, new Promise((resolve) => want({ id, resolve })));
    return known.get(id);
  };
}

function slotCard(row, slots, took) {
  const id = row.slot_id;
  let title = t("slots.number", { id: String(id) });
  const heading = h("h3", {}, title);
  const start = h("p", { class: "soft" }, "\u00a0");
  const badge = h("span", { class: "badge plain", hidden: true }, t("slots.full"));
  const seats = seatBar();
  const problems = note();
  const take = commandButton({
    label: t("slots.hold"),
    kind: "primary",
    note: problems,
    send: (key) => api.command("POST", `/slots/${id}/hold`, undefined, { key }),
    onDone: (outcome) => took(title, outcome.id),
  });

  slots(id).then((slot) => {
    title = slot.title;
    heading.textContent = title;
    take.setAttribute("aria-label", t("slots.hold-of", { title }));
    seats.describe(title);
    replace(start, slot.starts_at ? appointment(slot.starts_at) : t("slots.no-start"));
  });

  const element = h("li", { class: "card stack slot" },
    h("div", { class: "row apart" }, heading, badge),
    start, seats.element,
    h("div", { class: "cluster" }, take), problems.element);

  return {
    element,
    update({ remaining, capacity }) {
      const isFull = remaining === 0;
      seats.update({ remaining, capacity });
      badge.hidden = !isFull;
      element.classList.toggle("full", isFull);
      take.hidden = isFull;
    },
  };
}
