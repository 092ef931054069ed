// Exact arithmetic on rates: whole digits as BigInt, never a fraction of binary floating point.

import { digits } from "../kit/format.js";

/** A decimal text such as "92.5" as whole digits and their scale: 925 and 1. */
function exactDecimal(text) {
  const [whole, fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** Minor units as the decimal text that the API takes. */
export function decimalText(minor, currency) {
  const scale = digits(currency);
  const text = String(minor).padStart(scale + 1, "0");
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/**
 * What minor units of one currency buy of another, rounded down as the service does it.
 *
 * Rates are exact decimals: what one US dollar costs.
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
 * What one unit of the dearer currency costs in the other, to six digits behind the point.
 *
 * The dearer comes first, so that the figure is one that people know: 1 USD = 92.5 RUB.
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
