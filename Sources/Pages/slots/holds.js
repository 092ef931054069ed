// The user's own seats: the time left to confirm each, and how each ended.

import { api } from "../client/api.js";
import { serviceTime } from "../client/http.js";
import { appointment, duration, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  alertUser, announce, annotation, commandButton, empty, focus, h, keyedList, moreButton, note, pagedRows, refreshing,
  replace, skeleton, toast,
} from "../kit/kit.js";

const pageSize = 50;
const tickMilliseconds = 250;
/** Seconds left at which a screen reader warns. */
const warningSeconds = [60, 15];

const badges = { held: "warn", confirmed: "good", cancelled: "plain", expired: "bad" };

/**
 * `slots(id)` reads a slot's details; `changed()` is called when seats were taken or given back.
 */
export function holdsPanel({ slots, changed }) {
  const holds = pagedRows({ path: "/holds", size: pageSize, draw });
  // Ids that were held or confirmed during this visit; they stay in place when they end.
  const seen = new Set();
  // Ids whose expiry was announced.
  const over = new Set();

  const list = h("ul", { class: "card-grid", "aria-labelledby": "holds-own" });
  const below = h("div", {}, skeleton(3));
  const earlierList = h("ul", { class: "lines" });
  const more = moreButton(holds.more, t("slots.more-earlier"));
  more.classList.add("small");
  const earlier = h("details", { class: "earlier", hidden: true },
    h("summary", {}, t("slots.earlier")), earlierList, more);
  const updates = refreshing(holds.refresh);
  const element = h("section", { class: "stack", "aria-labelledby": "holds-own" },
    h("h2", { id: "holds-own" }, t("slots.own")), updates.notice, list, below, earlier);

  const cards = keyedList(list, (row) => row.id, (row) => holdCard(row, { slots, became }));
  const lines = keyedList(earlierList, (row) => row.id, (row) => earlierLine(row, slots));
  const timer = setInterval(tick, tickMilliseconds);

  /** The state by the clock, which may be ahead of what the service has reported. */
  function stateOf(row) {
    const isOver = row.state === "held" && serviceTime() >= Date.parse(row.expires_at);
    return isOver ? "expired" : row.state;
  }

  function draw() {
    const all = holds.rows.map((row) => ({ ...row, state: stateOf(row) }));
    const isOpen = (row) => row.state === "held" || row.state === "confirmed";
    for (const row of all) if (isOpen(row)) seen.add(row.id);
    const own = all.filter((row) => isOpen(row) || (row.state === "expired" && seen.has(row.id)));
    const past = all.filter((row) => !own.includes(row));
    cards.set(own);
    lines.set(past);
    earlier.hidden = past.length === 0 && !holds.hasMore;
    more.hidden = !holds.hasMore;
    if (own.length > 0) replace(below);
    else replace(below, empty("slots.none-own", "slots.none-own-hint"));
  }

  function tick() {
    for (const row of holds.rows) {
      const part = cards.part(row.id);
      if (!part || row.state !== "held" || over.has(row.id)) continue;
      if (stateOf(row) === "expired") expire(row);
      else part.tick();
    }
  }

  /** Called by the clock or by the feed, whichever is first. */
  function expire(row) {
    over.add(row.id);
    holds.change(row.id, { state: "expired" });
    slots(row.slot_id).then((slot) => alertUser(t("slots.expired-alert", { title: slot.title })));
    changed();
  }

  async function became(id, state, text) {
    holds.change(id, { state });
    focus(element);
    toast(text, "good");
    await Promise.all([updates.now(), changed()]);
  }

  return {
    element,
    ready: updates.ready,
    reload: updates.now,
    /** Applies a frame of the feed, which may be about a hold that is not loaded. */
    applyFrame({ hold_id, state }) {
      const row = holds.find(hold_id);
      if (!row || row.state === state) return;
      if (state === "expired" && !over.has(hold_id)) {
        expire(row);
        return;
      }
      holds.change(hold_id, { state });
    },
    /** Moves to a new hold, whose time is running. */
    reveal(id) {
      const part = cards.part(id);
      if (!part) return;
      part.element.scrollIntoView({ block: "nearest" });
      focus(part.element);
    },
    stop() {
      updates.stop();
      clearInterval(timer);
    },
  };
}

