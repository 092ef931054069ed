// Users: finding one by the beginning of the name, deleting and restoring.
import { h, replace, skeleton, empty, toast, announce } from "../kit/dom.js";
import { ApiError, api } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { time } from "../kit/format.js";
import { address, confirmed, facts, failure } from "./names.js";
import { liveTable } from "../kit/live-table.js";

const pageSize = 50;
/** A pause in typing after which the list is asked for. */
const typingMilliseconds = 250;
const badges = { active: "good", deleted: "warn", erased: "plain" };

export default { id: "users", titleKey: "admin.users.title", show };

async function show(container, { session }) {
  let rows = [];
  let asked = 0;
  let timer = null;
  const place = h("div", {}, skeleton(8));
  const trouble = h("div", { class: "trouble" });
  const more = h("button", { type: "button", class: "button", hidden: true, on: { click: () => load(rows.length) } }, t("shell.more"));
  const table = liveTable({ caption: t("admin.users.title"), columns: columns(session.user.id, change), keyOf: (user) => user.id });
  const input = h("input", {
    type: "search", id: "users-name", autocomplete: "off", spellcheck: "false", maxlength: "50",
    placeholder: t("admin.users.search.hint"),
    on: { input: () => { clearTimeout(timer); timer = setTimeout(load, typingMilliseconds, 0); } },
  });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.users.lead")),
    h("form", {
      role: "search", class: "toolbar",
      on: { submit: (event) => { event.preventDefault(); clearTimeout(timer); load(0); } },
    }, h("div", { class: "field grow search" }, h("label", { for: "users-name" }, t("admin.users.search")), input)),
    trouble, place, more);
  load(0);

  async function load(skip) {
    asked += 1;
    const mine = asked;
    more.disabled = true;
    try {
      const data = await usersOf(input.value.trim(), skip);
      if (mine !== asked) return;
      const known = new Set(skip === 0 ? [] : rows.map((user) => user.id));
      rows = [...(skip === 0 ? [] : rows), ...data.filter((user) => !known.has(user.id))];
      more.hidden = data.length < pageSize;
      replace(trouble);
      draw();
      if (input.value !== "") announce(t("admin.users.found", { count: rows.length }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mine === asked) replace(trouble, failure(error, () => load(skip)));
      if (rows.length === 0) replace(place);
    } finally {
      more.disabled = false;
    }
  }

  function draw() {
    table.update(rows);
    if (rows.length === 0) replace(place, empty("admin.users.none", "admin.users.none.hint"));
    else if (table.element.parentNode !== place) replace(place, table.element);
  }

  /** Deletes an active user, restores a deleted one. */
  async function change(user) {
    const act = user.state === "active" ? "delete" : "restore";
    const outcome = await confirmed({
      title: t(`admin.users.${act}.title`, { name: user.username }),
      text: h("div", { class: "stack" }, h("p", {}, t(`admin.users.${act}.text`)),
        facts([[t("admin.users.email"), user.email], [t("admin.users.number"), String(user.id)]])),
      label: t(`admin.users.${act}`),
      kind: act === "delete" ? "danger" : "primary",
      method: act === "delete" ? "DELETE" : "POST",
      path: act === "delete" ? `/admin/users/${user.id}` : `/admin/users/${user.id}/restore`,
    });
    if (!outcome) return;
    rows = rows.map((one) => one.id === user.id ? { ...one, state: act === "delete" ? "deleted" : "active" } : one);
    draw();
    toast(t(`admin.users.${act}.done`, { name: user.username }), "good");
  }

  return () => { clearTimeout(timer); asked += 1; };
}

/** Nobody's name has any other characters, so the service is not asked for them. */
async function usersOf(name, skip) {
  if (/[^A-Za-z0-9._-]/.test(name)) return [];
  return (await api.get("/admin/users", { query: { name, skip, limit: pageSize } })).data;
}

function columns(own, change) {
  return [
    {
      key: "username", label: t("admin.users.username"), lead: true,
      cell: (user) => h("div", { class: "stack tight" },
        h("strong", {}, user.username ?? t("admin.users.nameless")),
        user.name ? h("span", { class: "soft small" }, user.name) : null),
    },
    { key: "email", label: t("admin.users.email"), cell: (user) => user.email ?? "—" },
    { key: "state", label: t("admin.users.state"), cell: stateCell },
    { key: "created_at", label: t("admin.users.created"), cell: (user) => time(user.created_at) },
    {
      key: "id", label: t("admin.users.number"), numeric: true,
      cell: (user) => h("a", {
        href: address("log", { stream: `user-${user.id}` }), "aria-label": t("admin.users.events", { id: String(user.id) }),
      }, String(user.id)),
    },
    {
      key: "act", label: t("admin.users.act"), hidden: true,
      cell: (user) => actCell(user, own, change),
    },
  ];
}

function stateCell(user) {
  return h("span", { class: "cluster tight" },
    h("span", { class: `badge ${badges[user.state]}` }, t(`admin.users.state.${user.state}`)),
    user.roles.includes("admin") ? h("span", { class: "badge accent" }, t("admin.users.administrator")) : null);
}

function actCell(user, own, change) {
  if (user.id === own) return h("span", { class: "soft small" }, t("admin.users.you"));
  if (user.state === "erased") return h("span", { class: "soft small" }, t("admin.users.gone"));
  const act = user.state === "active" ? "delete" : "restore";
  return h("button", {
    type: "button", class: `button small ${act === "delete" ? "danger" : ""}`.trim(),
    "aria-label": t(`admin.users.${act}.title`, { name: user.username }), on: { click: () => change(user) },
  }, t(`admin.users.${act}`));
}
