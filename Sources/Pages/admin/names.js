// What the views for administrators share: refreshing, questions before a command, names and figures.
import { h, replace, dialog, toast } from "../kit/dom.js";
import { ApiError, api, newKey } from "../client/api.js";
import { exactTime } from "../kit/format.js";
import { language, problem, reason, t, textOr } from "../kit/i18n.js";

/** What an address such as `#log/stream=account-7/type=account.opened` says behind the view. */
export function parameters(rest) {
  return new Map(rest.map((part) => {
    const [name, ...value] = part.split("=");
    return [name, value.join("=")];
  }));
}

/** An address of a view with the parameters that have a value. */
export function address(view, values = {}) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return `#${[view, ...given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)].join("/")}`;
}

/**
 * Calls `load` now and then every `seconds` while the page is visible, never twice at once.
 *
 * What it throws is told beside the content, which stays, with a button to try again. `now()` ends when
 * a reading that began after the call has ended.
 */
export function refreshing(load, seconds) {
  const notice = h("div", { class: "trouble" });
  let timer = null;
  let running = null;
  let isWanted = false;
  let isOver = false;
  async function readings() {
    do {
      isWanted = false;
      try {
        await load();
        if (!isOver) replace(notice);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (!isOver) replace(notice, failure(error, now));
      }
    } while (isWanted && !isOver);
  }
  function now() {
    clearTimeout(timer);
    if (isOver) return Promise.resolve();
    isWanted = true;
    running ??= readings().finally(() => {
      running = null;
      if (!isOver && !document.hidden) timer = setTimeout(now, seconds * 1000);
    });
    return running;
  }
  const seen = () => { if (document.hidden) clearTimeout(timer); else now(); };
  document.addEventListener("visibilitychange", seen);
  now();
  return {
    notice,
    now,
    stop() {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}

/** Does something for a press; what goes wrong on the way is told in a toast. */
export async function told(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(problem(error), "bad");
    return null;
  }
}

/** What went wrong in plain words, and a button to try again. */
export function failure(error, again) {
  return h("div", { class: "form-message cluster", role: "alert" },
    h("span", {}, problem(error)),
    again && h("button", { type: "button", class: "button small", on: { click: again } }, t("shell.again")));
}

/** Asks before a command is sent; a refusal is told in the question, with the chance to try again. */
export async function confirmed({ title, text, label, kind = "danger", method, path }) {
  let key = newKey();
  let notice = null;
  for (;;) {
    const answer = await dialog({
      title,
      body: h("div", { class: "stack" }, notice, text),
      actions: [{ label: t("shell.cancel"), kind: "plain", value: null }, { label, kind, value: "go" }],
    });
    if (answer !== "go") return null;
    try {
      const outcome = await api.command(method, path, undefined, { key });
      if (outcome.ok) return outcome;
      notice = h("p", { class: "form-message", role: "alert" }, reasonText(outcome.reason));
      key = newKey();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      notice = h("p", { class: "form-message", role: "alert" }, problem(error));
    }
  }
}

/** Names of what was wrong that are no business rule, as the list of commands has them. */
const kinds = ["forbidden", "not-found", "idempotency-key-reused", "unavailable", "outcome-unknown", "receipt-distrusted"];

export function reasonText(word) {
  return kinds.includes(word) ? t(`admin.reason.${word}`) : reason(word);
}

/** The text for a name that comes from the service; the name itself for one that is not known here. */
export function named(area, name, part = "") {
  return textOr(`admin.${area}.${name}${part}`, part ? "" : name);
}

/** Names and values, one under the other. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, value]) => [
    h("dt", {}, name), h("dd", {}, value ?? "–"),
  ]));
}

/** Buttons of which one is pressed. */
export function choice({ label, options, value, onChoose }) {
  const element = h("div", { class: "choice", role: "group", "aria-label": label },
    options.map(([word, text]) => h("button", {
      type: "button", class: "button small", "aria-pressed": String(word === value), data: { word },
      on: { click: () => { press(word); onChoose(word); } },
    }, text)));
  function press(word) {
    for (const button of element.children) {
      button.setAttribute("aria-pressed", String(button.dataset.word === word));
    }
  }
  return element;
}

/** A moment that is known to the minute, such as a beginning. */
export function appointment(iso) {
  if (!iso) return "—";
  const text = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  return h("time", { datetime: iso, title: exactTime(iso) }, text);
}

/** How long something took. */
export function elapsed(milliseconds) {
  const isShort = milliseconds < 1000;
  return new Intl.NumberFormat(language(), {
    style: "unit", unit: isShort ? "millisecond" : "second", unitDisplay: "short", maximumFractionDigits: 1,
  }).format(isShort ? milliseconds : milliseconds / 1000);
}

/** How often something is done. */
export function interval(seconds) {
  const [unit, length] = seconds % 86_400 === 0 ? ["day", 86_400]
    : seconds % 3600 === 0 ? ["hour", 3600] : seconds % 60 === 0 ? ["minute", 60] : ["second", 1];
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(seconds / length);
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** A size in memory or on disk. */
export function size(bytes) {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  return new Intl.NumberFormat(language(), {
    style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1024 ** step);
}

const names = new Map();
let learning = null;

/** Fetches the names of the newest users once, so that numbers of actors can be shown as names. */
export function learnNames() {
  learning ??= api.get("/admin/users", { query: { limit: 1000 } }).then(({ data }) => {
    for (const { id, username } of data) names.set(id, username);
  }).catch((error) => {
    // A name is a courtesy: without it the number is shown.
    if (!(error instanceof ApiError)) throw error;
  });
  return learning;
}

/** Who did something: a name where it is known, and the number. */
export function person(id) {
  if (id === null || id === 0) return h("span", { class: "soft" }, t("admin.nobody"));
  if (id < 0) return h("span", { class: "soft" }, t("admin.service"));
  const name = names.get(id);
  return h("span", { class: "person" }, name ? [name, " "] : null, h("span", { class: "soft" }, `#${id}`));
}
