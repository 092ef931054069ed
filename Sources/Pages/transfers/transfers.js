// Transfers from a CSV file: a preview with every line checked, one button, and a result for each line.

import { progressBar } from "../admin/progress.js";
import { api } from "../client/api.js";
import { ApiError } from "../client/http.js";
import { saveFile } from "../client/save.js";
import { count, moneyText } from "../kit/format.js";
import { problem, t } from "../kit/i18n.js";
import {
  agreed, alertUser, announce, busyWith, button, facts, field, focus, h, note, replace,
} from "../kit/kit.js";
import { FileProblem, csvFile } from "./csv.js";
import { columns, mostBytes, readTransfers, totals, walletTotals } from "./file.js";
import { checkedLines, paidLines, reasonText } from "./lines.js";
import { Sending } from "./send.js";
import { checkUsers, findUsers } from "./users.js";

export default { id: "transfers", titleKey: "transfers.title", show };

/** The text that somebody chose or typed last: it outlives a change of the language and of the view. */
let draft = { user: null, text: "" };

async function show(container, { session }) {
  const own = session.user.id;
  if (draft.user !== own) draft = { user: own, text: "" };
  const { data: { currency: standard } } = await api.get("/balance");
  const place = h("div", { class: "stack loose" });
  const message = note();
  let isOver = false;

  const chosen = field({
    label: t("transfers.file"), name: "file", type: "file", accept: ".csv,text/csv", hint: t("transfers.file-hint"),
  });
  const text = field({
    label: t("transfers.text"), name: "text", type: "textarea", rows: 8, spellcheck: "false", autocomplete: "off",
    class: "csv", value: draft.text, hint: t("transfers.text-hint"),
  });
  const check = button(t("transfers.check"), () => busyWith(check, preview, say), { class: "primary" });
  // So that a file that was mended is a change, although it has the same name.
  chosen.input.addEventListener("click", () => { chosen.input.value = ""; });
  chosen.input.addEventListener("change", () => busyWith(check, take, say));
  text.input.addEventListener("input", changed);
  replace(container,
    h("p", { class: "soft lead" }, t("transfers.lead")),
    h("section", { class: "card stack" }, chosen.element, text.element, rules(standard),
      message.element, h("div", {}, check)),
    place);

  function say(error) {
    message.say(problem(error));
  }

  /** What was checked is not what is typed any more. */
  function changed() {
    draft.text = text.value;
    message.say(null);
    text.setError(null);
    replace(place);
  }

  /** Shows the text of the chosen file, to be mended here or in the file. */
  async function take() {
    const [file] = chosen.input.files;
    if (!file) return;
    chosen.setError(null);
    text.value = "";
    changed();
    if (file.size > mostBytes) return blame(chosen, new FileProblem("too-large"));
    try {
      text.value = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    } catch {
      return blame(chosen, new FileProblem("not-text"));
    }
    changed();
    await preview();
  }

  function blame(control, { word, line, name }) {
    const list = columns.map((column) => column.name).join(", ");
    const wrong = t(`transfers.file.${word}`, { name, columns: list });
    const said = line === null ? wrong : `${t("transfers.line-number", { number: line })}: ${wrong}`;
    control.setError(said);
    control.input.focus();
    alertUser(said);
  }

  async function preview() {
    changed();
    const file = readOrBlame();
    if (!file) return;
    const { lines } = file;
    const typed = text.value;
    checkUsers(lines, await findUsers(lines.flatMap(({ payer, receiver }) => [payer, receiver]).filter(Boolean)), own);
    const has = await ownWallet();
    if (isOver || typed !== text.value) return;
    const wrong = lines.filter((line) => line.problems.length > 0).length;
    const heading = h("h2", {}, t("transfers.preview"));
    replace(place, h("section", { class: "stack" }, heading,
      wrong > 0
        ? [h("p", { class: "form-message" }, t("transfers.mend", { count: wrong })),
          hasLostUsers(lines) ? h("p", { class: "soft small" }, t("transfers.mend-sent")) : null]
        : [summary(file, has), sendButton(file)],
      checkedLines(lines)));
    focus(heading);
    announce(wrong > 0 ? t("transfers.mend", { count: wrong }) : t("transfers.all-right", { count: lines.length }));
  }

  /** The file, or null if all of it is wrong, which is shown. */
  function readOrBlame() {
    try {
      return readTransfers(text.value, { standard, isCurrency });
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      blame(text, error);
      return null;
    }
  }

  /** What can be spent from the own wallet, by currency. */
  async function ownWallet() {
    const { data } = await api.get("/balances");
    return (currency) => data.find((one) => one.currency === currency)?.available ?? 0;
  }

  function summary({ lines, mark }, has) {
    const wallet = walletTotals(lines, {
      pays: (line) => line.payerId === own, receives: (line) => line.receiverId === own, has,
    });
    const lacking = wallet.filter((one) => one.lacking > 0n);
    return h("div", { class: "card stack" },
      facts([
        ...totals(lines).map(({ currency, count: number, amount }) =>
          [t("transfers.count", { count: number }), h("strong", {}, moneyText(amount, currency))]),
        ...wallet.map(({ currency, paid }) => [t("transfers.from-own"),
          t("transfers.of", { paid: moneyText(paid, currency), has: moneyText(has(currency), currency) })]),
        [t("transfers.mark"), h("code", { class: "id" }, mark)],
      ]),
      lacking.map(({ currency, lacking: amount }) => h("p", { class: "form-message warn" },
        t("transfers.lacking", { amount: moneyText(amount, currency) }))),
      lines.some((line) => line.payerId !== own)
        ? h("p", { class: "soft small" }, t("transfers.others")) : null,
      h("p", { class: "soft small" }, t("transfers.once")));
  }

  function sendButton(file) {
    const send = button(t("transfers.send", { count: file.lines.length }),
      () => busyWith(send, () => run(new Sending(file, 1), file)), { class: "primary" });
    return h("div", {}, send);
  }

  /** Sends what is left, and shows how far it is. */
  async function run(sending, file) {
    const total = sending.lines.length;
    const bar = h("div", {});
    const heading = h("h2", {}, t("transfers.sending"));
    const draw = () => replace(bar, progressBar({ done: sending.results.length, total, unit: "transfers" }));
    draw();
    replace(place, h("section", { class: "card stack" }, heading, bar, h("p", { class: "soft small" }, t("transfers.stay"))));
    focus(heading);
    lock(true);
    try {
      while (!sending.isDone && !isOver) {
        await sending.sendPart();
        draw();
      }
      if (!isOver) await showResults(sending, file, await ownWallet());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isOver) showTrouble(sending, file, error);
    } finally {
      lock(false);
    }
  }

  /** The file can't be changed while it is sent. */
  function lock(isLocked) {
    for (const control of [chosen.input, text.input, check]) control.disabled = isLocked;
  }

  function showTrouble(sending, file, error) {
    const [wrong] = error.fields ?? [];
    const line = wrong && sending.lineOf(wrong.name);
    const what = line ? `${t("transfers.line-number", { number: line.number })}: ${wrong.message}` : problem(error);
    const again = button(t("transfers.go-on"), () => run(sending, file), { class: "primary" });
    replace(place, h("section", { class: "card stack" },
      h("p", { class: "form-message", role: "alert" }, what),
      h("p", {}, t("transfers.interrupted", { count: sending.results.length, total: sending.lines.length })),
      h("div", {}, again)));
    again.focus();
  }

  function showResults(sending, file, has) {
    const { lines, results, paid } = sending;
    const all = paid === lines.length;
    const done = t("transfers.done", { count: lines.length, paid: count(paid) });
    const heading = h("h2", {}, t("transfers.results"));
    replace(place, h("section", { class: "stack" }, heading,
      h("p", { class: `form-message ${all ? "good" : "warn"}` }, done),
      sending.isReplayed ? h("p", { class: "strong" }, t("transfers.replayed")) : null,
      h("div", { class: "cluster" },
        button(t("transfers.save"), () => saveFile(
          csvFile(resultRows(lines, results, own, has), file.separator), `transfers-${sending.mark.slice(0, 8)}.csv`,
        )),
        onceMore(sending, file)),
      paidLines(lines, results, own, has)));
    focus(heading);
    announce(done);
  }

  function onceMore(sending, file) {
    const { lines, run: number } = sending;
    const again = button(t("transfers.again"), () => busyWith(again, async () => {
      const isMeant = await agreed({
        title: t("transfers.again-title"), body: t("transfers.again-text", { count: lines.length }),
        label: t("transfers.again-yes"), kind: "danger",
      });
      if (isMeant) await run(new Sending(file, number + 1), file);
    }), { class: "plain" });
    return again;
  }

  return () => { isOver = true; };
}

