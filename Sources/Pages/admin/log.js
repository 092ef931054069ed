// The log itself: any stream, type or place in it, and following it as it grows.
import { h, replace, skeleton, empty } from "../kit/dom.js";
import { ApiError } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { address, failure, learnNames, parameters, refreshing, told } from "./names.js";
import { logFilter } from "./log-filter.js";
import { logRow } from "./log-row.js";
import { logSource } from "./log-source.js";

const names = ["stream", "type", "position", "command", "correlation", "near"];
/** More rows make the page slow; the oldest go first. */
const mostRows = 2_000;
const followSeconds = 1.5;

export default { id: "log", titleKey: "admin.log.title", show };

async function show(container, { rest }) {
  const given = parameters(rest);
  let filter = Object.fromEntries(names.map((name) => [name, given.get(name) ?? ""]));
  let source = null;
  let following = null;
  let generation = 0;
  const trouble = h("div", { class: "trouble" });
  const list = h("ol", { class: "log", "aria-label": t("admin.log.title") });
  const place = h("div", {});
  const state = h("span", { class: "soft", role: "status" });
  const newerButton = h("button", { type: "button", class: "button", hidden: true, on: { click: () => told(newer) } }, t("admin.log.newer"));
  const olderButton = h("button", { type: "button", class: "button", hidden: true, on: { click: () => told(older) } }, t("admin.log.older"));
  const follow = h("button", { type: "button", class: "button switch", role: "switch", "aria-checked": "false", on: { click: toggle } },
    h("span", { class: "switch-mark", "aria-hidden": "true" }), t("admin.log.follow"));
  const controls = logFilter({ onChange: choose });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.log.lead")),
    h("section", { class: "card stack" }, controls.form, controls.marks),
    h("div", { class: "toolbar apart" }, h("div", { class: "cluster" }, follow, state), newerButton),
    trouble, place, olderButton);
  await learnNames();
  await begin();

  function choose(change) {
    filter = Object.fromEntries(names.map((name) => [name, change[name] ?? ""]));
    history.pushState(null, "", address("log", filter));
    begin();
  }

  /** Shows the place that the filter names, from its newest event on. */
  async function begin() {
    generation += 1;
    unfollow();
    controls.show(filter);
    source = logSource(filter);
    list.replaceChildren();
    replace(trouble);
    replace(place, skeleton(8));
    state.textContent = "";
    newerButton.hidden = olderButton.hidden = true;
    try {
      await older();
      newerButton.hidden = !filter.position && !filter.near;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replace(place);
      if (!controls.blame(error)) replace(trouble, failure(error, begin));
    }
  }

  async function older() {
    const mine = generation;
    olderButton.disabled = true;
    try {
      const events = await source.older();
      if (mine !== generation) return;
      list.append(...events.map((event) => logRow(event, pick)));
      olderButton.hidden = source.isComplete;
      olderButton.textContent = events.length === 0 ? t("admin.log.further") : t("admin.log.older");
      drawn();
    } finally {
      olderButton.disabled = false;
    }
  }

  async function newer({ isLive = false } = {}) {
    const mine = generation;
    const { events, isEnd } = await source.newer();
    if (mine !== generation) return;
    list.prepend(...events.map((event) => logRow(event, pick, isLive)));
    while (list.childElementCount > mostRows) list.lastElementChild.remove();
    newerButton.hidden = isLive || isEnd;
    drawn();
    if (isLive && events.length > 0) state.textContent = t("admin.log.came", { count: events.length });
  }

  function drawn() {
    if (list.childElementCount > 0) {
      if (list.parentNode !== place) replace(place, list);
    } else if (source.isComplete) {
      replace(place, empty("admin.log.none", "admin.log.none.hint"));
    } else {
      replace(place, h("p", { class: "empty" }, t("admin.log.searched", { position: source.reached })));
    }
  }

  /** A click on a stream, type, command or correlation. */
  function pick(change) {
    choose({ ...filter, position: null, near: null, ...change });
  }

  async function toggle() {
    if (following) return unfollow();
    if (filter.position || filter.near) {
      filter = { ...filter, position: "", near: "" };
      history.replaceState(null, "", address("log", filter));
      await begin();
    }
    follow.setAttribute("aria-checked", "true");
    state.textContent = t("admin.log.waiting");
    following = refreshing(() => newer({ isLive: true }), followSeconds);
    trouble.after(following.notice);
  }

  function unfollow() {
    following?.stop();
    following?.notice.remove();
    following = null;
    follow.setAttribute("aria-checked", "false");
    state.textContent = "";
  }

  return () => { generation += 1; unfollow(); };
}
