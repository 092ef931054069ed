// Pages of the log under a filter, in both directions.
import { api } from "./api.js";

const pageSize = 100;
/** Requests for one page where most events are left out here or by the service. */
const mostRequests = 8;
/** Events around a command that are looked at for its own: it writes them side by side. */
const near = 400;

/**
 * `filter`: `stream` and `type`, which the service knows; `command` and `correlation`, which are looked
 * for here; `position`, the newest to begin with; `near`, a position close to what is looked for.
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

  async function ask(place) {
    const { data, headers } = await api.get("/admin/events", {
      query: { stream: filter.stream, type: filter.type, limit: pageSize, ...place }, fresh: false,
    });
    const scanned = headers.get("Tally-Scanned");
    return { data, scanned: scanned === null ? null : Number(scanned) };
  }

  return {
    /** Whether the beginning of the log has been reached. */
    get isComplete() { return isComplete; },
    /** The oldest position that was looked at. */
    get reached() { return before; },

    /** The next older events, newest first. */
    async older() {
      const found = [];
      for (let request = 0; request < mostRequests && !isComplete && found.length < pageSize / 2; request += 1) {
        const { data, scanned } = await ask({ before });
        if (data.length > 0 && after === null) after = data[0].position;
        found.push(...data.filter(isWanted));
        const last = data.at(-1)?.position ?? before;
        before = scanned === null ? last : Math.min(scanned, last ?? scanned);
        isComplete = (scanned === null && data.length < pageSize) || before === null || before <= 1;
      }
      return found;
    },

    /** What came behind the newest event, newest first; `isEnd` where there is no more now. */
    async newer() {
      const { data, scanned } = await ask({ after: after ?? 0 });
      const last = data.at(-1)?.position ?? after ?? 0;
      const isEnd = data.length < pageSize && (scanned === null || scanned <= last);
      after = Math.max(last, scanned ?? 0);
      return { events: data.filter(isWanted).reverse(), isEnd };
    },
  };
}
