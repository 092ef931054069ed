// Pages of the log under a filter, in both directions.

import { api } from "../client/api.js";

const pageSize = 100;
/** The most requests for one page, if the filter leaves out most events. */
const mostRequests = 8;
/** How many events after a command are searched for its own: a command writes them side by side. */
const near = 400;

/**
 * `filter`: `stream` and `type`, which the service applies; `command` and `correlation`, which are
 * applied here; `position`, where to begin; `near`, a position close to the wanted events.
 */
export function logSource(filter) {
  const start = filter.position ? Number(filter.position) + 1
    : filter.near ? Number(filter.near) + near : null;
  let before = start;
  let after = start === null ? null : start - 1;
  let isComplete = false;

  const isWanted = (event) =>
    (!filter.command || event.command === filter.command || event.causation === filter.command)
    && (!filter.correlation || event.correlation === filter.correlation);

  /** `scanned` is the position where the search stopped, whether it found anything or not. */
  async function ask(place) {
    const { data, headers, position } = await api.get("/admin/events", {
      query: { stream: filter.stream, type: filter.type, limit: pageSize, ...place }, fresh: false,
    });
    return { data, end: position, scanned: Number(headers.get("Tally-Scanned")) };
  }

  return {
    /** Whether the beginning of the log has been reached. */
    get isComplete() { return isComplete; },
    /** The oldest position that was searched. */
    get reached() { return before; },

    /** The next older events, newest first. */
    async older() {
      const found = [];
      for (let requests = 0; requests < mostRequests; requests += 1) {
        if (isComplete || found.length >= pageSize / 2) break;
        const { data, end, scanned } = await ask({ before });
        after ??= end;
        found.push(...data.filter(isWanted));
        before = scanned;
        isComplete = scanned <= 1;
      }
      return found;
    },

    /** The events after the newest known one, newest first; `isEnd` if there are no more now. */
    async newer() {
      const { data, end, scanned } = await ask({ after });
      after = scanned;
      return { events: data.filter(isWanted).reverse(), isEnd: scanned >= end };
    },
  };
}
