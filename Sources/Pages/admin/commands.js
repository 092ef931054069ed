// Commands that came over HTTP with their outcomes; refused and failed ones can be sent again.

import { api } from "../client/api.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  announce, button, choice, commandDialog, dialog, empty, facts, h, moreButton, pagedRows, refreshing, replace,
  showOnly, skeleton, table,
} from "../kit/kit.js";
import { commandReason, commandText } from "./command-text.js";
import { jsonView } from "./json.js";
import { address, learnNames, parameters, person } from "./names.js";
import { endpoint, readOperations } from "./operations.js";

const pageSize = 50;
const outcomes = ["all", "refused", "failed", "done"];
const badges = { done: "good", refused: "warn", failed: "bad" };

export default { id: "commands", titleKey: "admin.commands.title", show };

async function show(container, { rest }) {
  const given = parameters(rest).get("outcome");
  let outcome = outcomes.includes(given) ? given : "all";
  const commands = pagedRows({
    path: "/admin/commands", size: pageSize, options: () => ({ query: { outcome } }),
  });
  let isNew = true;
  let operations = new Map();
  const titleOf = (row) => commandText(operations, row);
  const place = h("div", {}, skeleton(8));
  const more = moreButton(async () => { if (await commands.more()) draw(); });
  const list = table({
    caption: t("admin.commands.title"), columns: columns({ open, retry, titleOf }), keyOf: (row) => row.id,
    records: true,
  });
  const updates = refreshing(load, 5);
  const filter = choice({
    label: t("admin.commands.filter-label"),
    options: outcomes.map((word) => [word, t(`admin.commands.filter.${word}`)]),
    value: outcome,
    onChoose(word) {
      outcome = word;
      commands.restart();
      isNew = true;
      history.replaceState(null, "", address("commands", { outcome: word === "all" ? "" : word }));
      replace(place, skeleton(8));
      more.hidden = true;
      updates.now();
    },
  });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.commands.lead")),
    h("div", { class: "toolbar" }, filter), updates.notice, place, more);

  async function load() {
    const [isRead, known] = await Promise.all([commands.refresh(), readOperations(), learnNames()]);
    operations = known;
    if (!isRead) return;
    draw();
    if (isNew) announce(t("admin.commands.shown", { count: commands.rows.length }));
    isNew = false;
  }

  function draw() {
    list.update(commands.rows);
    more.hidden = !commands.hasMore;
    if (commands.rows.length === 0) {
      replace(place, empty(`admin.commands.none.${outcome}`, "admin.commands.none-hint"));
    } else {
      showOnly(place, list.element);
    }
  }

  /** Shows the details of a command, again after each try, with `notice` above. */
  async function open(id, notice = null) {
    const row = commands.find(id);
    if (!row) return;
    const answer = await dialog({
      title: titleOf(row),
      body: h("div", { class: "stack" }, notice, details(row, operations)),
      actions: [
        wasDone(row) && { label: t("admin.commands.events"), kind: "plain", value: "log" },
        row.retryable && { label: t("admin.commands.retry"), kind: "primary", value: "retry" },
      ].filter(Boolean),
    });
    if (answer === "log") location.hash = eventsOf(row);
    if (answer === "retry") await retry(row);
  }

  async function retry(row) {
    const outcome = await commandDialog({
      title: t("admin.commands.retry-title"),
      lead: h("div", { class: "stack" },
        h("p", { class: "strong" }, titleOf(row)),
        facts([
          [t("admin.commands.actor"), person(row.actor_id)],
          [t("admin.commands.outcome"), outcomeCell(row)],
          row.request && [t("admin.commands.content"), jsonView(row.request)],
        ]),
        h("p", { class: "soft" }, t("admin.commands.retry-text"))),
      submitLabel: t("admin.commands.retry-yes"),
      explain: commandReason,
      onSubmit: (_, key) => api.command("POST", `/admin/commands/${row.id}/retry`, undefined, { key }),
    });
    await updates.now();
    if (!outcome) return;
    await open(row.id, h("p", { class: "form-message good", role: "status" }, t("admin.commands.retry-done")));
  }

  await updates.ready;
  return updates.stop;
}

function columns({ open, retry, titleOf }) {
  return [
    {
      label: t("admin.commands.command"), lead: true,
      cell: (row) => button(titleOf(row), () => open(row.id), { class: "link" }),
    },
    { label: t("admin.commands.outcome"), cell: outcomeCell },
    { label: t("admin.commands.actor"), cell: (row) => person(row.actor_id) },
    { label: t("admin.commands.received"), cell: (row) => time(row.received_at) },
    {
      label: t("admin.position"), numeric: true,
      cell: ({ position }) => (position === null
        ? "—" : h("a", { class: "alone", href: address("log", { position }) }, String(position))),
    },
    {
      label: t("admin.commands.retry"), acts: true,
      cell: (row) => (row.retryable
        ? button(t("admin.commands.retry"), () => retry(row),
          { class: "small", "aria-label": `${t("admin.commands.retry")}: ${titleOf(row)}` })
        : null),
    },
  ];
}

function outcomeCell(row) {
  return h("div", { class: "outcome" },
    h("span", { class: `badge ${badges[row.outcome]}` }, t(`admin.outcome.${row.outcome}`)),
    h("div", {},
      row.reason ? h("span", {}, commandReason(row.reason)) : null,
      row.retry ? h("div", { class: "soft small" }, retryText(row.retry)) : null));
}

function retryText(retry) {
  return t(`admin.commands.retried.${retry.outcome ?? "running"}`);
}

function wasDone(row) {
  return row.outcome === "done" || row.retry?.outcome === "done";
}

/** The address of the command's events, or of a later try's, whose cause is the command. */
function eventsOf(row) {
  const position = row.outcome === "done" ? row.position : row.retry.position;
  return address("log", { command: row.command, near: position });
}

function details(row, operations) {
  return facts([
    [t("admin.commands.outcome"), outcomeCell({ ...row, retry: null })],
    row.reason && [t("admin.commands.reason"), h("code", {}, row.reason)],
    [t("admin.commands.request"), h("code", {}, endpoint(operations, row.route, row.subject_id))],
    row.request && [t("admin.commands.content"), jsonView(row.request)],
    [t("admin.commands.actor"), person(row.actor_id)],
    [t("admin.commands.received"), h("span", {},
      time(row.received_at), h("code", { class: "instant soft" }, row.received_at))],
    [t(row.outcome === "done" ? "admin.commands.last" : "admin.commands.against"),
      row.position === null ? null : h("span", { class: "mono" }, String(row.position))],
    row.retry && [t("admin.commands.retry-last"), h("span", { class: "stack tight" },
      h("span", {}, retryText(row.retry), ", ", time(row.retry.at)),
      row.retry.reason && h("span", {}, commandReason(row.retry.reason)),
      row.retry.position !== null && h("span", {}, `${t("admin.position")} ${row.retry.position}`))],
    [t("admin.commands.id"), h("code", { class: "id" }, row.command)],
    !row.retryable && !wasDone(row) && [t("admin.commands.retry"), t("admin.commands.retry-never")],
  ]);
}
