// The history of a wallet: newest first, live, older on demand, with a way to return money.

import { api } from "../client/api.js";
import { money, moneyText, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  annotation, button, commandButton, empty, h, keyedList, moreButton, redrawn, replace, showOnly, skeleton,
  toast,
} from "../kit/kit.js";
import { belongings, withTwins } from "./belongings.js";
import { isIncoming, isReturnable, otherSide, whatItIs } from "./sides.js";

const badges = { pending: "warn", voided: "plain", expired: "plain", reversed: "plain" };

/** The card of the history. */
export function historyCard(wallet, { showAsOf }) {
  const { history } = wallet;
  const body = h("tbody", { role: "rowgroup" });
  const lines = keyedList(body, (row) => row.id, redrawn((row) => line(row, wallet, showAsOf)));
  const more = moreButton(() => wallet.older());
  const end = h("p", { class: "soft small", hidden: true }, t("wallet.is-all"));
  const content = h("div", {}, skeleton(6));
  const table = h(
    "table",
    { class: "table ledger", role: "table" },
    h("caption", { class: "visually-hidden" }, t("wallet.history-caption")),
    h("thead", { role: "rowgroup" }, head()),
    body,
  );

  function show() {
    if (!history.isRead) return;
    if (history.rows.length === 0) {
      replace(content, empty("wallet.history-none", "wallet.history-none-hint"));
      return;
    }
    showOnly(content, table);
    lines.set(withTwins(history.rows));
    // A button that is hidden would lose the focus.
    if (!history.hasMore && document.activeElement === more) body.lastElementChild.focus();
    more.hidden = !history.hasMore;
    end.hidden = history.hasMore;
  }

  wallet.onChange(show);
  return h(
    "section",
    { class: "card stack", "aria-labelledby": "wallet-history" },
    h("h2", { id: "wallet-history" }, t("wallet.history")),
    content,
    h("div", { class: "cluster center" }, more, end),
  );
}

function head() {
  const column = (key, extra) => h("th", { scope: "col", role: "columnheader", ...extra }, t(key));
  return h(
    "tr",
    { role: "row" },
    column("wallet.column-what"),
    column("wallet.column-when"),
    column("wallet.column-amount", { class: "number" }),
    h("th", { scope: "col", role: "columnheader", class: "do" },
      h("span", { class: "visually-hidden" }, t("wallet.column-do"))),
  );
}

function line(row, wallet, showAsOf) {
  const incoming = isIncoming(row, wallet.user);
  const moved = row.status === "posted" || row.status === "reversed";
  const cameToNothing = row.status === "voided" || row.status === "expired";
  const badge = badges[row.status];
  return h(
    "tr",
    { role: "row", tabindex: -1, class: cameToNothing ? "unmoved" : null },
    h(
      "th",
      { scope: "row", role: "rowheader" },
      h("span", {}, whatItIs(row, wallet.user)),
      badge ? [" ", h("span", { class: `badge ${badge}` }, t(`wallet.status.${row.status}`))] : null,
      row.memo ? h("span", { class: "memo soft" }, row.memo) : null,
      annotation(row),
      belongings(row, wallet.user),
    ),
    h("td", { role: "cell", class: "when" }, asOfButton(row, showAsOf)),
    h(
      "td",
      { role: "cell", class: incoming && moved ? "number good" : "number" },
      incoming ? "+" : "−",
      money(row.amount, row.currency),
    ),
    h("td", { role: "cell", class: "do" }, isReturnable(row, wallet.user) ? returnButton(row, wallet) : null),
  );
}

function asOfButton(row, showAsOf) {
  const when = time(row.timestamp);
  const text = t("wallet.as-of-here");
  return button([when, h("span", { class: "visually-hidden" }, `. ${text}`)], () => showAsOf(row.timestamp),
    { class: "plain small as-of", title: `${when.title}. ${text}` });
}

function returnButton(row, wallet) {
  const params = { amount: moneyText(row.amount, row.currency), name: otherSide(row, wallet.user) };
  return commandButton({
    label: t("wallet.reverse"),
    kind: "small",
    describe: t("wallet.reverse-label", params),
    confirm: () => ({
      title: t("wallet.reverse-ask"),
      body: t("wallet.reverse-body", params),
      label: t("wallet.reverse-yes", params),
    }),
    send: (key) => api.command("POST", `/transfers/${row.id}/reverse`, null, { key }),
    async onDone() {
      toast(t("wallet.reverse-done", params), "good");
      await wallet.refresh();
    },
  });
}
