// One operation of the API: its parameters, body, answers, and a form that tries it.

import { reason, t } from "../kit/i18n.js";
import { facts, h, table } from "../kit/kit.js";
import { note, prose, shape, typeOf } from "./schema.js";
import { tryForm } from "./try.js";

function parameters(operation) {
  const rows = operation.parameters ?? [];
  if (rows.length === 0) return null;
  return section("docs.parameters", table({
    caption: t("docs.parameters"),
    keyOf: (row) => `${row.in}-${row.name}`,
    rows,
    columns: [
      {
        label: t("docs.name"), lead: true,
        cell: (row) => [
          h("code", {}, row.name), row.required && h("span", { class: "badge warn" }, t("docs.required")),
        ],
      },
      { label: t("docs.in-name"), cell: (row) => t(`docs.in.${row.in}`) },
      { label: t("docs.type"), cell: (row) => h("code", {}, typeOf(row.schema)) },
      { label: t("docs.meaning"), cell: (row) => note(row.schema, row.description) },
    ],
  }).element);
}

function section(titleKey, ...content) {
  return h("section", { class: "stack tight" }, h("h3", {}, t(titleKey)), content);
}

function code(text, label) {
  return h("pre", { class: "code", tabindex: "0", role: "region", "aria-label": label }, text);
}

function statusBadge(status) {
  const kind = status < 400 ? "good" : status === "409" ? "warn" : "plain";
  return h("span", { class: `badge ${kind}` }, status);
}

function answers(operation) {
  return section("docs.answers", table({
    caption: t("docs.answers"),
    keyOf: (row) => row.status,
    rows: Object.entries(operation.responses).map(([status, answer]) => ({ status, answer })),
    columns: [
      { label: t("docs.status"), lead: true, cell: (row) => statusBadge(row.status) },
      {
        label: t("docs.meaning"), cell: ({ answer }) => {
          const names = Object.keys(answer.headers ?? {});
          return [
            h("span", {}, prose(answer.description)),
            names.length === 0 ? "" : h("span", { class: "soft small" }, t("docs.headers"), " ",
              names.map((name, index) => [index > 0 ? ", " : "", h("code", {}, name)])),
          ];
        },
      },
    ],
  }).element);
}

function reasons(operation) {
  const words = operation.responses["409"]?.headers?.["Tally-Reason"]?.schema.enum ?? [];
  if (words.length === 0) return null;
  return section("docs.reasons", facts(words.map((word) => [h("code", {}, word), reason(word)])));
}

function details({ method, path, operation }, named) {
  const content = operation.responses["200"]?.content ?? {};
  const types = Object.keys(content);
  const json = content["application/json"]?.schema;
  const body = operation.requestBody?.content["application/json"];
  return h("div", { class: "docs-inside stack loose" },
    operation.deprecated ? h("p", {}, h("span", { class: "badge warn" }, t("docs.deprecated"))) : null,
    operation.description ? h("div", {}, prose(operation.description)) : null,
    parameters(operation),
    body ? section("docs.body", code(shape(body.schema, named), t("docs.body"))) : null,
    tryForm({ method, path, operation }),
    json
      ? section("docs.answer", code(shape(json, named), t("docs.answer")))
      : types.length > 0 ? section("docs.answer", h("p", {}, h("code", {}, types.join(", ")))) : null,
    answers(operation),
    reasons(operation));
}

/** `{ element, link, text, operation, unfold }`; the content is made when the element is first opened. */
export function operationView(one, named) {
  const { method, path, operation, text } = one;
  const isPublic = !(operation.security ?? []).some((way) => "bearer" in way);
  const element = h("details", { class: "card operation", id: operation.operationId },
    h("summary", {},
      h("span", { class: `method ${method}` }, method.toUpperCase()),
      h("code", { class: "path" }, path),
      h("span", { class: "soft grow" }, operation.summary),
      isPublic ? h("span", { class: "badge plain" }, t("docs.public")) : null));
  const fill = () => {
    if (element.open && element.childElementCount === 1) element.append(details(one, named));
  };
  element.addEventListener("toggle", fill);
  const link = h("li", {}, h("a", { href: `#${operation.operationId}`, title: operation.summary },
    h("span", { class: `method ${method}` }, method.toUpperCase()), h("span", {}, path)));
  return {
    element, link, text, operation,
    /** Opens it with its content, so that what is scrolled to stays in its place. */
    unfold() {
      element.open = true;
      fill();
    },
  };
}
