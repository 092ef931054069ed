// Where the user is signed in, with buttons that end sessions.

import { api } from "../client/api.js";
import { ownSession } from "../client/codes.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { commandButton, everyRow, h, keyedList, redrawn, refreshing, skeleton, toast } from "../kit/kit.js";

/** Returns `{ element, stop }`: a card with the own sessions, which is kept up to date. */
export function sessionsCard() {
  const own = ownSession();
  const place = h("div", { class: "stack" }, skeleton(2));
  const updates = refreshing(load);
  let rows = null;

  async function load() {
    const sessions = await everyRow("/sessions");
    if (rows === null) {
      place.replaceChildren();
      rows = keyedList(place, (one) => one.id, redrawn((one) => row(one, own, updates.now)));
    }
    rows.set(sessions);
    others.hidden = sessions.length < 2;
  }

  const others = commandButton({
    label: t("access.end-others"),
    kind: "danger",
    confirm: () => ({ title: t("access.end-others-ask"), body: t("access.end-others-text"), kind: "danger" }),
    send: (key) => api.command("DELETE", "/sessions", undefined, { key }),
    onDone() {
      toast(t("access.end-others-done"), "good");
      return updates.now();
    },
  });
  others.hidden = true;
  const element = h("section", { class: "card stack" },
    h("h2", {}, t("access.sessions")), h("p", { class: "soft" }, t("access.sessions-lead")),
    updates.notice, place, h("div", { class: "cluster" }, others));
  return { element, stop: updates.stop };
}

function row(one, own, again) {
  const client = one.client ?? t("access.client-unknown");
  return h("div", { class: "cluster spread" },
    h("div", { class: "stack tight" },
      h("strong", {}, client),
      h("span", { class: "soft small" },
        one.address ? `${t(`access.address.${one.address}`)} · ` : "",
        t("access.started"), " ", time(one.started_at),
        one.last_used_at ? [" · ", t("access.used"), " ", time(one.last_used_at)] : null)),
    one.id === own
      ? h("span", { class: "badge accent" }, t("access.this-session"))
      : commandButton({
        label: t("access.end"),
        kind: "small",
        describe: t("access.end-one", { client }),
        send: (key) => api.command("DELETE", `/sessions/${one.id}`, undefined, { key }),
        onDone() {
          toast(t("access.ended"), "good");
          return again();
        },
      }));
}
