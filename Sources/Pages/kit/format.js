// Amounts, times and counts in the form that people read.

import { serviceTime } from "../client/http.js";
import { language, onLanguage, t } from "./i18n.js";
import { h } from "./nodes.js";

// ISO 4217: the currencies that don't have two digits after the decimal point.
const otherDigits = new Map([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" ").map((code) => [code, 0]),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3]),
]);

/** Digits after the decimal point. */
export function digits(currency) {
  return otherDigits.get(currency) ?? 2;
}

let formats = new Map();
onLanguage(() => { formats = new Map(); });

function format(name, make) {
  if (!formats.has(name)) formats.set(name, make(language()));
  return formats.get(name);
}

const dateFormat = (name, options) => format(name, (tag) => new Intl.DateTimeFormat(tag, options));
const grouping = () => format("number", (tag) => new Intl.NumberFormat(tag));
const point = () => format("point", (tag) =>
  new Intl.NumberFormat(tag).formatToParts(0.5).find((part) => part.type === "decimal").value);

/** Minor units as a decimal number in the user's language, computed with integers only. */
export function amountIn(minorUnits, currency) {
  const places = digits(currency);
  const units = BigInt(minorUnits ?? 0);
  const sign = units < 0n ? "−" : "";
  const all = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const whole = grouping().format(BigInt(all.slice(0, all.length - places)));
  return sign + (places === 0 ? whole : whole + point() + all.slice(all.length - places));
}

export function moneyText(minorUnits, currency) {
  return `${amountIn(minorUnits, currency)} ${currency}`;
}

export function money(minorUnits, currency) {
  return h("span", { class: "money" },
    amountIn(minorUnits, currency), " ", h("span", { class: "currency" }, currency));
}

/** More digits before the point than any account holds. */
const mostWholeDigits = 15;

/**
 * Reads a typed amount: `{ text }`, a decimal string for the API, or `{ wrong }`, which is one of
 *
 * - `form`: this is no number above zero, such as "x", "." or "-5";
 * - `zero`;
 * - `digits`: more digits after the point than the currency has;
 * - `ambiguous`: the same, with one comma that may mark thousands: "1,250" is 1250 or 1.25;
 * - `large`: more than any account holds.
 *
 * `whole` is the text without its only mark, if that may mark thousands, and `decimal` the other
 * meaning. "12,50", "12.50", ".5", "5.", "1 250,5", "1,250.50", "1.250,50" and "1,250,000" are amounts.
 */
export function readAmount(typed, currency) {
  const text = String(typed).trim();
  const plain = /^(?=.*\d)(\d*)(?:[.,](\d*))?$/.exec(text);
  const grouped = /^(\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/.exec(text)
    ?? /^(\d{1,3}(?:\.\d{3})+)(?:,(\d*))?$/.exec(text)
    ?? /^(\d{1,3}(?:[\p{White_Space}'’]\d{3})+)(?:[.,](\d*))?$/u.exec(text);
  const [, head, fraction = ""] = plain ?? grouped ?? [];
  if (head === undefined) return { wrong: "form" };
  const whole = head.replace(/\D/gu, "").replace(/^0+/, "");
  if (!/[1-9]/.test(whole + fraction)) return { wrong: "zero" };
  if (fraction.length > digits(currency)) {
    if (!plain || !grouped || whole === "") return { wrong: "digits", whole: null };
    return {
      wrong: text.includes(",") ? "ambiguous" : "digits",
      whole: whole + fraction,
      decimal: `${whole}.${fraction}`.replace(/\.?0+$/, ""),
    };
  }
  if (whole.length > mostWholeDigits) return { wrong: "large" };
  return { text: fraction === "" ? whole : `${whole || "0"}.${fraction}` };
}

/** A typed amount as a decimal string, or null if it is no amount of the currency. */
export function amountText(typed, currency) {
  return readAmount(typed, currency).text ?? null;
}

/** Minor units as the decimal string that the API expects. */
export function decimalText(minorUnits, currency) {
  const places = digits(currency);
  const text = String(minorUnits).padStart(places + 1, "0");
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** A decimal string as minor units. */
export function minorUnits(decimalText, currency) {
  const [whole, fraction = ""] = decimalText.split(".");
  const units = BigInt(whole + fraction.padEnd(digits(currency), "0"));
  return units <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(units) : units;
}

export function count(number) {
  return grouping().format(number);
}

const steps = [
  ["second", 1, 60], ["minute", 60, 3600], ["hour", 3600, 86_400], ["day", 86_400, 7 * 86_400],
];

function relative(date) {
  const seconds = (date.getTime() - serviceTime()) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 5) return t("time.now");
  for (const [unit, size, end] of steps) {
    if (distance < end) {
      const words = format("relative", (tag) => new Intl.RelativeTimeFormat(tag, { numeric: "auto" }));
      return words.format(Math.trunc(seconds / size), unit);
    }
  }
  return dateFormat("date", { dateStyle: "medium" }).format(date);
}

/** The exact local time, to the second. */
export function exactTime(iso) {
  return dateFormat("exact", { dateStyle: "long", timeStyle: "medium" }).format(new Date(iso));
}

/** How long ago something was, with the exact time on hover. */
export function time(iso) {
  if (!iso) return h("span", { class: "soft" }, "—");
  const date = new Date(iso);
  return h("time", { datetime: date.toISOString(), title: exactTime(iso), data: { live: "" } }, relative(date));
}

/** A moment to the minute, such as the start of a slot. */
export function appointment(iso) {
  if (!iso) return "—";
  const text = dateFormat("minute", { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  return h("time", { datetime: iso, title: exactTime(iso) }, text);
}

setInterval(() => {
  for (const element of document.querySelectorAll("time[data-live]")) {
    const text = relative(new Date(element.dateTime));
    if (element.textContent !== text) element.textContent = text;
  }
}, 5_000);

/** "4:05" or "1:04:05". */
export function duration(seconds) {
  const whole = Math.max(0, Math.ceil(Number(seconds)));
  const two = (number) => String(number).padStart(2, "0");
  const tail = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${tail}` : tail.replace(/^0/, "");
}

function inUnits(number, unit, places = 0) {
  return new Intl.NumberFormat(language(), {
    style: "unit", unit, unitDisplay: "short", maximumFractionDigits: places,
  }).format(number);
}

/** How long something took. */
export function elapsed(milliseconds) {
  if (milliseconds < 1000) return inUnits(milliseconds, "millisecond", 1);
  return inUnits(milliseconds / 1000, "second", 1);
}

/** How often something is done. */
export function interval(seconds) {
  const [unit, length] = seconds % 86_400 === 0 ? ["day", 86_400]
    : seconds % 3600 === 0 ? ["hour", 3600] : seconds % 60 === 0 ? ["minute", 60] : ["second", 1];
  return inUnits(seconds / length, unit, 3);
}

const sizes = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** A size in memory or on disk. */
export function size(bytes) {
  const step = Math.min(sizes.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  return inUnits(bytes / 1024 ** step, sizes[step], step === 0 ? 0 : 1);
}

/** The address if it may become a link, or null: a site may be any text. */
export function siteLink(text) {
  try {
    const address = new URL(text);
    return address.protocol === "https:" || address.protocol === "http:" ? address.href : null;
  } catch {
    return null;
  }
}
