// The transfers of a CSV file, each line checked as far as the file alone allows.

import { namePattern } from "../account/fields.js";
import { digest } from "../client/digest.js";
import { minorUnits, readAmount } from "../kit/format.js";
import { FileProblem, readCSV } from "./csv.js";

/**
 * The columns, in the order of the preview, of the results and of the mark; a new one comes last.
 *
 * `said(line)` is one form of what the line says there, or null: it makes the mark. A column with
 * `most` is a text of so many characters, which is sent as it is; only one with `hasLines` may go
 * over several lines.
 */
export const columns = [
  { name: "from", said: (line) => line.payer },
  { name: "receiver", isRequired: true, said: (line) => line.receiver },
  { name: "amount", isRequired: true, said: (line) => line.units },
  { name: "currency", said: (line) => line.currency },
  { name: "memo", most: 200, hasLines: true, said: (line) => line.given.memo ?? null },
  { name: "reference", most: 64, said: (line) => line.given.reference ?? null },
];

/** The columns of texts that are sent as they are. */
export const textColumns = columns.filter(({ most }) => most !== undefined);

/** The most transfers of a file, and the most bytes, which that many lines with long memos have. */
const mostLines = 10_000;
export const mostBytes = 8 * 1024 * 1024;
/** What no text that others are shown may hold, by the service's rule. */
const forbidden = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/u;
/** A character that is seen; one that is not assigned yet may be a new emoji. */
const visible = /[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/u;
/** Joiners, selectors and tags after a character whose form they change. */
const joiner = new RegExp([
  /(?<=[\u0600-\u07ff\u0860-\u0dff\ufe0f]|(?![\0-\x7f])\p{Emoji})[\u200c\u200d]/u,
  /(?<=(?![\0-\x7f])\p{Emoji})[\ufe0e\ufe0f]/u,
  /(?<=[0-9#*])\ufe0f(?=\u20e3)/u,
  /(?<=[\u{1f3f4}\u{e0020}-\u{e007f}])[\u{e0020}-\u{e007f}]/u,
].map(({ source }) => source).join("|"), "gu");
/** Marks that only order a text of mixed directions. */
const directionMarks = /[\u200e\u200f\u061c]/gu;

/**
 * Reads a file: `{ separator, lines, mark }`. Throws a `FileProblem`.
 *
 * `standard` is the currency of lines that name none, `isCurrency(code)` whether there is one.
 * `mark` is what these transfers are known by: the same ones in the same order have the same mark.
 */
export function readTransfers(text, { standard, isCurrency }) {
  const { separator, rows } = readCSV(text);
  if (rows.length === 0) throw new FileProblem("no-lines");
  const [header, ...rest] = rows;
  const named = namedColumns(header);
  if (rest.length === 0) throw new FileProblem("no-lines");
  if (rest.length > mostLines) throw new FileProblem("too-many-lines");
  const lines = rest.map((row) => readLine(row, named, standard, isCurrency));
  return { separator, lines, mark: digest(lines.map((line) => `${said(line)}\u001e`).join("")).slice(0, 32) };
}

function namedColumns({ line, cells }) {
  const last = cells.findLastIndex((cell) => cell !== "");
  const found = [];
  for (const cell of cells.slice(0, last + 1)) {
    const name = cell.toLowerCase();
    if (!columns.some((column) => column.name === name)) throw new FileProblem("unknown-column", { line, name: cell });
    if (found.includes(name)) throw new FileProblem("repeated-column", { line, name });
    found.push(name);
  }
  const missing = columns.find((column) => column.isRequired && !found.includes(column.name));
  if (missing) throw new FileProblem("missing-column", { line, name: missing.name });
  return found;
}

/** A line; its `problems` are words of texts, and empty if it can be sent. */
function readLine({ line: number, cells }, named, standard, isCurrency) {
  const given = {};
  named.forEach((name, at) => { if (cells[at]) given[name] = cells[at]; });
  const payer = partyOf(given.from);
  const receiver = partyOf(given.receiver);
  const currency = (given.currency ?? standard).toUpperCase();
  const isKnown = given.currency === undefined || (/^[A-Z]{3}$/.test(currency) && isCurrency(currency));
  // How many digits are right depends on the currency.
  const { text: amount, wrong } = isKnown && given.amount !== undefined ? readAmount(given.amount, currency) : {};
  const problems = [
    cells.slice(named.length).some((cell) => cell !== "") && "extra-cells",
    given.from !== undefined && payer === null && "payer-form",
    receiver === null && (given.receiver === undefined ? "no-receiver" : "receiver-form"),
    payer !== null && payer === receiver && "same-user",
    !isKnown && "currency",
    given.amount === undefined ? "no-amount" : wrong && `amount-${wrong}`,
    ...textColumns.filter((column) => !isText(given[column.name] ?? "", column)).map(({ name }) => name),
  ].filter(Boolean);
  return {
    number, given, payer, receiver, currency, amount, problems,
    units: amount === undefined ? null : BigInt(minorUnits(amount, currency)),
  };
}

/** A user as a cell names one: a name in lower case, or `#12` for the user's number; null if it is wrong. */
function partyOf(text) {
  if (text === undefined) return null;
  return namePattern.test(text) || /^#[1-9]\d{0,14}$/.test(text) ? text.toLowerCase() : null;
}

function isText(text, { most, hasLines }) {
  const bare = text.replace(joiner, "").replace(hasLines ? directionMarks : "", "");
  return [...text].length <= most && !forbidden.test(bare)
    && (hasLines || !/[\t\n]/.test(text)) && (text === "" || visible.test(bare));
}

function said(line) {
  return columns.map(({ name, said: saying }) => [name, saying(line)])
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`).join("\u001f");
}

/** The number of transfers and their sum in each currency, in order of the codes. */
export function totals(lines) {
  const sums = new Map();
  for (const { units, currency } of lines) {
    if (units === null) continue;
    const { count, amount } = sums.get(currency) ?? { count: 0, amount: 0n };
    sums.set(currency, { currency, count: count + 1, amount: amount + units });
  }
  return [...sums.values()].sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

/**
 * What one wallet pays for the lines in each currency, and what it lacks, if it `has(currency)` so much.
 *
 * In the order of the file, which is that of the decisions: a line may spend what an earlier one has
 * brought. `pays(line)` and `receives(line)` say which lines are the wallet's.
 */
export function walletTotals(lines, { pays, receives, has }) {
  const sums = new Map();
  for (const line of lines) {
    const { currency, units } = line;
    const sum = sums.get(currency) ?? { currency, paid: 0n, left: BigInt(has(currency)), lacking: 0n };
    sums.set(currency, sum);
    if (receives(line)) sum.left += units;
    if (!pays(line)) continue;
    sum.paid += units;
    sum.left -= units;
    if (-sum.left > sum.lacking) sum.lacking = -sum.left;
  }
  return [...sums.values()].filter(({ paid }) => paid > 0n);
}
