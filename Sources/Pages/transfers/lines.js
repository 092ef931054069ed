// The lines of a file in tables: before they are sent, and with their results.

import { address } from "../admin/names.js";
import { money, moneyText, readAmount } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { choice, h, moreButton, table, wrongAmount } from "../kit/kit.js";
import { textColumns } from "./file.js";

const pageSize = 100;

/**
 * A table of lines, some at a time, of which `isSpecial(line)` chooses those that need a look.
 *
 * They are shown alone at first, if there are any. `texts` is the beginning of the keys of texts.
 */
function lineTable({ caption, lines, columns, isSpecial, texts }) {
  const special = lines.filter(isSpecial);
  let chosen = special.length > 0 ? special : lines;
  let shown = pageSize;
  const list = table({
    caption, keyOf: (line) => line.number, records: true,
    columns: [
      {
        label: t("transfers.line"), lead: true,
        cell: (line) => h("span", { class: "line-number" }, t("transfers.line-number", { number: line.number })),
      },
      ...columns,
    ],
  });
  const more = moreButton(async () => {
    shown += pageSize;
    draw();
  });

  function draw() {
    list.update(chosen.slice(0, shown));
    more.hidden = chosen.length <= shown;
  }

  draw();
  return h("div", { class: "stack" },
    special.length > 0 && special.length < lines.length ? choice({
      label: t("transfers.which"), value: "special",
      options: [
        ["special", t(`${texts}.special`, { count: special.length })],
        ["all", t("transfers.all", { count: lines.length })],
      ],
      onChoose(word) {
        chosen = word === "all" ? lines : special;
        shown = pageSize;
        draw();
      },
    }) : null,
    list.element, more);
}

/** Who pays whom how much, and why. */
const facts = () => [
  { label: t("transfers.from"), cell: (line) => line.payer ?? line.given.from ?? t("transfers.own") },
  { label: t("transfers.receiver"), cell: (line) => line.receiver ?? line.given.receiver ?? "—" },
  {
    label: t("transfers.amount"), numeric: true,
    cell: (line) => (line.units === null ? line.given.amount ?? "—" : money(line.units, line.currency)),
  },
  ...textColumns.map(({ name }) => ({ label: t(`transfers.${name}`), cell: (line) => line.given[name] ?? "" })),
];

/** Every line with what is wrong with it. */
export function checkedLines(lines) {
  return lineTable({
    caption: t("transfers.preview"), lines, texts: "transfers.wrong",
    isSpecial: (line) => line.problems.length > 0,
    columns: [...facts(), { label: t("transfers.state"), cell: stateCell }],
  });
}

function stateCell(line) {
  if (line.problems.length === 0) return h("span", { class: "badge good" }, t("transfers.right"));
  return h("span", { class: "stack tight bad" }, line.problems.map((word) => h("span", {}, problemText(line, word))));
}

function problemText(line, word) {
  if (word === "amount-ambiguous") {
    return t("transfers.problem.amount-ambiguous", { ...line.given, ...readAmount(line.given.amount, line.currency) });
  }
  if (word.startsWith("amount-")) return wrongAmount(line.given.amount, line.currency);
  return t(`transfers.problem.${word}`, { ...line.given, name: line.receiver ?? "", payer: line.payer ?? "" });
}

/** Every line with its result. `has(currency)` is what is in the own wallet now, whose user is `own`. */
export function paidLines(lines, results, own, has) {
  const done = new Map(lines.map((line, at) => [line, results[at]]));
  return lineTable({
    caption: t("transfers.results"), lines, texts: "transfers.unpaid",
    isSpecial: (line) => !done.get(line),
    columns: [...facts(), {
      label: t("transfers.result"),
      cell: (line) => (done.get(line)
        ? h("span", { class: "badge good" }, t("transfers.paid"))
        : h("span", { class: "stack tight" }, h("span", {}, h("span", { class: "badge bad" }, t("transfers.not-paid"))),
          h("span", { class: "small" }, reasonCell(line, own, has)))),
    }],
  });
}

/** Why a line was not paid, as far as it can be known: the service's answer has no reasons. */
export function reasonText(line, own, has) {
  if (line.payerId !== own || BigInt(has(line.currency)) >= line.units) return t("transfers.unpaid.most");
  return t("transfers.unpaid.funds", { amount: moneyText(has(line.currency), line.currency) });
}

function reasonCell(line, own, has) {
  return [reasonText(line, own, has), " ",
    h("a", { href: address("log", { stream: `account-${line.payerId}` }) }, t("transfers.unpaid.look"))];
}
