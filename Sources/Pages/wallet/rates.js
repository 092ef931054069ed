// Rates as texts, and exact arithmetic on them: whole digits, never binary fractions.

import { language, t } from "../kit/i18n.js";
import { exactTime } from "../kit/format.js";

/** A decimal text such as "92.5" as whole digits and their scale: 925 and 1. */
function exactDecimal(text) {
  const [whole, fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** A decimal text in the user's language. */
export function figureText(figure) {
  return language() === "ru" ? figure.replace(".", ",") : figure;
}

/**
 * The price of one unit of the dearer currency in the other, to six decimal places.
 *
 * The dearer one comes first, so that the figure is one that people know: 1 USD = 92.5 RUB.
 */
function price(one, other) {
  const a = exactDecimal(one.rate);
  const b = exactDecimal(other.rate);
  const left = a.digits * 10n ** BigInt(b.scale);
  const right = b.digits * 10n ** BigInt(a.scale);
  const [unit, counter, dividend, divisor] =
    right >= left ? [one, other, right, left] : [other, one, left, right];
  const text = String((dividend * 1_000_000n) / divisor).padStart(7, "0");
  const figure = `${text.slice(0, -6)}.${text.slice(-6)}`.replace(/\.?0+$/, "");
  return { unit: unit.currency, figure, counter: counter.currency };
}

/** "1 USD = 92.5 RUB", from the rates of two currencies. */
export function rateText(one, other) {
  const shown = price(one, other);
  return t("wallet.exchange-rate", { ...shown, figure: figureText(shown.figure) });
}

/** "1 USD = 92.5 RUB", from a quote as it is recorded. */
export function quoteText(currency, rate) {
  return t("wallet.exchange-rate", { unit: "USD", figure: figureText(rate), counter: currency });
}

/** By how much a suspect quote differs from the rate in use, in whole percent of it. */
export function jumpOf({ rate, suspect }) {
  const [a, b] = [exactDecimal(rate), exactDecimal(suspect.rate)];
  const before = a.digits * 10n ** BigInt(b.scale);
  const after = b.digits * 10n ** BigInt(a.scale);
  return Number(((after - before) * 100n) / before);
}

/** What a quote is, since when, and why it is not used. */
export function suspectText(rate) {
  const jump = jumpOf(rate);
  return t(jump < 0 ? "rates.suspect-lower" : "rates.suspect-higher", {
    quote: quoteText(rate.currency, rate.suspect.rate),
    moment: exactTime(rate.suspect.quoted_at),
    percent: Math.abs(jump),
  });
}
