// What slots, shops, services and orders share: a button that is one command, lists that keep their
// elements while data change around them, and the server's clock.
import { ApiError, newKey } from "../client/api.js";
import { dialog, h } from "./dom.js";
import { language, problem, reason, t } from "./i18n.js";

/** The API takes no more of one product. */
const QUANTITY_LIMIT = 1_000_000_000;

/** A place for what went wrong, which a screen reader tells as soon as it is filled. */
export function note() {
  const element = h("p", { class: "form-message", role: "alert", hidden: true });
  return {
    element,
    say(text) {
      element.hidden = !text;
      element.textContent = text ?? "";
    },
  };
}

/**
 * Whether the service has decided, so that a further click is a new command.
 *
 * Otherwise the command may have been done, and the next click asks for it under the same key.
 */
function isDecided(error) {
  return error.status >= 400 && error.status < 500 && ![401, 409, 429].includes(error.status);
}

/**
 * Sends commands of one kind, one at a time: `await send(wish, makeBody)`.
 *
 * One key per wish: it is made when the wish is sent first, with the body, and both are kept until
 * the command is done or refused. `run(key, body)` sends it, `done(outcome, body)` follows if it was
 * carried out. What went wrong stands in `told`, a `note()`; `reasons` has keys of texts for refusals
 * that mean something of their own here.
 */
export function sender({ run, done, told, reasons = {} }) {
  let pending = null;
  let isRunning = false;

  return async (wish = "", makeBody = () => undefined) => {
    if (isRunning) return;
    isRunning = true;
    told.say(null);
    try {
      if (pending?.wish !== wish) pending = { wish, key: newKey(), body: makeBody() };
      const { key, body } = pending;
      const outcome = await run(key, body);
      pending = null;
      if (outcome.ok) await done(outcome, body);
      else told.say(outcome.reason in reasons ? t(reasons[outcome.reason]) : reason(outcome.reason));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isDecided(error)) pending = null;
      told.say(problem(error));
    } finally {
      isRunning = false;
    }
  };
}

/**
 * A button for one command, see `sender`.
 *
 * `ask()` gives what to confirm first, `check()` answers whether there is something to send,
 * `wish()` the text of what is wanted.
 */
export function action({ label, kind = "", ask, check, wish, body, ...command }) {
  const send = sender(command);
  const button = h("button", {
    type: "button",
    class: `button ${kind}`.trim(),
    on: { click: press },
  }, label);

  async function press() {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      if (check && !check()) return;
      const question = ask?.();
      if (question && !(await isConfirmed(question))) return;
      await send(wish?.(), body);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
  return button;
}

async function isConfirmed({ title, body, yes, kind = "primary" }) {
  const answer = await dialog({
    title,
    body,
    actions: [
      { label: t("goods.back"), kind: "plain", value: null },
      { label: yes, kind, value: true },
    ],
  });
  return answer === true;
}

/**
 * Keeps one part per key in a container, so that focus, messages and what was typed stay while rows
 * around them come, change and go.
 *
 * `make(row)` answers `{ element, update(row) }`.
 */
export function keyed(container, keyOf, make) {
  const parts = new Map();
  return {
    set(rows) {
      const keys = new Set(rows.map(keyOf));
      for (const [key, part] of parts) {
        if (keys.has(key)) continue;
        if (part.element.contains(document.activeElement)) focus(container);
        part.element.remove();
        parts.delete(key);
      }
      rows.forEach((row, index) => {
        const key = keyOf(row);
        if (!parts.has(key)) parts.set(key, make(row));
        const part = parts.get(key);
        part.update(row);
        if (container.children[index] !== part.element) {
          container.insertBefore(part.element, container.children[index] ?? null);
        }
      });
    },
    part: key => parts.get(key),
  };
}

/** Moves the focus to something that is no control. */
export function focus(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/**
 * The server's time, from the Date of its answers, which is cut to whole seconds.
 *
 * Each answer says that the clocks differ by something between two bounds; what all have in common
 * soon is a fraction of a second. Bounds that exclude each other mean that a clock was set.
 */
export class ServerClock {
  #low = -Infinity;
  #high = Infinity;

  /** `askedAt` is this machine's time when the question was sent. */
  heard(headers, askedAt, now = Date.now()) {
    const date = Date.parse(headers.get("Date") ?? "");
    if (Number.isNaN(date)) return;
    const low = date - now;
    const high = date + 1000 - askedAt;
    this.#low = Math.max(this.#low, low);
    this.#high = Math.min(this.#high, high);
    if (this.#low > this.#high) [this.#low, this.#high] = [low, high];
  }

  now() {
    const isKnown = Number.isFinite(this.#low);
    return Date.now() + (isKnown ? (this.#low + this.#high) / 2 : 0);
  }
}

/**
 * Calls `work` every so many milliseconds while the page is seen, and when it comes back to sight.
 *
 * Answers what stops it. One call at a time; what fails is tried again at the next turn.
 */
export function whileSeen(milliseconds, work) {
  let isRunning = false;
  async function turn() {
    if (isRunning || document.hidden || navigator.onLine === false) return;
    isRunning = true;
    try {
      await work();
    } catch {
      // The banner of the connection tells; the next turn tries again.
    } finally {
      isRunning = false;
    }
  }
  const timer = setInterval(turn, milliseconds);
  document.addEventListener("visibilitychange", turn);
  addEventListener("online", turn);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", turn);
    removeEventListener("online", turn);
  };
}

/** Calls `work` once for all calls within some milliseconds. */
export function gathered(milliseconds, work) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      Promise.resolve(work()).catch(() => {});
    }, milliseconds);
  };
}

/** A moment that has to be read exactly. */
export function moment(iso) {
  const format = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" });
  return h("time", { datetime: iso }, format.format(new Date(iso)));
}

/** What is shown where something could not be loaded, with a way to try again. */
export function failure(error, again) {
  return h("div", { class: "empty", role: "alert" },
    h("p", null, problem(error)),
    h("button", { type: "button", class: "button", on: { click: again } }, t("goods.again")));
}

/** How many; `value` is null, and `told` says why, if what was typed is no quantity, such as "1e3". */
export function quantityField({ label, told, value = 1, min = 1, on = {} }) {
  const limits = { min, max: QUANTITY_LIMIT, step: 1, required: true };
  const input = h("input", { type: "number", class: "quantity", ...limits, value, "aria-label": label, on });
  input.addEventListener("input", () => input.removeAttribute("aria-invalid"));
  return {
    input,
    get value() {
      const isValid = input.checkValidity() && /^\d+$/.test(input.value);
      if (isValid) return input.valueAsNumber;
      input.setAttribute("aria-invalid", "true");
      told.say(t("goods.quantity-wrong", { min, max: QUANTITY_LIMIT }));
      return null;
    },
    set(number) {
      input.value = String(number);
      input.removeAttribute("aria-invalid");
    },
  };
}

const badges = {
  draft: "plain", placed: "warn", paid: "good", in_processing: "warn", done: "good",
  cancelled: "plain", discarded: "plain",
};

/** The state of an order in a word. */
export function statusBadge(status) {
  return h("span", { class: `badge ${badges[status] ?? "plain"}` }, t(`orders.status.${status}`));
}
