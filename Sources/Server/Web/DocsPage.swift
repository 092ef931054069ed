/// The page at `/docs`: reads `/openapi.json`, shows every call and tries it.
enum DocsPage {
    static let html: StaticString = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tally: the API</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/docs.css">
        </head>
        <body>
        <header>
        <h1>Tally: the API</h1>
        <form id="sign-in">
        <label>User name <input name="username" autocomplete="username" required></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <button>Sign in</button>
        <output id="identity">Not signed in: only public calls work.</output>
        </form>
        <p>Also as <a href="/openapi.json">OpenAPI 3.1</a> and as a
        <a href="/postman.json">Postman collection</a>.</p>
        </header>
        <nav id="contents" aria-label="Sections"></nav>
        <main id="operations"><p>Reading the document…</p></main>
        <script src="/docs.js" defer></script>
        </body>
        </html>

        """

    static let style: StaticString = """
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
        body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        header form, .call { display: grid; gap: 0.5rem; margin: 0.5rem 0; }
        header form { grid-template-columns: repeat(auto-fit, minmax(11rem, max-content)); align-items: end; }
        label { display: grid; font-size: 0.9rem; }
        input, textarea, select, button { font: inherit; padding: 0.3rem 0.5rem; }
        textarea { font-family: ui-monospace, monospace; min-height: 6rem; }
        nav { display: flex; flex-wrap: wrap; gap: 0.75rem; padding: 0.5rem 0; position: sticky; top: 0; background: Canvas; }
        details { border: 1px solid #8886; border-radius: 0.4rem; margin: 0.4rem 0; padding: 0.3rem 0.75rem; }
        summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: baseline; }
        .method { font: 600 0.85rem ui-monospace, monospace; min-width: 4rem; }
        .path { font-family: ui-monospace, monospace; }
        .note { font-size: 0.9rem; opacity: 0.85; }
        pre { overflow-x: auto; padding: 0.6rem; border: 1px solid #8886; border-radius: 0.4rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        table { border-collapse: collapse; font-size: 0.9rem; }
        td, th { text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0; }
        .buttons { display: flex; gap: 0.5rem; }

        """

    static let script: StaticString = #"""
        "use strict";
        const make = (tag, attributes = {}, ...children) => {
          const element = document.createElement(tag);
          for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
          element.append(...children);
          return element;
        };
        const byId = (id) => document.getElementById(id);
        // What stands between backticks is code.
        const prose = (text) => make("p", {}, ...text.split("`").map((part, index) =>
          index % 2 ? make("code", {}, part) : part));
        let token = null;
        let api = null;

        const resolve = (schema) =>
          schema && schema.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema;

        const shape = (schema, depth = 0) => {
          const known = resolve(schema) || {};
          if (known.anyOf) return known.anyOf.map((one) => shape(one, depth)).join(" or ");
          if (known.const !== undefined) return String(known.const);
          if (known.enum) return known.enum.map((word) => JSON.stringify(word)).join(" | ");
          if (known.type === "array") return "[" + shape(known.items, depth) + ", …]";
          if (known.type !== "object") return known.format ? known.type + " (" + known.format + ")" : String(known.type);
          const pad = "  ".repeat(depth + 1);
          const required = new Set(known.required || []);
          const lines = Object.entries(known.properties || {}).map(([name, property]) =>
            pad + name + (required.has(name) ? "" : "?") + ": " + shape(property, depth + 1) +
            (property.description ? "  // " + property.description : ""));
          return lines.length ? "{\n" + lines.join("\n") + "\n" + "  ".repeat(depth) + "}" : "{}";
        };

        const answers = (operation) => {
          const rows = Object.entries(operation.responses).map(([status, answer]) => {
            const reasons = answer.headers && answer.headers["Tally-Reason"];
            const words = reasons && reasons.schema.enum ? " " + reasons.schema.enum.join(", ") : "";
            return make("tr", {}, make("th", { scope: "row" }, status), make("td", {}, answer.description + words));
          });
          return make("table", {}, make("tbody", {}, ...rows));
        };

        const request = (method, path, operation, form) => {
          const values = new FormData(form);
          const query = new URLSearchParams();
          const headers = {};
          let target = path;
          for (const parameter of operation.parameters || []) {
            const value = values.get(parameter.in + "." + parameter.name);
            if (parameter.in === "path") target = target.replace("{" + parameter.name + "}", encodeURIComponent(value));
            else if (!value) continue;
            else if (parameter.in === "query") query.set(parameter.name, value);
            else headers[parameter.name] = value;
          }
          if (String(query)) target += "?" + query;
          if (token) headers.Authorization = "Bearer " + token;
          const options = { method: method.toUpperCase(), headers };
          if (operation.requestBody && method !== "get") {
            headers["Content-Type"] = "application/json";
            options.body = values.get("body");
          }
          return { target, options };
        };

        const asCurl = ({ target, options }) => {
          const quote = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
          const parts = ["curl -i", quote(location.origin + target)];
          if (options.method !== "GET") parts.push("-X " + options.method);
          for (const [name, value] of Object.entries(options.headers)) {
            parts.push("-H " + quote(name + ": " + (name === "Authorization" ? "Bearer $TOKEN" : value)));
          }
          if (options.body) parts.push("-d " + quote(options.body));
          return parts.join(" \\\n  ");
        };

        const send = async (call, output) => {
          output.hidden = false;
          output.textContent = "…";
          try {
            const answer = await fetch(call.target, call.options);
            const head = ["HTTP " + answer.status];
            for (const name of ["tally-reason", "tally-position", "location", "retry-after", "age", "idempotency-replayed"]) {
              if (answer.headers.has(name)) head.push(name + ": " + answer.headers.get(name));
            }
            if ((answer.headers.get("content-type") || "").startsWith("text/event-stream")) {
              const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
              output.textContent = head.join("\n") + "\n\n";
              for (let frames = 0; frames < 20; frames += 1) {
                const { done, value } = await reader.read();
                if (done) break;
                output.textContent += value;
              }
              await reader.cancel();
              return;
            }
            const text = await answer.text();
            let body = text;
            try { body = JSON.stringify(JSON.parse(text), null, 2); } catch { /* Not JSON: as it is. */ }
            output.textContent = head.join("\n") + "\n\n" + body;
          } catch (error) {
            output.textContent = "Not reached: " + error.message;
          }
        };

        const field = (parameter) => {
          const input = make("input", { name: parameter.in + "." + parameter.name, placeholder: String(parameter.example ?? "") });
          input.required = parameter.required;
          if (parameter.in === "path") input.value = String(parameter.example ?? "");
          if (parameter.name === "Idempotency-Key") input.value = Math.random().toString(36).slice(2);
          return make("label", {}, parameter.name + (parameter.required ? "" : " (optional)") + ": " + parameter.description, input);
        };

        const callForm = (method, path, operation) => {
          const form = make("form", { class: "call" });
          form.append(...(operation.parameters || []).map(field));
          if (operation.requestBody) {
            const content = operation.requestBody.content["application/json"];
            const body = make("textarea", { name: "body", spellcheck: "false" });
            body.value = JSON.stringify(content.example, null, 2);
            form.append(make("label", {}, "Body", body), make("pre", {}, shape(content.schema)));
          }
          const output = make("pre", { "aria-live": "polite" });
          output.hidden = true;
          const copy = make("button", { type: "button" }, "Copy as curl");
          copy.addEventListener("click", async () => {
            const text = asCurl(request(method, path, operation, form));
            output.hidden = false;
            output.textContent = text;
            try { await navigator.clipboard.writeText(text); } catch { /* It can be copied by hand. */ }
          });
          form.append(make("div", { class: "buttons" }, make("button", {}, "Send"), copy), output);
          form.addEventListener("submit", (event) => {
            event.preventDefault();
            send(request(method, path, operation, form), output);
          });
          return form;
        };

        const operationView = (method, path, operation) => {
          const access = (operation.security || []).some((one) => one.bearer) ? "" : "public";
          const view = make("details", { id: operation.operationId },
            make("summary", {}, make("span", { class: "method" }, method.toUpperCase()),
              make("span", { class: "path" }, path), make("span", {}, operation.summary),
              make("span", { class: "note" }, access)));
          // Made when it is first opened: there are many.
          view.addEventListener("toggle", () => {
            if (!view.open || view.childElementCount > 1) return;
            if (operation.description) view.append(prose(operation.description));
            const success = operation.responses["200"].content || {};
            const json = success["application/json"];
            view.append(callForm(method, path, operation));
            if (json && json.schema) view.append(make("h4", {}, "Answer"), make("pre", {}, shape(json.schema)));
            view.append(make("h4", {}, "Statuses"), answers(operation));
          });
          return view;
        };

        const show = () => {
          const main = byId("operations");
          main.replaceChildren(...api.info.description.split("\n\n").map(prose));
          for (const tag of api.tags) {
            const anchor = tag.name.toLowerCase().replaceAll(" ", "-");
            byId("contents").append(make("a", { href: "#" + anchor }, tag.name));
            main.append(make("h2", { id: anchor }, tag.name));
            for (const [path, methods] of Object.entries(api.paths)) {
              for (const [method, operation] of Object.entries(methods)) {
                if (operation.tags[0] === tag.name) main.append(operationView(method, path, operation));
              }
            }
          }
        };

        byId("sign-in").addEventListener("submit", async (event) => {
          event.preventDefault();
          const answer = await fetch("/token", { method: "POST", body: new URLSearchParams(new FormData(event.target)) });
          const result = await answer.json();
          token = answer.ok ? result.access_token : null;
          byId("identity").textContent = answer.ok ? "Signed in." : result.detail;
        });

        fetch("/openapi.json").then((answer) => answer.json()).then((document) => { api = document; show(); })
          .catch((error) => { byId("operations").textContent = "The document could not be read: " + error.message; });

        """#
}
