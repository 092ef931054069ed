// Sending money at once, or reserving it until a deadline.

import { namePattern } from "../account/fields.js";
import { api } from "../client/api.js";
import { minorUnits, money, moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { addRule, commandForm, facts, field, fieldError, h, toast } from "../kit/kit.js";
import { amountField } from "./amounts.js";

/** How many seconds a reservation may last, with the keys of their texts. */
const lifetimes = [
  [60, "minute"], [600, "minutes10"], [3600, "hour"], [86_400, "day"], [604_800, "week"], [2_592_000, "month"],
];

/** The form of a transfer, or with `reserve` of a pending one. */
export function transferForm(wallet, { reserve }) {
  const receiver = field({
    label: t("wallet.receiver"), name: "receiver_username", required: true, maxlength: 50,
    autocomplete: "off", autocapitalize: "none", spellcheck: "false",
  });
  addRule(receiver, (value) => (namePattern.test(value.trim()) ? null : t("wallet.receiver-wrong")));
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

  /** The receiver's name as the service writes it, and the minor units, of the last question. */
  let checked = null;

  async function review(values) {
    const units = minorUnits(values.amount, values.currency);
    const left = BigInt(wallet.available(values.currency)) - BigInt(units);
    if (left < 0n) throw fieldError("amount", t("wallet.amount-too-much"));
    checked = { name: await nameOfReceiver(values.receiver_username, wallet.user), units };
    const text = moneyText(units, values.currency);
    return {
      title: t(reserve ? "wallet.reserve-ask" : "wallet.transfer-ask"),
      body: facts([
        [t("wallet.fact-to"), h("strong", {}, checked.name)],
        [t("wallet.fact-amount"), h("strong", {}, money(units, values.currency))],
        values.memo && [t("wallet.fact-memo"), values.memo],
        reserve && [t("wallet.fact-kept"), lifetime.input.selectedOptions[0].label],
        [t("wallet.fact-left"), money(left, values.currency)],
      ]),
      label: t(reserve ? "wallet.reserve-yes" : "wallet.transfer-yes", { amount: text }),
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
      toast(t(reserve ? "wallet.reserve-done" : "wallet.transfer-done", params), "good");
      for (const one of [receiver, amount, memo]) one.value = "";
      receiver.input.focus();
      await wallet.refresh();
    },
  });
  form.classList.add("money-form");
  const lead = reserve ? h("p", { class: "soft small" }, t("wallet.reserve-lead")) : null;
  return h("div", { class: "stack" }, lead, form);
}

/** The receiver's user name as its owner writes it. */
async function nameOfReceiver(typed, user) {
  const name = typed.trim();
  if (name.toLowerCase() === user.username.toLowerCase()) {
    throw fieldError("receiver_username", t("wallet.receiver-self"));
  }
  try {
    const { data } = await api.ask("/check-user", { username: name });
    return data.username;
  } catch (error) {
    if (error.status === 404) throw fieldError("receiver_username", t("wallet.receiver-unknown"));
    throw error;
  }
}
