// What failed because the service was away is done again once it is back: one mechanism for all views.

import { connectionState, isTemporary, onConnection } from "../client/http.js";

/** The pause before a service that answers, but with errors, is asked again. */
const pauseMilliseconds = 5_000;
const waiting = new Set();
let timer = null;

/**
 * Calls `again` once when the service is back, if the error says that it was away or busy.
 *
 * Returns a function that forgets it.
 */
export function onceBack(error, again) {
  if (!isTemporary(error.status)) return () => {};
  waiting.add(again);
  arm();
  return () => waiting.delete(again);
}

/** Without a connection, the change of its state is awaited; it comes from `http.js`. */
function arm() {
  clearTimeout(timer);
  if (waiting.size > 0 && connectionState() === "online" && !document.hidden) {
    timer = setTimeout(callAll, pauseMilliseconds);
  }
}

function callAll() {
  clearTimeout(timer);
  const due = [...waiting];
  waiting.clear();
  for (const again of due) again();
}

onConnection((state) => { if (state === "online") callAll(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) callAll(); });
