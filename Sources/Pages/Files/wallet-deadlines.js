// When pending transfers expire. Queries do not say it, the feed does: a transfer's id is the
// position of its first event, so the stream behind the position before it begins with its frame.

/** How long to wait for a frame that was asked for. */
const PATIENCE_MS = 10_000;

const known = new Map();
const asked = new Map();
let last = Promise.resolve();

/** Remembers the deadline that a frame of the feed tells. */
export function learnDeadline(frame) {
  if (frame.expires_at) known.set(frame.id, frame.expires_at);
}

/** The deadline of a pending transfer as RFC 3339 text, or null if nobody can tell. */
export function deadline(id) {
  if (known.has(id)) return Promise.resolve(known.get(id));
  if (!asked.has(id)) {
    // One after the other: a user may have few streams at a time.
    last = last.then(() => known.get(id) ?? ask(id));
    asked.set(id, last);
    last.then((found) => found ?? asked.delete(id));
  }
  return asked.get(id);
}

function ask(id) {
  return new Promise((resolve) => {
    const stream = new EventSource(`/feed?last_event_id=${id - 1}`);
    const end = (found) => {
      clearTimeout(timer);
      stream.close();
      resolve(found);
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    stream.addEventListener("transaction", (event) => {
      const frame = JSON.parse(event.data);
      learnDeadline(frame);
      if (Number(event.lastEventId) >= id) end(known.get(id) ?? null);
    });
    stream.addEventListener("end", () => end(null));
    stream.addEventListener("counts", () => end(null));
    stream.onerror = () => end(null);
  });
}
