// Sending money, at once or as a reservation with a deadline.

import { also, namePattern } from "../account/fields.js";
import { api } from "../client/api.js";
import { commandForm, field, h, toast } from "../kit/dom.js";
import { minorUnits, money, moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { amountField, facts, wrong } from "./parts.js";

/** Seconds that a reservation may be kept for, and what they are called. */
const lifetimes = [
  [60, "minute"], [600, "minutes10"], [3600, "hour"], [86_400, "day"], [604_800, "week"], [2_592_000, "month"],
];

/** The form of a transfer, or with `reserve` of a pending one. */
export function transferForm(wallet, { reserve }) {
  const receiver = field({
    label: t("wallet.receiver"), name: "receiver_username", required: true, maxlength: 50,
    autocomplete: "off", autocapitalize: "none", spellcheck: "false",
  });
  also(receiver, (value) => (namePattern.test(value.trim()) ? null : t("wallet.receiverWrong")));
  receiver.input.addEventListener("change", () => { receiver.value = receiver.value.trim(); });
  const currency = field({ label: t("wallet.currency"), name: "currency", options: wallet.currencies });
  const amount = amountField(() => currency.value, { label: t("wallet.amount") });
  const memo = field({ label: t("wallet.memo"), name: "memo", maxlength: 200, autocomplete: "off" });
  const lifetime = reserve ? field({
    label: t("wallet.lifetime"), name: "timeout_seconds", value: 3600,
    options: lifetimes.map(([value, name]) => ({ value, label: t(`wallet.lifetime.${name}`) })),
  }) : null;

  const explain = () => {
    const spendable = wallet.available(currency.value);
    amount.setHint(t("wallet.spendable", { amount: moneyText(spendable, currency.value) }));
  };
  currency.input.addEventListener("change", explain);
  wallet.onChange(() => {
    currency.setOptions(wallet.currencies);
    explain();
  });

  /** The receiver as the service knows it, and the minor units: what was asked about last. */
  let checked = null;

  async function review(values) {
    const units = minorUnits(values.amount, values.currency);
    const left = BigInt(wallet.available(values.currency)) - BigInt(units);
    if (left < 0n) throw wrong("amount", t("wallet.amountTooMuch"));
    checked = { name: await nameOfReceiver(values.receiver_username, wallet.user), units };
    const text = moneyText(units, values.currency);
    return {
      title: t(reserve ? "wallet.reserveAsk" : "wallet.transferAsk"),
      body: facts(
        ["wallet.factTo", h("strong", {}, checked.name)],
        ["wallet.factAmount", h("strong", {}, money(units, values.currency))],
        values.memo ? ["wallet.factMemo", values.memo] : null,
        reserve ? ["wallet.factKept", lifetime.input.selectedOptions[0].label] : null,
        ["wallet.factLeft", money(left, values.currency)],
      ),
      label: t(reserve ? "wallet.reserveYes" : "wallet.transferYes", { amount: text }),
    };
  }

  function send(values, key) {
    const body = { receiver_username: checked.name, amount: values.amount, currency: values.currency };
    if (values.memo) body.memo = values.memo;
    if (reserve) body.timeout_seconds = Number(values.timeout_seconds);
    return api.command("POST", reserve ? "/transfers/pending" : "/transfer", body, { key });
  }

  const form = commandForm({
    fields: [receiver, amount, currency, memo, lifetime].filter((one) => one !== null),
    submitLabel: t("wallet.review"),
    confirm: review,
    onSubmit: send,
    async onDone(outcome, values) {
      const params = { amount: moneyText(checked.units, values.currency), name: checked.name };
      toast(t(reserve ? "wallet.reserveDone" : "wallet.transferDone", params), "good");
      for (const one of [receiver, amount, memo]) one.value = "";
      receiver.input.focus();
      await wallet.refresh();
    },
  });
  form.classList.add("money-form");
  return h("div", { class: "stack" }, reserve ? h("p", { class: "soft small" }, t("wallet.reserveLead")) : null, form);
}

/** The receiver's user name as it is written by its owner. */
async function nameOfReceiver(typed, user) {
  const name = typed.trim();
  if (name.toLowerCase() === user.username.toLowerCase()) {
    throw wrong("receiver_username", t("wallet.receiverSelf"));
  }
  try {
    const { data } = await api.ask("/check-user", { username: name });
    return data.username;
  } catch (error) {
    if (error.status === 404) throw wrong("receiver_username", t("wallet.receiverUnknown"));
    throw error;
  }
}
