// Invitations: issuing them, what became of them, withdrawing them.

import { api } from "../client/api.js";
import { issueCode } from "../client/codes.js";
import { time } from "../kit/format.js";
import { reason, t } from "../kit/i18n.js";
import {
  busyWith, button, commandButton, empty, h, moreButton, pagedRows, refreshing, replace, showOnly, skeleton, table,
  toast,
} from "../kit/kit.js";
import { showCode } from "./user-acts.js";

const pageSize = 50;
const badges = { open: "accent", redeemed: "good", withdrawn: "plain", expired: "plain" };

export default { id: "invitations", titleKey: "admin.invitations.title", show };

async function show(container) {
  const invitations = pagedRows({ path: "/admin/invitations", size: pageSize, draw });
  const place = h("div", {}, skeleton(4));
  const more = moreButton(invitations.more);
  const updates = refreshing(invitations.refresh);
  const list = table({
    caption: t("admin.invitations.title"), columns: columns(updates.now),
    keyOf: (one) => one.id, records: true,
  });
  const invite = button(t("admin.invitations.issue"), () => busyWith(invite, async () => {
    const issued = await issueCode("/admin/invitations");
    if (!issued.ok) return toast(reason(issued.reason), "bad");
    await showCode(t("admin.invitations.issued"), issued);
    return updates.now();
  }), { class: "primary" });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.invitations.lead")),
    h("div", { class: "toolbar" }, invite), updates.notice, place, more);

  function draw() {
    const { rows } = invitations;
    more.hidden = !invitations.hasMore;
    list.update(rows);
    if (rows.length === 0) replace(place, empty("admin.invitations.none", "admin.invitations.none-hint"));
    else showOnly(place, list.element);
  }

  await updates.ready;
  return () => updates.stop();
}

function columns(again) {
  return [
    { label: t("admin.invitations.number"), lead: true, cell: (one) => String(one.id) },
    {
      label: t("admin.invitations.state"),
      cell: (one) => h("span", { class: `badge ${badges[one.state]}` }, t(`admin.invitations.state.${one.state}`)),
    },
    { label: t("admin.invitations.user"), cell: (one) => one.username ?? "—" },
    { label: t("admin.invitations.created"), cell: (one) => time(one.created_at) },
    { label: t("admin.invitations.expires"), cell: (one) => time(one.expires_at) },
    {
      label: t("admin.invitations.act"), acts: true,
      cell: (one) => (one.state === "open" ? withdrawal(one, again) : null),
    },
  ];
}

function withdrawal(one, again) {
  return commandButton({
    label: t("admin.invitations.withdraw"),
    kind: "small",
    describe: t("admin.invitations.withdraw-one", { id: String(one.id) }),
    send: (key) => api.command("DELETE", `/admin/invitations/${one.id}`, undefined, { key }),
    onDone() {
      toast(t("admin.invitations.withdrawn"), "good");
      return again();
    },
  });
}
