// Texts in the user's language.

const storageKey = "tally.language";
const listeners = new Set();

/** The texts of a language, which are fetched when they are first needed. */
const textsOf = async (tag) => (await import(`../texts/${tag}/texts.js`)).default;

// `first.js` has chosen it, and fetches the same texts.
let current = document.documentElement.lang;
let texts = await textsOf(current);

export function language() {
  return current;
}

/** Throws a `TypeError` if the texts can't be fetched now. */
export async function setLanguage(next) {
  if (next === current) return;
  texts = await textsOf(next);
  current = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Storage is forbidden: the choice lasts as long as this page.
  }
  for (const listener of [...listeners]) listener(next);
}

/** Calls `listener` when the language changes. */
export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Letters written from right to left, and marks that change the direction of a text. */
const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]/;

function shown(value) {
  if (["number", "bigint"].includes(typeof value)) return new Intl.NumberFormat(current).format(value);
  const text = String(value);
  // A name must not change the direction of the words and figures around it.
  return turning.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * The text of `key`, with `{name}` replaced by `params.name`.
 *
 * `params.count` chooses between singular and plural texts.
 */
export function t(key, params = {}) {
  let text = texts[key];
  if (text === undefined) return key;
  if (typeof text === "object") {
    const rule = new Intl.PluralRules(current).select(Number(params.count ?? 0));
    text = text[rule] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? shown(params[name]) : whole));
}

function hasText(key) {
  return key in texts;
}

/** The text of `key`, or `name` if the texts lack the key: some names are newer than the texts. */
export function textOr(key, name) {
  return hasText(key) ? t(key) : name;
}

/** Why a command was refused, and what to do, in plain words. */
export function reason(tallyReason) {
  const key = `reason.${tallyReason}`;
  return hasText(key) ? t(key) : t("reason.unknown", { reason: tallyReason ?? "" });
}

/** What went wrong, and what to do, in plain words. */
export function problem(error) {
  if (error.uncertain) return t("problem.uncertain");
  const byKind = `problem.${error.kind}`;
  if (error.kind && hasText(byKind)) return t(byKind, { seconds: error.retryAfter ?? 1 });
  // A proxy in front of a service that is down answers 502 or 504.
  const byStatus = `problem.${[502, 504].includes(error.status) ? 0 : error.status}`;
  if (hasText(byStatus)) return t(byStatus, { seconds: error.retryAfter ?? 1 });
  if (error.status >= 500) return t("problem.500");
  return error.detail || error.title || t("problem.unknown");
}
