// Content that is read again and again while somebody looks at it.

import { ApiError } from "../client/http.js";
import { h, replace } from "./nodes.js";
import { failure } from "./widgets.js";

/**
 * Calls `load` now and then every `seconds` while the page is visible, never twice at once.
 *
 * `notice` shows what `load` throws, beside the content, which stays. `ready` is the first reading;
 * `now()` resolves when a reading that began after the call has ended. Without `seconds` only
 * `now()` reads again, or the next look after a failure; a turn is skipped while `isDue()` is
 * false.
 */
export function refreshing(load, seconds = null, isDue = () => true) {
  const notice = h("div", { class: "trouble" });
  let timer = null;
  let running = null;
  let isWanted = false;
  let hasFailed = false;
  let isOver = false;

  async function readings() {
    // The view is built first: `load` may use all of it.
    await null;
    do {
      isWanted = false;
      try {
        await load();
        hasFailed = false;
        if (!isOver) replace(notice);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        hasFailed = true;
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
    if (!document.hidden && (seconds !== null || hasFailed)) now();
  }
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", seen);
  return {
    notice,
    ready: now(),
    now,
    stop() {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      removeEventListener("online", seen);
    },
  };
}
