// A form that tries one operation as the signed-in user, and shows it as a curl command.

import { notePlace, placeOf, sendSigned } from "../client/api.js";
import { newKey } from "../client/key.js";
import { session } from "../client/session.js";
import { problem, t } from "../kit/i18n.js";
import { busyWith, button, field, h, replace, toast } from "../kit/kit.js";

const shownHeaders = [
  "tally-reason", "tally-position", "tally-history", "location", "retry-after", "age", "etag", "link",
  "idempotency-replayed", "www-authenticate",
];
/** How many frames of a stream are shown. */
const frameLimit = 40;

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The request of the form, as `{ target, headers, text }`. */
function requestOf(path, operation, fields, body) {
  let target = path;
  const query = new URLSearchParams();
  const headers = {};
  for (const { parameter, control } of fields) {
    const value = control.value.trim();
    if (parameter.in === "path") target = target.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value === "") continue;
    else if (parameter.in === "query") query.set(parameter.name, value);
    else headers[parameter.name] = value;
  }
  const text = String(query);
  return { target: text ? `${target}?${text}` : target, headers, text: body?.value };
}

function curl(method, needsToken, { target, headers, text }) {
  const parts = [`curl -i ${quoted(location.origin + target)}`];
  if (method !== "get") parts.push(`-X ${method.toUpperCase()}`);
  if (needsToken) parts.push('-H "Authorization: Bearer $TOKEN"');
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (text !== undefined) parts.push("-H 'Content-Type: application/json'", `-d ${quoted(text)}`);
  return parts.join(" \\\n  ");
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Shows frames as they arrive, until there are `frameLimit` or `signal` aborts. */
async function showStream(response, output, signal) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  signal.addEventListener("abort", () => reader.cancel());
  for (let frames = 0; frames < frameLimit; frames += 1) {
    const { done, value } = await reader.read();
    if (done) return;
    output.append(value);
  }
  await reader.cancel();
}

async function send(method, request, output, signal) {
  const start = performance.now();
  const response = await sendSigned(method.toUpperCase(), request.target, {
    headers: request.headers, text: method === "get" ? undefined : request.text, signal,
  });
  const milliseconds = Math.round(performance.now() - start);
  if (method !== "get") notePlace(placeOf(response));
  const lines = shownHeaders.filter((name) => response.headers.has(name))
    .map((name) => `${name}: ${response.headers.get(name)}`);
  const kind = response.ok ? "good" : response.status === 409 ? "warn" : "bad";
  const body = h("pre", { class: "code", tabindex: "0", role: "region", "aria-label": t("docs.answer") });
  replace(output,
    h("p", { class: "cluster" },
      h("span", { class: `badge ${kind}` }, `${response.status} ${response.statusText}`.trim()),
      h("span", { class: "soft small" }, t("docs.took", { milliseconds }))),
    body);
  body.append(lines.length > 0 ? `${lines.join("\n")}\n\n` : "");
  if ((response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) {
    await showStream(response, body, signal);
  } else {
    body.append(pretty(await response.text()));
  }
}

async function copy(text, output) {
  const shown = h("pre", { class: "code", tabindex: "0", role: "region", "aria-label": "curl" }, text);
  replace(output, shown);
  try {
    await navigator.clipboard.writeText(text);
    toast(t("shell.copied"), "good");
  } catch {
    // Without access to the clipboard the user can copy the selected text.
    getSelection().selectAllChildren(shown);
  }
}

function controlOf(parameter) {
  const words = parameter.schema.enum;
  const control = field({
    label: parameter.name,
    name: `${parameter.in}-${parameter.name}`,
    required: parameter.required,
    options: words ? ["", ...words] : undefined,
    hint: words || parameter.example === undefined || parameter.in === "path"
      ? null : t("docs.example", { value: String(parameter.example) }),
    autocomplete: "off",
    spellcheck: "false",
    value: parameter.in === "path" ? String(parameter.example ?? "") : "",
  });
  return { parameter, control };
}

/** The form of one operation. */
export function tryForm({ method, path, operation }) {
  const needsToken = (operation.security ?? []).some((way) => "bearer" in way);
  const fields = (operation.parameters ?? []).map(controlOf);
  const example = operation.requestBody?.content["application/json"]?.example;
  const text = JSON.stringify(example, null, 2);
  const body = example === undefined ? null : field({
    label: t("docs.body"), name: "body", type: "textarea", spellcheck: "false", class: "mono",
    value: text, rows: String(text.split("\n").length + 1),
  });
  const key = fields.find(({ parameter }) => parameter.name === "Idempotency-Key")?.control;
  if (key) key.value = newKey();
  const output = h("div", { class: "stack tight", "aria-live": "polite" });
  const request = () => requestOf(path, operation, fields, body);
  let running = null;
  const submit = h("button", { type: "submit", class: "primary" }, t("docs.send"));
  const stop = button(t("docs.stop"), () => running?.abort(), { hidden: true });
  const copyButton = button(t("docs.copy-curl"), () => copy(curl(method, needsToken, request()), output));
  const newKeyButton = key && button(t("docs.new-key"), () => { key.value = newKey(); }, { class: "plain" });
  const form = h("form", { class: "stack docs-try", novalidate: true },
    h("h3", {}, t("docs.try")),
    needsToken && !session.isSignedIn ? h("p", { class: "soft" }, t("docs.sign-in-first"), " ",
      h("a", { href: "/app" }, t("shell.sign-in"))) : null,
    fields.length > 0 ? h("div", { class: "grid" }, fields.map(({ control }) => control.element)) : null,
    body?.element,
    method === "get" && body ? h("p", { class: "soft" }, t("docs.no-body")) : null,
    h("div", { class: "cluster" }, submit, stop, copyButton, newKeyButton), output);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter(({ control }) => {
      const text = control.check();
      control.setError(text);
      return text !== null;
    });
    if (wrong.length > 0) {
      wrong[0].control.input.focus();
      return;
    }
    await busyWith(submit, async () => {
      running = new AbortController();
      stop.hidden = false;
      try {
        await send(method, request(), output, running.signal);
      } finally {
        stop.hidden = true;
      }
    }, (error) => replace(output, h("p", { class: "form-message" }, problem(error))));
  });
  return form;
}
