// Exchanging money at the recorded rates, with the result shown before.

import { api } from "../client/api.js";
import { amountText, minorUnits, money, moneyText, time } from "../kit/format.js";
import { language, t } from "../kit/i18n.js";
import {
  addRule, commandForm, empty, facts, field, fieldError, h, refreshing, replace, skeleton, toast,
} from "../kit/kit.js";
import { amountField, converted, price } from "./amounts.js";

const rereadSeconds = 30;

/** Rates are prices of a dollar, so the dollar itself may have no quote. */
const dollar = { currency: "USD", rate: "1", quoted_at: null, stale: false };

/** The panel for exchanges: call `show` when it becomes visible, and `close` at the end. */
export function exchangePanel(wallet) {
  const content = h("div", {}, skeleton(4));
  const element = h("div", { class: "stack" }, content);
  let rates = new Map();
  let form = null;
  let updates = null;

  async function read() {
    const { data } = await api.get("/rates");
    rates = new Map([[dollar.currency, dollar], ...data.map((rate) => [rate.currency, rate])]);
    if (data.length === 0) {
      form = null;
      replace(content, empty("wallet.exchange-no-rates", "wallet.exchange-no-rates-hint"));
    } else if (form) {
      form.update();
    } else {
      form = exchangeForm(wallet, (currency) => rates.get(currency), () => [...rates.keys()].sort(), read);
      replace(content, form.element);
    }
  }

  function show() {
    if (updates) return updates.now();
    updates = refreshing(read, rereadSeconds, () => content.offsetParent !== null);
    element.prepend(updates.notice);
  }

  wallet.onChange(() => form?.update());
  return { element, show, close: () => updates?.stop() };
}

function exchangeForm(wallet, rateOf, codes, readRates) {
  const first = wallet.currencies[0];
  const from = field({
    label: t("wallet.exchange-from"), name: "from", options: wallet.currencies, value: first,
  });
  const amount = amountField(() => from.value, { label: t("wallet.amount") });
  const to = field({
    label: t("wallet.exchange-to"), name: "to", options: codes(), value: first === "USD" ? "EUR" : "USD",
  });
  const about = h("output", { class: "about" });
  const rate = h("p", { class: "small soft" });
  const stale = h("p", { class: "form-message warn", hidden: true }, t("wallet.exchange-stale"));

  const outcome = () => {
    const typed = amountText(amount.input.value, from.value);
    const [sold, bought] = [rateOf(from.value), rateOf(to.value)];
    if (typed === null || !sold || !bought || sold === bought) return null;
    return converted(minorUnits(typed, from.value), sold, bought);
  };

  addRule(to, (value) => (from.value === value ? t("wallet.exchange-same") : null));

  function update() {
    from.setOptions(wallet.currencies);
    to.setOptions(codes());
    const spendable = wallet.available(from.value);
    amount.setHint(t("wallet.spendable", { amount: moneyText(spendable, from.value) }));
    const [sold, bought] = [rateOf(from.value), rateOf(to.value)];
    stale.hidden = !(sold?.stale || bought?.stale);
    replace(rate, sold && bought && sold !== bought ? rateLine(sold, bought) : t("wallet.exchange-same"));
    const units = outcome();
    if (units === null) about.textContent = "";
    else if (units === 0n) about.textContent = t("wallet.exchange-nothing", { currency: to.value });
    else about.textContent = t("wallet.exchange-about", { amount: moneyText(units, to.value) });
  }
  for (const one of [from, to, amount]) one.input.addEventListener("input", update);

  async function review(values) {
    // Read again, so that nobody agrees to an old figure.
    await readRates();
    update();
    const units = minorUnits(values.amount, values.from);
    if (BigInt(units) > BigInt(wallet.available(values.from))) {
      throw fieldError("amount", t("wallet.amount-too-much"));
    }
    if (outcome() === 0n) throw fieldError("amount", t("wallet.exchange-nothing", { currency: values.to }));
    const params = { amount: moneyText(units, values.from) };
    return {
      title: t("wallet.exchange-ask"),
      body: h("div", { class: "stack" },
        facts([
          [t("wallet.fact-sell"), h("strong", {}, money(units, values.from))],
          [t("wallet.fact-buy"), h("strong", {}, money(outcome() ?? 0n, values.to))],
          [t("wallet.fact-rate"), rateText(rateOf(values.from), rateOf(values.to))],
        ]),
        h("p", { class: "soft small" }, t("wallet.exchange-rule"))),
      label: t("wallet.exchange-yes", params),
    };
  }

  const form = commandForm({
    fields: [amount, from, to, { element: h("div", { class: "stack tight" }, rate, stale, about) }],
    submitLabel: t("wallet.review"),
    confirm: review,
    onSubmit: ({ from: sold, to: bought, amount: text }, key) =>
      api.command("POST", "/exchange", { from: sold, to: bought, amount: text }, { key }),
    async onDone(done, values) {
      const params = { amount: moneyText(minorUnits(values.amount, values.from), values.from) };
      toast(t("wallet.exchange-done", params), "good");
      amount.value = "";
      update();
      await wallet.refresh();
    },
  });
  form.classList.add("money-form");
  update();
  return { element: form, update };
}

function rateText(one, other) {
  const shown = price(one, other);
  const figure = language() === "ru" ? shown.figure.replace(".", ",") : shown.figure;
  return t("wallet.exchange-rate", { ...shown, figure });
}

function rateLine(sold, bought) {
  // The rate is as old as the older of the two quotes.
  const quoted = [sold.quoted_at, bought.quoted_at].filter((at) => at !== null).sort()[0];
  return [rateText(sold, bought), " · ", t("wallet.exchange-quoted"), " ", time(quoted)];
}
