// Sending the lines of a file in parts, each under a key of its own that is made of the file's mark.

import { api } from "../client/api.js";
import { ApiError } from "../client/http.js";
import { reason } from "../kit/i18n.js";
import { textColumns } from "./file.js";

/** Lines of one request: few, so that the progress moves, and one append of the service each. */
const partSize = 500;

/**
 * How all keys begin: the service keeps the receipts of `transfers-MARK…` for ever
 * (`ReceiptKey.transferFilePrefix`).
 */
const keyPrefix = "transfers-";

/** The sending of the lines of a file; `run` is the number of the payment, 1 for the first. */
export class Sending {
  constructor({ lines, mark }, run) {
    this.lines = lines;
    this.mark = mark;
    this.run = run;
    /** Whether each line was paid, of those that are decided. */
    this.results = [];
    /** Whether an earlier sending has decided all of them. */
    this.isReplayed = true;
  }

  get isDone() {
    return this.results.length === this.lines.length;
  }

  get paid() {
    return this.results.filter(Boolean).length;
  }

  /**
   * Sends the next part, or the same one again after an error.
   *
   * Throws an `ApiError`: then nothing of the part may be taken for sent or not sent.
   */
  async sendPart() {
    const start = this.results.length;
    const part = this.lines.slice(start, start + partSize);
    const body = { mode: "each", items: part.map(itemOf) };
    const key = `${keyPrefix}${this.mark}-${this.run}.${start / partSize + 1}`;
    const outcome = await api.command("POST", "/transfers/bulk", body, { key });
    if (!Array.isArray(outcome.data)) throw new ApiError({ status: 409, detail: reason(outcome.reason) });
    this.results.push(...outcome.data);
    this.isReplayed = this.isReplayed && outcome.replayed;
  }

  /** The line that a field of the service's problem is about, such as `items[3].amount`, or null. */
  lineOf(name) {
    const [, index] = /^items\[(\d+)\]/.exec(name) ?? [];
    return index === undefined ? null : this.lines[this.results.length + Number(index)] ?? null;
  }
}

/** The item of a line: the own wallet pays if the line names nobody. */
function itemOf({ payer, payerId, receiver, receiverId, amount, currency, given }) {
  return {
    ...(payer === null ? {} : { from: payerId }),
    ...(receiver.startsWith("#") ? { receiver_id: receiverId } : { receiver_username: receiver }),
    amount,
    currency,
    ...Object.fromEntries(textColumns.filter(({ name }) => given[name]).map(({ name }) => [name, given[name]])),
  };
}
