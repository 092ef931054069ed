// Exchanging money at the rates in use; nobody receives less than was shown.

import { api } from "../client/api.js";
import { ApiError } from "../client/http.js";
import { amountText, decimalText, minorUnits, money, moneyText, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  addRule, commandForm, empty, facts, field, fieldError, h, refreshing, replace, skeleton, toast,
} from "../kit/kit.js";
import { amountField } from "./amounts.js";
import { rateText, suspectText } from "./rates.js";

const rereadSeconds = 30;
/** The pause in typing after which the service is asked what an amount buys. */
const typingMilliseconds = 250;

/** Rates are prices of a dollar, so the dollar itself may have no quote. */
const dollar = { currency: "USD", rate: "1", quoted_at: null, stale: false, suspect: null };

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
  const suspects = h("div", { class: "stack tight" });
  let timer = null;

  addRule(to, (value) => (from.value === value ? t("wallet.exchange-same") : null));

  function update() {
    from.setOptions(wallet.currencies);
    to.setOptions(codes());
    const spendable = wallet.available(from.value);
    amount.setHint(t("wallet.spendable", { amount: moneyText(spendable, from.value) }));
    const [sold, bought] = [rateOf(from.value), rateOf(to.value)];
    stale.hidden = !(sold?.stale || bought?.stale);
    replace(rate, sold && bought && sold !== bought ? rateLine(sold, bought) : t("wallet.exchange-same"));
    replace(suspects, [sold, bought].filter((one) => one?.suspect).map((one) =>
      h("p", { class: "form-message warn" }, suspectText(one))));
    if (typed() === null) about.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(preview, typingMilliseconds);
  }
  for (const one of [from, to, amount]) one.input.addEventListener("input", update);

  /** What is typed now, or null if it can't be exchanged. */
  function typed() {
    const text = amountText(amount.input.value, from.value);
    if (text === null || from.value === to.value || !rateOf(from.value) || !rateOf(to.value)) return null;
    return { from: from.value, to: to.value, amount: text };
  }

  async function preview() {
    const asked = typed();
    let text = "";
    try {
      if (asked) text = t("wallet.exchange-about", { amount: moneyText((await quoteOf(asked)).receive, asked.to) });
    } catch (error) {
      // The review says what is wrong.
      if (!(error instanceof ApiError)) throw error;
    }
    // Otherwise something else was typed meanwhile, and its own answer comes.
    if (JSON.stringify(asked) === JSON.stringify(typed())) about.textContent = text;
  }

  /** An exchange that was sent before and may have been done promises what was shown then. */
  async function review(values, kept) {
    const units = minorUnits(values.amount, values.from);
    if (!kept && BigInt(units) > BigInt(wallet.available(values.from))) {
      throw fieldError("amount", t("wallet.amount-too-much"));
    }
    const [quote] = await Promise.all([kept ? null : quoteOf(values), readRates()]);
    const receive = kept ? minorUnits(kept.min_receive, values.to) : quote.receive;
    if (!kept && quote.available !== null && BigInt(receive) > BigInt(quote.available)) {
      throw fieldError("amount", t("reason.insufficient-liquidity"));
    }
    return {
      terms: { min_receive: decimalText(receive, values.to) },
      title: t("wallet.exchange-ask"),
      body: h("div", { class: "stack" },
        facts([
          [t("wallet.fact-sell"), h("strong", {}, money(units, values.from))],
          [t("wallet.fact-buy"), h("strong", {}, money(receive, values.to))],
          [t("wallet.fact-rate"), rateText(rateOf(values.from), rateOf(values.to))],
        ]),
        quote?.stale ? h("p", { class: "form-message warn" }, t("wallet.exchange-stale")) : null,
        h("p", { class: "soft small" }, t("wallet.exchange-rule"))),
      label: t("wallet.exchange-yes", { amount: moneyText(units, values.from) }),
    };
  }

  const form = commandForm({
    fields: [amount, from, to, { element: h("div", { class: "stack tight" }, rate, stale, suspects, about) }],
    submitLabel: t("wallet.review"),
    confirm: review,
    onSubmit: (body, key) => api.command("POST", "/exchange", body, { key }),
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

/** What an amount buys at the rates in use. Throws an `ApiError`, which says if it buys nothing. */
async function quoteOf({ from, to, amount }) {
  try {
    const query = { from, to, amount: minorUnits(amount, from) };
    return (await api.get("/exchange/quote", { query })).data;
  } catch (error) {
    const isTooLittle = error.fields?.some(({ message }) => message === "buys less than one minor unit");
    throw isTooLittle ? fieldError("amount", t("wallet.exchange-nothing", { currency: to })) : error;
  }
}

function rateLine(sold, bought) {
  // The rate is as old as the older of the two quotes.
  const quoted = [sold.quoted_at, bought.quoted_at].filter((at) => at !== null).sort()[0];
  return [rateText(sold, bought), " · ", t("wallet.exchange-quoted"), " ", time(quoted)];
}
