// Users: searching by the beginning of the name, deleting and restoring.

import { api } from "../client/api.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  announce, commandButton, empty, facts, h, moreButton, pagedRows, refreshing, replace, showOnly, skeleton, table,
  toast,
} from "../kit/kit.js";
import { address } from "./names.js";
import { userActs } from "./user-acts.js";

const pageSize = 50;
/** The pause in typing after which the list is read. */
const typingMilliseconds = 250;
const badges = { active: "good", deleted: "warn", erased: "plain" };

export default { id: "users", titleKey: "admin.users.title", show };

async function show(container, { session }) {
  let timer = null;
  const place = h("div", {}, skeleton(8));
  const input = h("input", {
    type: "search", id: "users-name", autocomplete: "off", spellcheck: "false", maxlength: "50",
    "aria-describedby": "users-name-hint", on: { input: typed },
  });
  const users = pagedRows({
    path: "/admin/users", size: pageSize, options: () => ({ query: { name: input.value.trim() } }), draw,
  });
  const more = moreButton(users.more);
  const updates = refreshing(load);
  const list = table({
    caption: t("admin.users.title"), columns: columns(session.user.id, users.change),
    keyOf: (user) => user.id, records: true,
  });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.users.lead")),
    h("form", {
      role: "search", class: "toolbar",
      on: { submit: (event) => { event.preventDefault(); search(); } },
    }, h("div", { class: "field grow search" },
      h("label", { for: "users-name" }, t("admin.users.search")), input,
      h("p", { class: "hint", id: "users-name-hint" }, t("admin.users.search-hint")))),
    updates.notice, place, more);

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(search, typingMilliseconds);
  }

  function search() {
    clearTimeout(timer);
    users.restart();
    updates.now();
  }

  async function load() {
    // A name with other characters does not exist, so the service is not asked for it.
    if (/[^A-Za-z0-9._-]/.test(input.value.trim())) {
      users.restart();
      draw();
    } else if (!(await users.refresh())) {
      return;
    }
    if (input.value.trim() !== "") announce(t("admin.users.found", { count: users.rows.length }));
  }

  function draw() {
    more.hidden = !users.hasMore;
    list.update(users.rows);
    if (users.rows.length === 0) replace(place, empty("admin.users.none", "admin.users.none-hint"));
    else showOnly(place, list.element);
  }

  await updates.ready;
  return () => {
    clearTimeout(timer);
    updates.stop();
  };
}

function columns(own, changed) {
  return [
    {
      label: t("admin.users.username"), lead: true,
      cell: (user) => h("div", { class: "stack tight" },
        h("strong", {}, user.username ?? t("admin.users.nameless")),
        user.name ? h("span", { class: "soft small" }, user.name) : null),
    },
    { label: t("admin.users.email"), cell: (user) => user.email ?? "—" },
    { label: t("admin.users.state"), cell: stateCell },
    { label: t("admin.users.created"), cell: (user) => time(user.created_at) },
    {
      label: t("admin.users.number"), numeric: true,
      cell: (user) => h("a", {
        class: "alone", href: address("log", { stream: `user-${user.id}` }),
        "aria-label": t("admin.users.events", { id: String(user.id) }),
      }, String(user.id)),
    },
    { label: t("admin.users.act"), acts: true, cell: (user) => actCell(user, own, changed) },
  ];
}

function stateCell(user) {
  return h("span", { class: "cluster tight" },
    h("span", { class: `badge ${badges[user.state]}` }, t(`admin.users.state.${user.state}`)),
    user.roles.includes("admin") ? h("span", { class: "badge accent" }, t("admin.users.administrator")) : null);
}

/** Buttons that delete an active user or restore a deleted one, and do everything else about one. */
function actCell(user, own, changed) {
  if (user.id === own) return h("span", { class: "soft small" }, t("admin.users.you"));
  if (user.state === "erased") return h("span", { class: "soft small" }, t("admin.users.gone"));
  const isActive = user.state === "active";
  const act = isActive ? "delete" : "restore";
  const title = t(`admin.users.${act}.title`, { name: user.username });
  const other = isActive ? userActs(user, (roles) => changed(user.id, { roles })) : null;
  return h("div", { class: "cluster" }, other, commandButton({
    label: t(`admin.users.${act}.label`),
    kind: isActive ? "small danger" : "small",
    describe: title,
    confirm: () => ({
      title,
      body: h("div", { class: "stack" }, h("p", {}, t(`admin.users.${act}.text`)),
        facts([[t("admin.users.email"), user.email], [t("admin.users.number"), String(user.id)]])),
      kind: isActive ? "danger" : "primary",
    }),
    send: (key) => (isActive
      ? api.command("DELETE", `/admin/users/${user.id}`, undefined, { key })
      : api.command("POST", `/admin/users/${user.id}/restore`, undefined, { key })),
    onDone() {
      changed(user.id, { state: isActive ? "deleted" : "active" });
      toast(t(`admin.users.${act}.done`, { name: user.username }), "good");
    },
  }));
}
