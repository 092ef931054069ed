// Texts and schemas of the OpenAPI document, in a form for people.

import { t } from "../kit/i18n.js";
import { h } from "../kit/kit.js";

/** Paragraphs; text between backticks is code. */
export function prose(text) {
  return text.split("\n\n").map((paragraph) => h("p", {}, paragraph.split("`").map((part, index) =>
    (index % 2 === 1 ? h("code", {}, part) : part))));
}

/** The limits of a schema, such as "3–50 characters". */
function limits(schema) {
  const words = [];
  if (schema.minLength !== undefined && schema.maxLength !== undefined) {
    words.push(t("docs.characters", { from: schema.minLength, to: schema.maxLength }));
  }
  const { minimum, maximum } = schema;
  const isBounded = typeof maximum === "number" && maximum <= Number.MAX_SAFE_INTEGER;
  if (minimum > 0 && !isBounded) words.push(t("docs.at-least", { from: minimum }));
  if (minimum !== undefined && isBounded) words.push(t("docs.between", { from: minimum, to: maximum }));
  return words;
}

/** The type of a value, on one line. */
export function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  return schema.format && schema.format !== "int64" ? `${schema.type} (${schema.format})` : String(schema.type);
}

export function note(schema, description) {
  return [description ?? schema.description, ...limits(schema)].filter(Boolean).join(" · ");
}

/** The whole shape of a value, with named schemas spelled out and the descriptions of members. */
export function shape(schema, named, depth = 0) {
  const known = schema.$ref ? named[schema.$ref.split("/").pop()] : schema;
  if (known.anyOf) return known.anyOf.map((one) => shape(one, named, depth)).join(" | ");
  if (known.type === "array") return `[${shape(known.items, named, depth)}, …]`;
  if (known.type !== "object" || !known.properties) return typeOf(known);
  const pad = "  ".repeat(depth + 1);
  const required = new Set(known.required ?? []);
  const lines = Object.entries(known.properties).map(([name, member]) => {
    const said = note(member);
    const optional = required.has(name) ? "" : "?";
    return `${pad}${name}${optional}: ${shape(member, named, depth + 1)}${said ? `  // ${said}` : ""}`;
  });
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}
