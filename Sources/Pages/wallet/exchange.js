// Exchanging money at the recorded rates, with what it comes to.

import { api } from "../client/api.js";
import { commandForm, empty, field, h, replace, skeleton, toast } from "../kit/dom.js";
import { amountText, minorUnits, money, moneyText, time } from "../kit/format.js";
import { language, problem, t } from "../kit/i18n.js";
import { converted, price } from "./rates.js";
import { amountField, facts, wrong } from "./parts.js";

/** How often rates are read again while they are looked at. */
const rereadMilliseconds = 30_000;

/** The dollar is what rates are told in, so it costs one of itself where nobody quoted it. */
const dollar = { currency: "USD", rate: "1", quoted_at: null, stale: false };

/** The panel for exchanges: `show` when it comes into view, `close` at the end. */
export function exchangePanel(wallet) {
  const element = h("div", {}, skeleton(4));
  let rates = new Map();
  let form = null;

  async function read() {
    const { data } = await api.get("/rates");
    rates = new Map([[dollar.currency, dollar], ...data.map((rate) => [rate.currency, rate])]);
    if (data.length === 0) {
      form = null;
      replace(element, empty("wallet.exchangeNoRates", "wallet.exchangeNoRatesHint"));
    } else if (form) {
      form.update();
    } else {
      form = exchangeForm(wallet, (currency) => rates.get(currency), () => [...rates.keys()].sort(), read);
      replace(element, form.element);
    }
  }

  async function show() {
    try {
      await read();
    } catch (error) {
      if (form) return;
      const again = h("button", { type: "button", class: "small", on: { click: show } }, t("wallet.tryAgain"));
      replace(element, h("p", { class: "cluster form-message", role: "alert" }, problem(error), again));
    }
  }

  const timer = setInterval(() => {
    if (element.offsetParent !== null && !document.hidden) show();
  }, rereadMilliseconds);
  wallet.onChange(() => form?.update());
  return { element, show, close: () => clearInterval(timer) };
}

function exchangeForm(wallet, rateOf, codes, readRates) {
  const first = wallet.currencies[0];
  const from = field({ label: t("wallet.exchangeFrom"), name: "from", options: wallet.currencies, value: first });
  const amount = amountField(() => from.value, { label: t("wallet.amount") });
  const to = field({
    label: t("wallet.exchangeTo"), name: "to", options: codes(), value: first === "USD" ? "EUR" : "USD",
  });
  const about = h("output", { class: "about" });
  const rate = h("p", { class: "small soft" });
  const stale = h("p", { class: "form-message warn", hidden: true }, t("wallet.exchangeStale"));

  const outcome = () => {
    const typed = amountText(amount.input.value, from.value);
    const [sold, bought] = [rateOf(from.value), rateOf(to.value)];
    if (typed === null || !sold || !bought || sold === bought) return null;
    return converted(minorUnits(typed, from.value), sold, bought);
  };

  const checkTo = to.check;
  to.check = () => checkTo() ?? (from.value === to.value ? t("wallet.exchangeSame") : null);

  function update() {
    from.setOptions(wallet.currencies);
    to.setOptions(codes());
    const spendable = wallet.available(from.value);
    amount.setHint(t("wallet.spendable", { amount: moneyText(spendable, from.value) }));
    const [sold, bought] = [rateOf(from.value), rateOf(to.value)];
    stale.hidden = !(sold?.stale || bought?.stale);
    replace(rate, sold && bought && sold !== bought ? rateLine(sold, bought) : t("wallet.exchangeSame"));
    const units = outcome();
    if (units === null) about.textContent = "";
    else if (units === 0n) about.textContent = t("wallet.exchangeNothing", { currency: to.value });
    else about.textContent = t("wallet.exchangeAbout", { amount: moneyText(units, to.value) });
  }
  for (const one of [from, to, amount]) one.input.addEventListener("input", update);

  async function review(values) {
    // Asked again, so that what is agreed to is not an old figure.
    await readRates();
    update();
    const units = minorUnits(values.amount, values.from);
    if (BigInt(units) > BigInt(wallet.available(values.from))) throw wrong("amount", t("wallet.amountTooMuch"));
    if (outcome() === 0n) throw wrong("amount", t("wallet.exchangeNothing", { currency: values.to }));
    const params = { amount: moneyText(units, values.from) };
    return {
      title: t("wallet.exchangeAsk"),
      body: h("div", { class: "stack" },
        facts(
          ["wallet.factSell", h("strong", {}, money(units, values.from))],
          ["wallet.factBuy", h("strong", {}, money(outcome() ?? 0n, values.to))],
          ["wallet.factRate", rateText(rateOf(values.from), rateOf(values.to))],
        ),
        h("p", { class: "soft small" }, t("wallet.exchangeRule"))),
      label: t("wallet.exchangeYes", params),
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
      toast(t("wallet.exchangeDone", params), "good");
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
  return t("wallet.exchangeRate", { ...shown, figure });
}

function rateLine(sold, bought) {
  // The older of the two quotes counts for how old the rate is.
  const quoted = [sold.quoted_at, bought.quoted_at].filter((at) => at !== null).sort()[0];
  return [rateText(sold, bought), " · ", t("wallet.exchangeQuoted"), " ", time(quoted)];
}
