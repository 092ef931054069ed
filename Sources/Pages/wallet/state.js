// The data of a wallet page: balances and transfers, read by queries and kept current by the feed.

import { api } from "../client/api.js";
import { ApiError } from "../client/http.js";
import { everyRow, onceBack, pagedRows } from "../kit/kit.js";

/** How many transfers are read at first, and each time that somebody wants more. */
const step = 25;

/** The wallet of a signed-in user; `load` fills it. */
export class Wallet {
  constructor(user) {
    this.user = user;
    /** One per currency. */
    this.balances = [];
    /** Transfers, newest first by the time that each shows. */
    this.history = pagedRows({
      path: "/transactions", size: step, options: () => ({ after: this.place }),
    });
    /** All pending transfers, newest first. */
    this.pending = [];
    /** Whether the last reading failed, so that more may have happened. */
    this.isBehind = false;
    this.listeners = new Set();
    /** The last event that the feed sent, `{ position, history }`. */
    this.place = null;
    this.reading = null;
    this.readAgain = false;
    this.again = () => this.refresh();
    this.forget = () => {};
  }

  /** Codes of the currencies that the wallet holds or held. */
  get currencies() {
    return this.balances.map((balance) => balance.currency);
  }

  available(currency) {
    return this.balances.find((balance) => balance.currency === currency)?.available ?? 0;
  }

  onChange(listener) {
    this.listeners.add(listener);
  }

  notify() {
    for (const listener of this.listeners) listener();
  }

  /** Reads balances, the newest transfers and the pending ones. */
  async load() {
    await Promise.all([this.readBalances(), this.readPending(), this.history.refresh()]);
    this.notify();
  }

  async older() {
    await this.history.more();
    this.notify();
  }

  /** Reads what is new. A call during a reading causes one more. */
  refresh() {
    if (this.reading) this.readAgain = true;
    else this.reading = this.read().finally(() => { this.reading = null; });
    return this.reading;
  }

  /** Reads nothing more by itself. */
  close() {
    this.forget();
    this.listeners.clear();
  }

  /** Reads everything again: some of it may not have happened, because the log lost its end. */
  lose() {
    this.place = null;
    this.history.restart();
    this.pending = [];
    return this.refresh();
  }

  /** Applies a frame of the feed to a known transfer at once, and reads the rest. */
  follow(frame, place) {
    this.place = place;
    const known = this.history.find(frame.id);
    if (known) {
      const timestamp = frame.status === "posted" ? frame.timestamp : known.timestamp;
      const amount = frame.amount ?? known.amount;
      this.history.change(frame.id, { status: frame.status, amount, timestamp });
    }
    if (frame.status !== "pending") this.pending = this.pending.filter((row) => row.id !== frame.id);
    this.notify();
    return this.refresh();
  }

  async read() {
    do {
      this.readAgain = false;
      this.forget();
      try {
        await Promise.all([this.readBalances(), this.readPending(), this.history.refresh()]);
        this.isBehind = false;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // The page shows the state of the connection, and the known data stay.
        this.isBehind = true;
        this.forget = onceBack(error, this.again);
      }
      this.notify();
    } while (this.readAgain);
  }

  async readBalances() {
    const { data } = await api.get("/balances", { after: this.place });
    // A wallet without movements shows its balance in the service's own currency.
    this.balances = data.length > 0 ? data : [(await api.get("/balance")).data];
  }

  async readPending() {
    this.pending = await everyRow("/transactions", { query: { status: "pending" }, after: this.place });
  }
}
