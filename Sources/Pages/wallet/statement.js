// Statements as files.

import { api } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { addRule, commandForm, field, h, toast } from "../kit/kit.js";

/** Days that both the browser and the service can express. */
const calendar = { min: "1970-01-01", max: "9998-12-31" };

/** The form that downloads a statement of one currency between two days. */
export function statementForm(wallet) {
  const now = new Date();
  const currency = field({ label: t("wallet.currency"), name: "currency", options: wallet.currencies });
  const from = field({
    label: t("wallet.from"), name: "from", type: "date", required: true, ...calendar,
    value: dateText(new Date(now.getFullYear(), now.getMonth(), 1)),
  });
  const through = field({
    label: t("wallet.through"), name: "to", type: "date", required: true, ...calendar, value: dateText(now),
  });
  const format = field({
    label: t("wallet.format-name"), name: "format", value: "csv",
    options: ["csv", "json"].map((value) => ({ value, label: t(`wallet.format.${value}`) })),
  });
  addRule(through, (value) => (value < from.value ? t("wallet.date-order") : null));
  wallet.onChange(() => currency.setOptions(wallet.currencies));

  const form = commandForm({
    fields: [from, through, currency, format],
    submitLabel: t("wallet.download"),
    async onSubmit(values) {
      const query = {
        currency: values.currency,
        from: midnight(values.from, 0).toISOString(),
        // The service excludes the end; a person means the whole last day.
        to: midnight(values.to, 1).toISOString(),
        format: values.format,
        ...(values.format === "csv" ? csvForm() : {}),
      };
      const name = `tally-${values.currency}-${values.from}-${values.to}.${values.format}`;
      await api.download("/statement", query, name);
    },
    onDone: () => toast(t("wallet.downloaded"), "good"),
  });
  form.classList.add("money-form", "halves");
  return h("div", { class: "stack" }, h("p", { class: "soft small" }, t("wallet.statement-lead")), form);
}

/**
 * How the spreadsheets of the browser's language read CSV: where a comma is part of a number, cells are
 * separated by semicolons. The mark says that the file is UTF-8.
 */
function csvForm() {
  const decimal = new Intl.NumberFormat(navigator.language).format(0.5).includes(",") ? "," : ".";
  return { decimal, separator: decimal === "," ? ";" : ",", bom: "1" };
}

function dateText(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The beginning of a day in local time, some days later. */
function midnight(text, daysLater) {
  const [year, month, day] = text.split("-").map(Number);
  return new Date(year, month - 1, day + daysLater);
}
