// Texts of cells between commas or semicolons, as spreadsheets write them (RFC 4180).

/** What is wrong with a file as a whole; `word` belongs to the text `transfers.file.<word>`. */
export class FileProblem extends Error {
  constructor(word, { line = null, name = "" } = {}) {
    super(word);
    this.word = word;
    /** The line of the file, or null if it is about all of it. */
    this.line = line;
    /** The column that it is about. */
    this.name = name;
  }
}

/**
 * Reads a text: `{ separator, rows: [{ line, cells }] }`, without empty rows.
 *
 * The first row that is not empty says what separates, unless the first line is `sep=;` or `sep=,`,
 * as spreadsheets write it to say so. Quotes enclose a cell that holds a separator, a quote (which is
 * doubled) or the end of a line. `tally transfers` reads by the same rules; a table of cases is tried
 * on both.
 */
export function readCSV(text) {
  const reader = new Reader(text.replace(/^\uFEFF/, ""));
  const rows = [];
  for (let row = reader.row(); row !== null; row = reader.row()) {
    if (row.cells.some((cell) => cell !== "")) rows.push(row);
  }
  return { separator: reader.separator, rows };
}

/** A first line for Excel, up to its end. */
const namedSeparator = /^sep=([,;])(?=[\r\n])/;

class Reader {
  constructor(text) {
    this.text = text;
    this.index = 0;
    this.line = 1;
    const [naming, separator] = namedSeparator.exec(text) ?? [];
    this.separator = separator ?? separatorOf(text);
    if (naming === undefined) return;
    this.index = naming.length;
    this.takeLineEnd();
  }

  get next() {
    return this.text[this.index];
  }

  /** Null at the end of the text. */
  row() {
    if (this.next === undefined) return null;
    const { line } = this;
    const cells = [];
    do cells.push(this.cell()); while (this.take(this.separator));
    this.takeLineEnd();
    return { line, cells };
  }

  cell() {
    const start = this.index;
    this.skipBlanks();
    if (this.take('"')) return this.quoted();
    while (!this.isAtEndOfCell) this.index += 1;
    return this.text.slice(start, this.index).trim();
  }

  /** The rest of a cell whose opening quote was taken. */
  quoted() {
    const { line } = this;
    let content = "";
    while (this.next !== undefined) {
      if (this.takeLineEnd()) {
        content += "\n";
      } else if (this.take('"')) {
        if (!this.take('"')) return this.closed(content);
        content += '"';
      } else {
        content += this.next;
        this.index += 1;
      }
    }
    throw new FileProblem("open-quote", { line });
  }

  closed(content) {
    this.skipBlanks();
    if (!this.isAtEndOfCell) throw new FileProblem("after-quote", { line: this.line });
    return content.trim();
  }

  get isAtEndOfCell() {
    return [undefined, this.separator, "\n", "\r"].includes(this.next);
  }

  skipBlanks() {
    while (this.next === " " || this.next === "\t") this.index += 1;
  }

  take(character) {
    if (this.next !== character) return false;
    this.index += 1;
    return true;
  }

  /** Takes a line feed, a carriage return, or both together, if there is one. */
  takeLineEnd() {
    const isReturn = this.take("\r");
    if (!this.take("\n") && !isReturn) return false;
    this.line += 1;
    return true;
  }
}

/** A semicolon if the first row with any text has one outside quotes, else a comma. */
function separatorOf(text) {
  let isQuoted = false;
  let hasText = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ";" && !isQuoted) return character;
    else if ((character === "\n" || character === "\r") && hasText && !isQuoted) break;
    else if (character > " ") hasText = true;
  }
  return ",";
}

/** Rows of texts as a file for spreadsheets, with the mark that says that it is UTF-8. */
export function csvFile(rows, separator) {
  const text = rows.map((row) => `${row.map(writtenCell).join(separator)}\r\n`).join("");
  return new Blob(["\uFEFF", text], { type: "text/csv; charset=utf-8" });
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function writtenCell(text) {
  const plain = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) ? `'${text}` : text;
  return /[,;\t"\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
