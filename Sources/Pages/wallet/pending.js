// Transfers that can be posted or voided, with the time that is left.

import { api } from "../client/api.js";
import { decimalText, minorUnits, money, moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  addRule, annotation, button, commandButton, commandDialog, countdown, h, keyedList, redrawn, replace,
  showOnly, skeleton, toast,
} from "../kit/kit.js";
import { amountField } from "./amounts.js";
import { isIncoming, otherSide } from "./sides.js";

/** The card of pending transfers, of both directions. */
export function pendingCard(wallet) {
  const list = h("ul", { class: "list pending" });
  const items = keyedList(list, (row) => row.id, redrawn((row) => item(row, wallet)));
  const none = h("p", { class: "soft" }, t("wallet.pending-none"));
  const content = h("div", {}, skeleton(2));
  wallet.onChange(() => {
    items.set(wallet.pending);
    showOnly(content, wallet.pending.length > 0 ? list : none);
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
    replace(left, t("wallet.deadline-passed"));
    actions.hidden = true;
  };
  const remaining = countdown(row.expires_at, passed);
  if (!actions.hidden) replace(left, t("wallet.expires-in"), " ", remaining);
  return h(
    "li",
    { class: "pending-item" },
    h(
      "div",
      { class: "grow" },
      h("strong", {}, t(incoming ? "wallet.pending-from" : "wallet.pending-to", { name })),
      row.memo ? h("span", { class: "memo soft" }, row.memo) : null,
      annotation(row),
      left,
    ),
    h("span", { class: "number strong" }, incoming ? "+" : "−", money(row.amount, row.currency)),
    actions,
  );
}

function postButton(row, wallet) {
  const most = moneyText(row.amount, row.currency);
  return button(t("wallet.post"), () => askPost(row, most, wallet), {
    class: "small",
    "aria-label": t("wallet.post-label", { amount: most, name: otherSide(row, wallet.user) }),
  });
}

function askPost(row, most, wallet) {
  const { currency } = row;
  const amount = amountField(() => currency, {
    label: t("wallet.post-amount"),
    hint: t("wallet.post-hint", { amount: most }),
    tooLarge: "wallet.post-too-much",
    value: decimalText(row.amount, currency),
  });
  addRule(amount, (value) =>
    (BigInt(minorUnits(value, currency)) > BigInt(row.amount) ? t("wallet.post-too-much") : null));
  return commandDialog({
    title: t("wallet.post-ask"),
    fields: [amount],
    submitLabel: t("wallet.post-yes"),
    onSubmit: (values, key) =>
      api.command("POST", `/transfers/${row.id}/post`, { amount: values.amount, currency }, { key }),
    async onDone(outcome, values) {
      const posted = moneyText(minorUnits(values.amount, currency), currency);
      toast(t("wallet.post-done", { amount: posted }), "good");
      await ended(wallet);
    },
  });
}

function voidButton(row, wallet) {
  const params = { amount: moneyText(row.amount, row.currency), name: otherSide(row, wallet.user) };
  const incoming = isIncoming(row, wallet.user);
  return commandButton({
    label: t("wallet.void"),
    kind: "danger small",
    describe: t("wallet.void-label", params),
    confirm: () => ({
      title: t("wallet.void-ask"),
      body: t(incoming ? "wallet.void-body-in" : "wallet.void-body-out", params),
      label: t("wallet.void-yes"),
      kind: "danger",
    }),
    send: (key) => api.command("POST", `/transfers/${row.id}/void`, null, { key }),
    async onDone() {
      toast(t("wallet.void-done"), "good");
      await ended(wallet);
    },
  });
}

/** The row disappears with its buttons, so the focus moves to the heading of the list. */
async function ended(wallet) {
  await wallet.refresh();
  if (document.activeElement === document.body) document.getElementById("wallet-pending")?.focus();
}
