// JSON with indents and colours, built from nodes.

import { h } from "../kit/kit.js";

const indent = "  ";

/** A value as formatted JSON. */
export function jsonView(value) {
  return h("pre", { class: "json" }, h("code", {}, parts(value, "")));
}

/** A value on one line. */
export function jsonLine(value) {
  return JSON.stringify(value, (key, one) => typeof one === "bigint" ? Number(one) : one);
}

function parts(value, margin) {
  if (Array.isArray(value)) {
    return between("[", "]", margin, value.map((one) => parts(one, margin + indent)));
  }
  if (value !== null && typeof value === "object") {
    return between("{", "}", margin, Object.entries(value).map(([name, one]) => [
      h("span", { class: "json-name" }, JSON.stringify(name)), ": ", parts(one, margin + indent),
    ]));
  }
  if (typeof value === "string") return h("span", { class: "json-text" }, JSON.stringify(value));
  return h("span", { class: "json-word" }, String(value));
}

function between(open, close, margin, members) {
  if (members.length === 0) return open + close;
  return [
    open, "\n",
    members.map((member, index) => [margin + indent, member, index < members.length - 1 ? "," : "", "\n"]),
    margin, close,
  ];
}
