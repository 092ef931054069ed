// Slots: how many seats are free, and the user's own seats with the time left to confirm them.

import { api } from "../client/api.js";
import { follow } from "../client/feed.js";
import { ApiError } from "../client/http.js";
import { appointment } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  announce, commandButton, empty, h, keyedList, moreButton, note, onceBack, pagedRows, refreshing, replace,
  skeleton, toast,
} from "../kit/kit.js";
import { holdsPanel } from "./holds.js";
import { seatBar } from "./seats.js";

/** The feed reports only the user's own holds, so availability is polled. */
const pollSeconds = 5;
const slotsAtOnce = 24;
/** Slots with free seats are searched for among this many at once. */
const searchedAtOnce = 500;
/** Of the six connections that a browser has for one service, one is the feed's. */
const detailsAtOnce = 5;

export default {
  id: "slots",
  titleKey: "slots.title",

  async show(container) {
    const slots = slotDetails();
    let onlyFree = false;
    const rows = pagedRows({
      path: "/slots/availability",
      size: () => (onlyFree ? searchedAtOnce : slotsAtOnce),
      keyOf: (row) => row.slot_id,
      draw,
    });
    const list = h("ul", { class: "card-grid", "aria-label": t("slots.title") });
    const below = h("div", { class: "stack" }, skeleton(6));
    const more = moreButton(rows.more, t("slots.more"));
    const cards = keyedList(list, (row) => row.slot_id, (row) => slotCard(row, slots, took));
    const updates = refreshing(rows.refresh, pollSeconds);
    const holds = holdsPanel({ slots, changed: updates.now });
    const filter = h("input", { type: "checkbox", on: { change: choose } });

    replace(container,
      h("p", { class: "soft" }, t("slots.lead")),
      holds.element,
      h("section", { class: "stack", "aria-labelledby": "slots-free" },
        h("div", { class: "toolbar" },
          h("h2", { id: "slots-free" }, t("slots.availability")),
          h("label", { class: "check" }, filter, t("slots.only-free"))),
        updates.notice, list, below, more));

    const reload = () => Promise.all([updates.now(), holds.reload()]);
    const feed = follow({ on: { hold: (data) => { holds.applyFrame(data); reload(); } }, onLost: reload });
    await Promise.all([updates.ready, holds.ready]);
    return () => {
      feed.close();
      updates.stop();
      holds.stop();
    };

    function draw() {
      const wanted = rows.rows.filter((row) => !onlyFree || row.remaining > 0);
      cards.set(wanted);
      more.hidden = !rows.hasMore;
      if (wanted.length > 0) replace(below);
      else replace(below, rows.rows.length === 0
        ? empty("slots.none", "slots.none-hint")
        : empty("slots.all-full", "slots.all-full-hint"));
    }

    async function choose() {
      onlyFree = filter.checked;
      if (!rows.isRead) return;
      draw();
      rows.restart();
      await updates.now();
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
