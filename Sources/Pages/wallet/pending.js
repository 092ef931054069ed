// Transfers that wait to be posted or voided, with the time that is left.

import { api } from "../client/api.js";
import { commandButton, commandForm, dialog, h, replace, skeleton, toast } from "../kit/dom.js";
import { minorUnits, money, moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { decimalText } from "./rates.js";
import { amountField, countdown, keyedList } from "./parts.js";
import { isIncoming, otherSide } from "./sides.js";

/** The card of pending transfers, of both directions. */
export function pendingCard(wallet) {
  const list = h("ul", { class: "list pending" });
  const update = keyedList(list, { keyOf: (row) => row.id, render: (row) => item(row, wallet) });
  const none = h("p", { class: "soft" }, t("wallet.pendingNone"));
  const content = h("div", {}, skeleton(2));
  wallet.onChange(() => {
    const rows = wallet.pending;
    update(rows);
    const shown = rows.length > 0 ? list : none;
    if (shown.parentNode !== content) replace(content, shown);
  });
  return h(
    "section",
    { class: "card stack", "aria-labelledby": "wallet-pending" },
    h("h2", { id: "wallet-pending", tabindex: -1 }, t("wallet.pending")),
    content,
  );
}

function item(row, wallet) {
  const incoming = isIncoming(row, wallet.user);
  const name = otherSide(row, wallet.user);
  const actions = h("div", { class: "cluster" }, postButton(row, wallet), voidButton(row, wallet));
  const left = h("span", { class: "soft small" });
  const passed = () => {
    replace(left, t("wallet.deadlinePassed"));
    actions.hidden = true;
  };
  const remaining = countdown(row.expires_at, passed);
  if (!actions.hidden) replace(left, t("wallet.expiresIn"), " ", remaining);
  return h(
    "li",
    { class: "pending-item" },
    h(
      "div",
      { class: "grow" },
      h("strong", {}, t(incoming ? "wallet.pendingFrom" : "wallet.pendingTo", { name })),
      row.memo ? h("span", { class: "memo soft" }, row.memo) : null,
      left,
    ),
    h("span", { class: "number strong" }, incoming ? "+" : "−", money(row.amount, row.currency)),
    actions,
  );
}

function postButton(row, wallet) {
  const most = moneyText(row.amount, row.currency);
  return h("button", {
    type: "button",
    class: "small",
    "aria-label": t("wallet.postLabel", { amount: most, name: otherSide(row, wallet.user) }),
    on: {
      click: () => dialog({ title: t("wallet.postAsk"), body: (close) => postForm(row, most, wallet, close) }),
    },
  }, t("wallet.post"));
}

function postForm(row, most, wallet, close) {
  const { currency } = row;
  const amount = amountField(() => currency, {
    label: t("wallet.postAmount"),
    hint: t("wallet.postHint", { amount: most }),
    value: decimalText(row.amount, currency),
  });
  const wellFormed = amount.check;
  amount.check = () =>
    wellFormed() ?? (BigInt(minorUnits(amount.value, currency)) > BigInt(row.amount) ? t("wallet.postTooMuch") : null);
  return commandForm({
    fields: [amount],
    submitLabel: t("wallet.postYes"),
    onSubmit: (values, key) =>
      api.command("POST", `/transfers/${row.id}/post`, { amount: values.amount, currency }, { key }),
    async onDone(outcome, values) {
      close();
      toast(t("wallet.postDone", { amount: moneyText(minorUnits(values.amount, currency), currency) }), "good");
      await ended(wallet);
    },
    extra: h("button", { type: "button", class: "plain", on: { click: () => close() } }, t("wallet.cancel")),
  });
}

function voidButton(row, wallet) {
  const params = { amount: moneyText(row.amount, row.currency), name: otherSide(row, wallet.user) };
  const incoming = isIncoming(row, wallet.user);
  return commandButton({
    label: t("wallet.void"),
    small: true,
    kind: "danger",
    describe: t("wallet.voidLabel", params),
    confirm: () => ({
      title: t("wallet.voidAsk"),
      body: t(incoming ? "wallet.voidBodyIn" : "wallet.voidBodyOut", params),
      label: t("wallet.voidYes"),
    }),
    onRun: (key) => api.command("POST", `/transfers/${row.id}/void`, null, { key }),
    async onDone() {
      toast(t("wallet.voidDone"), "good");
      await ended(wallet);
    },
  });
}

/** The row goes with its buttons, so the focus goes to the list's heading. */
async function ended(wallet) {
  await wallet.refresh();
  if (document.activeElement === document.body) document.getElementById("wallet-pending")?.focus();
}