/** All that are or were in use; the service refuses those that are not. */
const currencies = new Set(Intl.supportedValuesOf("currency"));
const isCurrency = (code) => currencies.has(code);

/** Whether a user is named who does not exist: perhaps one who was deleted after a part was sent. */
function hasLostUsers(lines) {
  return lines.some(({ problems }) => problems.some((word) => word.endsWith("-unknown")));
}

/** How a file is written, folded away. */
function rules(standard) {
  return h("details", { class: "fold" },
    h("summary", {}, t("transfers.rules")),
    h("div", { class: "stack list" },
      facts(columns.map(({ name }) => [h("code", {}, name), t(`transfers.column.${name}`, { currency: standard })])),
      ["rows", "order", "once-rule"].map((word) => h("p", { class: "small" }, t(`transfers.rule.${word}`))),
      h("pre", { class: "code" }, "receiver,amount,memo\nbob,12.50,Lunch\n#17,1200,\"Rent, November\"")));
}

function resultRows(lines, results, own, has) {
  const names = columns.map((column) => column.name);
  return [
    ["line", ...names, "done", "reason"],
    ...lines.map((line, at) => [
      String(line.number), ...names.map((name) => line.given[name] ?? ""), String(results[at]),
      results[at] ? "" : reasonText(line, own, has),
    ]),
  ];
}
