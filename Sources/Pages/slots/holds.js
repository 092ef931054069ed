// Own seats: what is left of the time to confirm each, and what became of them.
import { api } from "../client/api.js";
import { alertUser, announce, empty, h, replace, skeleton, toast } from "../kit/dom.js";
import { duration, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { action, failure, focus, keyed, moment, note } from "../kit/commands.js";

const PAGE = 50;
const TICK_MS = 250;
/** Seconds left at which a screen reader is told. */
const WARNINGS = [60, 15];

const badges = { held: "warn", confirmed: "good", cancelled: "plain", expired: "bad" };

/** `slots(id)` answers a slot's details, `changed()` is called when seats were taken or given back. */
export function holdsPanel({ clock, slots, changed }) {
  const rows = new Map();
  // Those that were held or confirmed in this visit: what became of them is shown where they were.
  const seen = new Set();
  // Those whose end was told.
  const over = new Set();
  let isComplete = false;

  const list = h("ul", { class: "goods-grid", "aria-labelledby": "holds-own" });
  const below = h("div", null, skeleton(3));
  const earlierList = h("ul", { class: "lines" });
  const more = h("button", { type: "button", class: "button small", on: { click: loadMore } },
    t("slots.more-earlier"));
  const earlier = h("details", { class: "earlier", hidden: true },
    h("summary", null, t("slots.earlier")), earlierList, more);
  const element = h("section", { class: "stack", "aria-labelledby": "holds-own" },
    h("h2", { id: "holds-own" }, t("slots.own")), list, below, earlier);

  const cards = keyed(list, row => row.id, row => holdCard(row, { clock, slots, became }));
  const lines = keyed(earlierList, row => row.id, row => earlierLine(row, slots));
  const timer = setInterval(tick, TICK_MS);

  /** What a hold is by now, whether or not the server has told. */
  function stateOf(row) {
    const isOver = row.state === "held" && clock.now() >= Date.parse(row.expires_at);
    return isOver ? "expired" : row.state;
  }

  function draw() {
    const all = [...rows.values()].sort((a, b) => b.id - a.id)
      .map(row => ({ ...row, state: stateOf(row) }));
    const isOpen = row => row.state === "held" || row.state === "confirmed";
    for (const row of all) if (isOpen(row)) seen.add(row.id);
    const own = all.filter(row => isOpen(row) || (row.state === "expired" && seen.has(row.id)));
    const past = all.filter(row => !own.includes(row));
    cards.set(own);
    lines.set(past);
    earlier.hidden = past.length === 0 && isComplete;
    more.hidden = isComplete;
    if (own.length > 0) replace(below);
    else replace(below, empty("slots.none-own", "slots.none-own-hint"));
  }

  function tick() {
    for (const row of rows.values()) {
      const part = cards.part(row.id);
      if (!part || row.state !== "held" || over.has(row.id)) continue;
      if (stateOf(row) === "expired") expire(row);
      else part.tick();
    }
  }

  /** By the clock or by the feed, whichever is first. */
  function expire(row) {
    over.add(row.id);
    rows.set(row.id, { ...row, state: "expired" });
    draw();
    slots(row.slot_id).then(slot => alertUser(t("slots.expired-alert", { title: slot.title })),
      () => {});
    changed().catch(() => {});
  }

  async function load(skip) {
    const askedAt = Date.now();
    const { data, headers } = await api.get("/holds", { query: { skip, limit: PAGE } });
    clock.heard(headers, askedAt);
    for (const row of data) rows.set(row.id, row);
    if (data.length < PAGE) isComplete = true;
    draw();
  }

  function loadMore() {
    load(rows.size).catch(failed);
  }

  async function became(id, state, text) {
    rows.set(id, { ...rows.get(id), state });
    draw();
    focus(element);
    toast(text, "good");
    await Promise.all([load(0), changed()]);
  }

  function failed(error) {
    replace(below, failure(error, () => load(0).catch(failed)));
  }

  return {
    element,
    failed,
    reload: () => load(0),
    /** A frame of the feed, which may be of a hold that is not loaded. */
    heard({ hold_id, state }) {
      const row = rows.get(hold_id);
      if (!row || row.state === state) return;
      if (state === "expired" && !over.has(hold_id)) {
        expire(row);
        return;
      }
      rows.set(hold_id, { ...row, state });
      draw();
    },
    /** Shows the one that was just taken: its time is running. */
    reveal(id) {
      const part = cards.part(id);
      if (!part) return;
      part.element.scrollIntoView({ block: "nearest" });
      focus(part.element);
    },
    stop: () => clearInterval(timer),
  };
}

function holdCard(row, { clock, slots, became }) {
  const { id } = row;
  const deadline = Date.parse(row.expires_at);
  const whole = deadline - Date.parse(row.created_at);
  let title = t("slots.number", { id: String(row.slot_id) });
  let warnings = WARNINGS;
  const heading = h("h3", null, title);
  const start = h("p", { class: "soft" });
  const badge = h("span", { class: "badge" });
  const left = h("span", { class: "countdown", role: "timer" });
  const progress = h("progress", { class: "bar", max: whole, "aria-hidden": "true" });
  const countdown = h("div", { class: "stack tight" },
    h("p", { class: "row apart" }, h("span", null, t("slots.left")), left), progress);
  const hint = h("p", { class: "soft" });
  const told = note();
  let state = row.state;
  const confirm = action({
    label: t("slots.confirm"),
    kind: "primary",
    told,
    run: key => api.command("POST", `/holds/${id}/confirm`, undefined, { key }),
    done: () => became(id, "confirmed", t("slots.confirmed-toast", { title })),
  });
  const cancel = action({
    label: t("slots.cancel"),
    told,
    ask: () => state === "confirmed" ? {
      title: t("slots.cancel-title", { title }),
      body: h("p", null, t("slots.cancel-body")),
      yes: t("slots.cancel"),
      kind: "danger",
    } : null,
    run: key => api.command("DELETE", `/holds/${id}`, undefined, { key }),
    done: () => became(id, "cancelled", t("slots.cancelled-toast", { title })),
  });

  slots(row.slot_id).then(slot => {
    title = slot.title;
    heading.textContent = title;
    confirm.setAttribute("aria-label", t("slots.confirm-of", { title }));
    cancel.setAttribute("aria-label", t("slots.cancel-of", { title }));
    if (slot.starts_at) replace(start, moment(slot.starts_at));
  }, () => {});

  function tick() {
    const milliseconds = Math.max(0, deadline - clock.now());
    const seconds = Math.ceil(milliseconds / 1000);
    left.textContent = duration(seconds);
    left.classList.toggle("urgent", seconds <= 60);
    progress.value = milliseconds;
    const due = warnings.filter(limit => seconds <= limit);
    if (due.length === 0) return;
    warnings = warnings.filter(limit => seconds > limit);
    announce(t("slots.left-announce", { title, count: seconds }));
  }

  return {
    element: h("li", { class: "card stack hold" },
      h("div", { class: "row apart" }, heading, badge),
      start, countdown, hint, h("div", { class: "cluster" }, confirm, cancel), told.element),
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
  const title = h("span", null, t("slots.number", { id: String(row.slot_id) }));
  const badge = h("span", { class: "badge" });
  const when = h("span", { class: "soft" });
  slots(row.slot_id).then(slot => { title.textContent = slot.title; }, () => {});
  return {
    element: h("li", { class: "row apart" }, title, h("span", { class: "cluster" }, when, badge)),
    update({ state, updated_at }) {
      badge.className = `badge ${badges[state]}`;
      badge.textContent = t(`slots.state.${state}`);
      replace(when, time(updated_at));
    },
  };
}
