// The log: any stream, type or place of it, with a switch that follows it as it grows.

import { ApiError } from "../client/http.js";
import { t } from "../kit/i18n.js";
import {
  button, empty, failure, h, moreButton, onceBack, refreshing, replace, showOnly, skeleton,
} from "../kit/kit.js";
import { logFilter } from "./log-filter.js";
import { logRow } from "./log-row.js";
import { logSource } from "./log-source.js";
import { address, learnNames, parameters } from "./names.js";
import { readOperations } from "./operations.js";

const names = ["stream", "type", "position", "command", "correlation", "near"];
/** More rows would make the page slow; the oldest are removed. */
const mostRows = 2_000;
const followSeconds = 1.5;

export default { id: "log", titleKey: "admin.log.title", show };

async function show(container, { rest }) {
  replace(container, skeleton(8));
  const [operations] = await Promise.all([readOperations(), learnNames()]);
  const { parameters: ofLog } = operations.get("events").operation;
  const types = ofLog.find((one) => one.name === "type").schema.enum;
  const given = parameters(rest);
  let filter = Object.fromEntries(names.map((name) => [name, given.get(name) ?? ""]));
  let source = null;
  let following = null;
  let generation = 0;
  let forget = () => {};
  const trouble = h("div", { class: "trouble" });
  const list = h("ol", { class: "log", "aria-label": t("admin.log.title") });
  const place = h("div", {});
  const state = h("span", { class: "soft", role: "status" });
  const newerButton = moreButton(newer, t("admin.log.newer"));
  const olderButton = moreButton(older, t("admin.log.older"));
  const follow = button(
    [h("span", { class: "switch-mark", "aria-hidden": "true" }), t("admin.log.follow")], toggle,
    { class: "switch", role: "switch", "aria-checked": "false" });
  const controls = logFilter({ types, onChange: choose });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.log.lead")),
    h("section", { class: "card stack" }, controls.form, controls.marks),
    h("div", { class: "toolbar apart" }, h("div", { class: "cluster" }, follow, state), newerButton),
    trouble, place, olderButton);
  await begin();
  return () => {
    generation += 1;
    forget();
    unfollow();
  };

  function choose(change) {
    filter = Object.fromEntries(names.map((name) => [name, change[name] ?? ""]));
    history.pushState(null, "", address("log", filter));
    begin();
  }

  /** Shows the events of the filter, newest first. */
  async function begin() {
    generation += 1;
    forget();
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
      if (controls.blame(error)) return;
      replace(trouble, failure(error, begin));
      forget = onceBack(error, begin);
    }
  }

  async function older() {
    const mine = generation;
    const events = await source.older();
    if (mine !== generation) return;
    list.append(...events.map((event) => logRow(event, pick)));
    olderButton.hidden = source.isComplete;
    olderButton.textContent = events.length === 0 ? t("admin.log.further") : t("admin.log.older");
    draw();
  }

  async function newer({ isLive = false } = {}) {
    const mine = generation;
    const { events, isEnd } = await source.newer();
    if (mine !== generation) return;
    list.prepend(...events.map((event) => logRow(event, pick, isLive)));
    while (list.childElementCount > mostRows) list.lastElementChild.remove();
    newerButton.hidden = isLive || isEnd;
    draw();
    if (isLive && events.length > 0) state.textContent = t("admin.log.came", { count: events.length });
  }

  function draw() {
    if (list.childElementCount > 0) {
      showOnly(place, list);
    } else if (source.isComplete) {
      replace(place, empty("admin.log.none", "admin.log.none-hint"));
    } else {
      replace(place, h("p", { class: "empty" }, t("admin.log.searched", { position: source.reached })));
    }
  }

  /** Applies a click on a stream, type, command or correlation. */
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
}
