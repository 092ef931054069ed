// Fields for amounts, and exact arithmetic on rates: whole digits, never binary fractions.

import { digits } from "../kit/format.js";
import { field } from "../kit/kit.js";

/** A field for an amount of the currency that `codeOf` returns, out of a wallet. */
export function amountField(codeOf, options) {
  return field({
    name: "amount", type: "amount", required: true, currency: codeOf, tooLarge: "wallet.amount-too-much",
    ...options,
  });
}

/** A decimal text such as "92.5" as whole digits and their scale: 925 and 1. */
function exactDecimal(text) {
  const [whole, fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/**
 * What an amount in minor units of one currency buys in another, rounded down as the service does
 * it.
 *
 * Rates are exact decimals: the price of one US dollar.
 */
export function converted(minor, from, to) {
  const sold = exactDecimal(from.rate);
  const bought = exactDecimal(to.rate);
  const shift = sold.scale + digits(to.currency) - bought.scale - digits(from.currency);
  const product = BigInt(minor) * bought.digits;
  return shift < 0
    ? product / (sold.digits * 10n ** BigInt(-shift))
    : (product * 10n ** BigInt(shift)) / sold.digits;
}

/**
 * The price of one unit of the dearer currency in the other, to six decimal places.
 *
 * The dearer one comes first, so that the figure is one that people know: 1 USD = 92.5 RUB.
 */
export function price(one, other) {
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
