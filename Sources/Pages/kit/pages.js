// Lists that are read page by page: each row once, whatever is added in the meantime.

import { api } from "../client/api.js";

/** The largest page of the API. */
const largestPage = 1000;
/** A list that somebody has unfolded grows by what is added, up to this many rows. */
const mostRows = 2_000;

/** Reads at most `most` rows from a cursor on, or from the start, and the cursor of those after them. */
async function readRows(path, { query, after }, most, start = null) {
  const rows = [];
  let next = start;
  do {
    const limit = Math.min(largestPage, most - rows.length);
    const answer = await api.get(path, { query: { ...query, limit, before: next }, after });
    rows.push(...answer.data);
    next = answer.next;
  } while (next !== null && rows.length < most);
  return { rows, next };
}

/** All rows of a list. `options` are those of `api.get`. */
export async function everyRow(path, options = {}) {
  return (await readRows(path, options, Infinity)).rows;
}

/**
 * The rows of a list as far as somebody has asked for them, in the order of the list.
 *
 * `size` is how many are read at first and by each `more()`, a number or a function; `options()`
 * returns what `api.get` takes. `refresh()` reads the known rows again, with those that were added.
 * `more()` goes on at the cursor after the last known row, so no row is left out or shown twice.
 * Both resolve to false if `restart()` was called meanwhile, because the rows are of another list now.
 * `draw()` is called when the rows are others than before.
 */
export function pagedRows({ path, size, keyOf = (row) => row.id, options = () => ({}), draw = () => {} }) {
  const pageSize = () => (typeof size === "function" ? size() : size);
  let rows = [];
  let isRead = false;
  let next = null;
  let generation = 0;
  let last = Promise.resolve();

  /** One reading at a time, since each begins where the one before has ended. */
  function inTurn(read) {
    const begun = generation;
    const reading = last.then(async () => {
      if (begun !== generation) return false;
      const found = await read();
      if (begun !== generation) return false;
      rows = [...new Map(found.rows.map((row) => [keyOf(row), row])).values()];
      next = found.next;
      isRead = true;
      draw();
      return true;
    });
    last = reading.catch(() => {});
    return reading;
  }

  async function again() {
    const isUnfolded = rows.length > pageSize();
    const known = new Set(rows.map(keyOf));
    const first = await readRows(path, options(), Math.max(pageSize(), rows.length));
    const added = first.rows.filter((row) => !known.has(keyOf(row))).length;
    const grown = Math.min(added, mostRows - first.rows.length);
    // What was added must not push the last rows away from somebody who reads them.
    if (!isUnfolded || grown <= 0 || first.next === null) return first;
    const rest = await readRows(path, options(), grown, first.next);
    return { rows: [...first.rows, ...rest.rows], next: rest.next };
  }

  async function further() {
    if (next === null) return { rows, next };
    const found = await readRows(path, options(), pageSize(), next);
    return { rows: [...rows, ...found.rows], next: found.next };
  }

  /** Before the first reading, nobody can tell what the list is without these rows. */
  function keep(changed) {
    rows = changed;
    if (isRead) draw();
  }

  return {
    get rows() { return rows; },
    /** Whether it has been read since it began. */
    get isRead() { return isRead; },
    /** Whether the list goes on after these rows. */
    get hasMore() { return next !== null; },
    find: (key) => rows.find((row) => keyOf(row) === key),
    refresh: () => inTurn(again),
    more: () => inTurn(further),
    /** Forgets all rows; the next `refresh()` begins at the start. */
    restart() {
      generation += 1;
      isRead = false;
      rows = [];
      next = null;
    },
    /** Applies what is known about a row before it is read again. */
    change(key, change) {
      keep(rows.map((row) => (keyOf(row) === key ? { ...row, ...change } : row)));
    },
    remove(key) {
      keep(rows.filter((row) => keyOf(row) !== key));
    },
  };
}
