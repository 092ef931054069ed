// The live feed: one stream for everything on a page, which resumes where it was interrupted.

import {
  ApiError, isOutOfReach, onConnection, parseJSON, problemOf, reportAnswered, reportLost,
} from "./http.js";
import { readTokens, refreshTokens, validToken } from "./tokens.js";

const events = ["transaction", "hold", "order", "counts"];
/** The service sends at least a heartbeat every 15 s. */
const silenceMilliseconds = 40_000;
/**
 * A hidden tab closes its connection after this time, and catches up when it is visible again.
 *
 * Over HTTP/1.1 a browser has six connections for all its tabs; kept connections would make the
 * next tab wait.
 */
const hiddenMilliseconds = 5_000;

/** Splits a stream into blocks of `{ id, event, data }`. */
async function* blocks(stream, onLife) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onLife();
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const block = { id: null, event: "message", data: "" };
      for (const line of part.split("\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) block[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
      }
      yield block;
    }
  }
}

/** Whether the service was out of reach. A stream that the page itself ends does not count. */
function isLost(error) {
  return error instanceof ApiError ? isOutOfReach(error.status) : error instanceof TypeError;
}

class Stream {
  constructor(isPublic) {
    this.isPublic = isPublic;
    this.followers = new Set();
    this.state = "connecting";
    this.lastId = null;
    this.abort = null;
    this.wake = () => {};
    this.onShow = () => this.shown();
    // A page in the back cache would keep its connection, of which a browser has six.
    this.onLeave = () => this.abort?.abort();
    addEventListener("pagehide", this.onLeave);
    document.addEventListener("visibilitychange", this.onShow);
    addEventListener("online", this.onShow);
    this.forget = onConnection((state) => { if (state === "online") this.shown(); });
    this.run();
  }

  get over() {
    return this.followers.size === 0;
  }

  setState(state) {
    if (state === this.state) return;
    this.state = state;
    for (const follower of [...this.followers]) follower.onState?.(state);
  }

  shown() {
    clearTimeout(this.hiding);
    if (document.hidden) this.hiding = setTimeout(() => this.abort?.abort(), hiddenMilliseconds);
    else this.wake();
  }

  stop() {
    document.removeEventListener("visibilitychange", this.onShow);
    removeEventListener("online", this.onShow);
    this.forget();
    removeEventListener("pagehide", this.onLeave);
    clearTimeout(this.hiding);
    this.abort?.abort();
    this.wake();
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => { if (!document.hidden || this.over) resolve(); }, milliseconds);
      this.wake = () => { clearTimeout(timer); resolve(); };
    });
  }

  async run() {
    // Followers are added after the constructor has returned.
    await null;
    for (let failures = 0; !this.over; ) {
      // A tab that was opened in the background needs no stream before it is visible.
      if (document.hidden) await this.pause(0);
      if (this.over) return;
      let wait = Math.min(15_000, 500 * 2 ** failures);
      try {
        await this.connect(() => { failures = 0; });
        wait = 500;
      } catch (error) {
        failures = Math.min(failures + 1, 8);
        if (error instanceof ApiError && error.retryAfter) wait = Math.max(wait, error.retryAfter * 1000);
        if (error instanceof ApiError && error.status === 422) this.lastId = null;
        if (error instanceof ApiError && error.kind === "history-changed") this.lose();
        // The first failure may only be an interrupted stream.
        if (failures > 1 && isLost(error)) reportLost();
      }
      if (this.over) return;
      this.setState(navigator.onLine ? "connecting" : "offline");
      await this.pause(wait);
    }
  }

  async connect(onLive) {
    const abort = new AbortController();
    this.abort = abort;
    let silence = setTimeout(() => abort.abort(), silenceMilliseconds);
    const life = () => {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), silenceMilliseconds);
    };
    try {
      const headers = { Accept: "text/event-stream" };
      if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
      const token = this.isPublic ? null : await validToken();
      // The header names the session even if another tab has just changed the cookie.
      if (token) headers.Authorization = `Bearer ${token}`;
      const response = await fetch("/feed", {
        headers, signal: abort.signal, cache: "no-store",
        credentials: this.isPublic ? "omit" : "same-origin",
      });
      if (response.status === 401 && token) await refreshTokens(token);
      if (!response.ok) throw await problemOf(response);
      onLive();
      reportAnswered();
      this.setState("live");
      for await (const block of blocks(response.body, life)) {
        if (block.id !== null) this.lastId = block.id;
        if (block.event === "end") {
          if (parseJSON(block.data)?.reason === "history-changed") this.lose();
          const tokens = readTokens();
          if (tokens && tokens.access === token) await refreshTokens(token);
          return;
        }
        if (events.includes(block.event)) this.deliver(block);
      }
    } finally {
      clearTimeout(silence);
      abort.abort();
    }
  }

  deliver({ id, event, data }) {
    const value = parseJSON(data);
    const [position, history] = id.split("-");
    const place = { position: Number(position), history };
    for (const follower of [...this.followers]) follower.on[event]?.(value, place);
  }

  /** The log has lost its end, maybe with delivered events: followers read everything again. */
  lose() {
    this.lastId = null;
    for (const follower of [...this.followers]) follower.onLost?.();
  }
}

const streams = new Map();

/** Ends the streams of the previous user. */
export function resetFeed() {
  for (const [isPublic, stream] of streams) {
    if (isPublic) continue;
    stream.followers.clear();
    stream.stop();
    streams.delete(isPublic);
  }
}

/**
 * Calls `on[event](data, place)` for every event from now on, and `onLost()` when the log has lost
 * its end: some of the delivered events may be gone, so everything has to be read again.
 *
 * With `open` it is the public feed, which has only `counts`.
 */
export function follow({ on, onState, onLost, open = false }) {
  let stream = streams.get(open);
  if (!stream) {
    stream = new Stream(open);
    streams.set(open, stream);
  }
  const follower = { on, onState, onLost };
  stream.followers.add(follower);
  onState?.(stream.state);
  return {
    close() {
      stream.followers.delete(follower);
      // The next view, which is shown at once, uses the same stream.
      setTimeout(() => {
        if (!stream.over || streams.get(open) !== stream) return;
        streams.delete(open);
        stream.stop();
      }, 200);
    },
  };
}