function holdCard(row, { slots, became }) {
  const { id } = row;
  const deadline = Date.parse(row.expires_at);
  const whole = deadline - Date.parse(row.created_at);
  let title = t("slots.number", { id: String(row.slot_id) });
  let warnings = warningSeconds;
  const heading = h("h3", {}, title);
  const start = h("p", { class: "soft" }, "\u00a0");
  const badge = h("span", { class: "badge" });
  const left = h("span", { class: "countdown", role: "timer" });
  const progress = h("progress", { class: "bar", max: whole, "aria-hidden": "true" });
  const countdown = h("div", { class: "stack tight" },
    h("p", { class: "row apart" }, h("span", {}, t("slots.left")), left), progress);
  const hint = h("p", { class: "soft" });
  const problems = note();
  let state = row.state;
  const confirm = commandButton({
    label: t("slots.confirm"),
    kind: "primary",
    note: problems,
    send: (key) => api.command("POST", `/holds/${id}/confirm`, undefined, { key }),
    onDone: () => became(id, "confirmed", t("slots.confirmed-toast", { title })),
  });
  const cancel = commandButton({
    label: t("slots.cancel"),
    note: problems,
    confirm: () => state === "confirmed" && {
      title: t("slots.cancel-title", { title }), body: t("slots.cancel-body"), kind: "danger",
    },
    send: (key) => api.command("DELETE", `/holds/${id}`, undefined, { key }),
    onDone: () => became(id, "cancelled", t("slots.cancelled-toast", { title })),
  });

  slots(row.slot_id).then((slot) => {
    title = slot.title;
    heading.textContent = title;
    confirm.setAttribute("aria-label", t("slots.confirm-of", { title }));
    cancel.setAttribute("aria-label", t("slots.cancel-of", { title }));
    replace(start, slot.starts_at ? appointment(slot.starts_at) : t("slots.no-start"));
  });

  function tick() {
    const milliseconds = Math.max(0, deadline - serviceTime());
    const seconds = Math.ceil(milliseconds / 1000);
    left.textContent = duration(seconds);
    left.classList.toggle("urgent", seconds <= 60);
    progress.value = milliseconds;
    const due = warnings.filter((limit) => seconds <= limit);
    if (due.length === 0) return;
    warnings = warnings.filter((limit) => seconds > limit);
    announce(t("slots.left-announce", { title, count: seconds }));
  }

  return {
    element: h("li", { class: "card stack hold" },
      h("div", { class: "row apart" }, heading, badge),
      start, annotation(row), countdown, hint, h("div", { class: "cluster" }, confirm, cancel), problems.element),
    tick,
    update(changed) {
      state = changed.state;
      badge.className = `badge ${badges[state]}`;
      badge.textContent = t(`slots.state.${state}`);
      countdown.hidden = state !== "held";
      confirm.hidden = state !== "held";
      cancel.hidden = state === "expired";
      hint.textContent = t(`slots.hint.${state}`);
      if (state === "held") tick();
    },
  };
}

function earlierLine(row, slots) {
  const title = h("span", {}, t("slots.number", { id: String(row.slot_id) }));
  const badge = h("span", { class: "badge" });
  const when = h("span", { class: "soft" });
  slots(row.slot_id).then((slot) => { title.textContent = slot.title; });
  return {
    element: h("li", { class: "row apart" }, title, h("span", { class: "cluster" }, when, badge)),
    update({ state, updated_at }) {
      badge.className = `badge ${badges[state]}`;
      badge.textContent = t(`slots.state.${state}`);
      replace(when, time(updated_at));
    },
  };
}
