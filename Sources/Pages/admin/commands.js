// What became of commands that came over HTTP, and trying refused and failed ones again.
import { h, replace, dialog, skeleton, empty, announce } from "../kit/dom.js";
import { api } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { time } from "../kit/format.js";
import {
  address, choice, confirmed, facts, learnNames, parameters,
  person, reasonText, refreshing, told,
} from "./names.js";
import { liveTable } from "../kit/live-table.js";
import { routeTitle, endpoint } from "./operations.js";

const pageSize = 50;
const outcomes = ["all", "refused", "failed", "done"];
const badges = { done: "good", refused: "warn", failed: "bad" };

export default { id: "commands", titleKey: "admin.commands.title", show };

async function show(container, { rest }) {
  const asked = parameters(rest).get("outcome");
  let outcome = outcomes.includes(asked) ? asked : "all";
  let rows = new Map();
  let hasMore = false;
  const place = h("div", {}, skeleton(8));
  const more = h("button", { type: "button", class: "button", hidden: true, on: { click: older } }, t("shell.more"));
  const table = liveTable({ caption: t("admin.commands.title"), columns: columns(open), keyOf: (row) => row.id });
  const updates = refreshing(load, 5);
  const filter = choice({
    label: t("admin.commands.filter"),
    options: outcomes.map((word) => [word, t(`admin.commands.${word}`)]),
    value: outcome,
    onChoose(word) {
      outcome = word;
      rows = new Map();
      history.replaceState(null, "", address("commands", { outcome: word === "all" ? "" : word }));
      replace(place, skeleton(8));
      more.hidden = true;
      updates.now();
    },
  });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.commands.lead")),
    h("div", { class: "toolbar" }, filter), updates.notice, place, more);

  function list() {
    return [...rows.values()].sort((one, other) => other.id - one.id);
  }

  async function page(skip) {
    const asked = outcome;
    const [{ data }] = await Promise.all([
      api.get("/admin/commands", { query: { outcome: asked, skip, limit: pageSize } }),
      learnNames(),
    ]);
    return asked === outcome ? data : null;
  }

  async function load() {
    const isFirst = rows.size === 0;
    const data = await page(0);
    if (!data) return;
    for (const row of data) rows.set(row.id, row);
    if (isFirst) hasMore = data.length === pageSize;
    draw();
    if (isFirst) announce(t("admin.commands.shown", { count: rows.size }));
  }

  async function older() {
    more.disabled = true;
    const data = await told(() => page(rows.size));
    more.disabled = false;
    if (!data) return;
    for (const row of data) rows.set(row.id, row);
    hasMore = data.length === pageSize;
    draw();
  }

  function draw() {
    table.update(list());
    more.hidden = !hasMore;
    if (rows.size === 0) replace(place, empty(`admin.commands.none.${outcome}`, "admin.commands.none.hint"));
    else if (table.element.parentNode !== place) replace(place, table.element);
  }

  /** The details of a command, again after each try with what came of it. */
  async function open(id, notice = null) {
    const row = rows.get(id);
    const answer = await dialog({
      title: routeTitle(row.route, row.subject_id),
      body: h("div", { class: "stack" }, notice, details(row)),
      actions: [
        wasDone(row) && { label: t("admin.commands.events"), kind: "plain", value: "log" },
        row.retryable && { label: t("admin.commands.retry"), kind: "primary", value: "retry" },
        { label: t("shell.close"), kind: "plain", value: null },
      ].filter(Boolean),
    });
    if (answer === "log") location.hash = eventsOf(row);
    if (answer === "retry") await retry(row);
  }

  async function retry(row) {
    const outcome = await confirmed({
      title: t("admin.commands.retry.title"),
      text: h("div", { class: "stack" },
        h("p", {}, t("admin.commands.retry.text", { command: routeTitle(row.route, row.subject_id) })),
        facts([[t("admin.commands.actor"), person(row.actor_id)]])),
      label: t("admin.commands.retry.go"),
      kind: "primary",
      method: "POST",
      path: `/admin/commands/${row.id}/retry`,
    });
    await updates.now();
    await look(row.id);
    if (!outcome) return open(row.id);
    await open(row.id, h("p", { class: "form-message good", role: "status" }, t("admin.commands.retry.done")));
  }

  /** Fetches the part of the list that holds the command, since it may not be on the first page. */
  async function look(id) {
    const index = list().findIndex((row) => row.id === id);
    const data = await told(() => page(Math.max(0, index - 1)));
    for (const row of data ?? []) rows.set(row.id, row);
    draw();
  }

  return () => updates.stop();
}

function columns(open) {
  return [
    {
      key: "route", label: t("admin.commands.command"), lead: true,
      cell: (row) => h("button", { type: "button", class: "link", on: { click: () => open(row.id) } },
        routeTitle(row.route, row.subject_id)),
    },
    { key: "outcome", label: t("admin.commands.outcome"), cell: (row) => outcomeCell(row) },
    { key: "actor_id", label: t("admin.commands.actor"), cell: (row) => person(row.actor_id) },
    { key: "received_at", label: t("admin.commands.received"), cell: (row) => time(row.received_at) },
    { key: "position", label: t("admin.position"), numeric: true, cell: (row) => positionLink(row.position) },
  ];
}

function outcomeCell(row) {
  return h("div", { class: "outcome" }, badge(row.outcome), h("div", {},
    row.reason ? h("span", {}, reasonText(row.reason)) : null,
    row.retry ? h("div", { class: "soft small" }, retryText(row.retry)) : null));
}

function badge(outcome) {
  return h("span", { class: `badge ${badges[outcome]}` }, t(`admin.outcome.${outcome}`));
}

function retryText(retry) {
  return t(`admin.commands.retried.${retry.outcome ?? "running"}`);
}

function positionLink(position) {
  if (position === null) return "–";
  return h("a", { href: address("log", { position }) }, String(position));
}

function wasDone(row) {
  return row.outcome === "done" || row.retry?.outcome === "done";
}

/** Events of a command that was done, also by a later try, which names it as its cause. */
function eventsOf(row) {
  const position = row.outcome === "done" ? row.position : row.retry.position;
  return address("log", { command: row.command, near: position });
}

function details(row) {
  return facts([
    [t("admin.commands.outcome"), outcomeCell({ ...row, retry: null })],
    row.reason && [t("admin.commands.reason"), h("code", {}, row.reason)],
    [t("admin.commands.request"), h("code", {}, endpoint(row.route, row.subject_id))],
    [t("admin.commands.actor"), person(row.actor_id)],
    [t("admin.commands.received"), h("span", {}, time(row.received_at), h("code", { class: "instant soft" }, row.received_at))],
    [t(row.outcome === "done" ? "admin.commands.last" : "admin.commands.against"), positionText(row.position)],
    row.retry && [t("admin.commands.retry.last"), h("span", { class: "stack tight" },
      h("span", {}, retryText(row.retry), ", ", time(row.retry.at)),
      row.retry.reason && h("span", {}, reasonText(row.retry.reason)),
      row.retry.position !== null && h("span", {}, `${t("admin.position")} ${row.retry.position}`))],
    [t("admin.commands.id"), h("code", { class: "id" }, row.command)],
    !row.retryable && row.outcome !== "done" && row.retry?.outcome !== "done"
      && [t("admin.commands.retry"), t("admin.commands.retry.never")],
  ]);
}

function positionText(position) {
  return position === null ? "–" : h("span", { class: "mono" }, String(position));
}
