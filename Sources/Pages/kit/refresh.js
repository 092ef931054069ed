// Content that is read again and again while somebody looks at it.

import { ApiError } from "../client/http.js";
import { problem } from "./i18n.js";
import { h, replace } from "./nodes.js";
import { onceBack } from "./recovery.js";
import { failure } from "./widgets.js";

/**
 * Calls `load` now and then every `seconds` while the page is visible, never twice at once.
 *
 * `notice` shows what `load` throws, beside the content, which stays. `ready` is the first reading;
 * `now()` resolves when a reading that began after the call has ended. Without `seconds` only
 * `now()` reads again; a turn is skipped while `isDue()` is false. A reading that failed because
 * the service was away is done again once it is back, whatever `seconds` and `isDue` are.
 */
export function refreshing(load, seconds = null, isDue = () => true) {
  const notice = h("div", { class: "trouble" });
  let timer = null;
  let running = null;
  let isWanted = false;
  let isOver = false;
  let shown = null;
  let forget = () => {};

  async function readings() {
    // The view is built first: `load` may use all of it.
    await null;
    do {
      isWanted = false;
      forget();
      try {
        await load();
        say(null);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isOver) return;
        say(error);
        forget = onceBack(error, now);
      }
    } while (isWanted && !isOver);
  }

  /** The same text is not replaced, because a screen reader would say it again. */
  function say(error) {
    const text = error && problem(error);
    if (isOver || text === shown) return;
    shown = text;
    replace(notice, error && failure(error, now));
  }

  function now() {
    clearTimeout(timer);
    if (isOver) return Promise.resolve();
    isWanted = true;
    running ??= readings().finally(() => {
      running = null;
      wait();
    });
    return running;
  }

  function wait() {
    if (seconds === null || isOver || document.hidden) return;
    timer = setTimeout(() => { if (isDue()) now(); else wait(); }, seconds * 1000);
  }

  function seen() {
    clearTimeout(timer);
    if (!document.hidden && seconds !== null) now();
  }
  document.addEventListener("visibilitychange", seen);
  return {
    notice,
    ready: now(),
    now,
    stop() {
      isOver = true;
      forget();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}
