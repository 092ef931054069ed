/// The page at `/`: what runs here, how to sign in, and two live figures.
enum HomePage {
    static let html: StaticString = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tally</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/page.css">
        </head>
        <body>
        <main>
        <h1>Tally</h1>
        <p>Money, bookable slots and orders. Commands append events to a log that is only ever
        appended to; every answer comes from read models that follow it.</p>
        <h2>Now</h2>
        <dl>
        <dt>State</dt><dd id="state">…</dd>
        <dt>Log position</dt><dd id="position">…</dd>
        <dt>Read models behind by</dt><dd id="lag">…</dd>
        </dl>
        <p class="note">From <a href="/ready">/ready</a>. Figures for machines: <a href="/metrics">/metrics</a>.</p>
        <h2>Sign in</h2>
        <pre><code>TOKEN=$(curl -s localhost:8080/token -d 'username=NAME&amp;password=PASSWORD' \\
          | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
        curl -s localhost:8080/balance -H "Authorization: Bearer $TOKEN"
        curl -si localhost:8080/transfer -H "Authorization: Bearer $TOKEN" \\
          -H 'Content-Type: application/json' \\
          -d '{"receiver_username": "bob", "amount": "12.50"}'
        curl -s localhost:8080/slots/availability -H "Authorization: Bearer $TOKEN"</code></pre>
        <h2>Slots</h2>
        <form id="sign-in">
        <label>User name <input name="username" autocomplete="username" required></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <button>Show free seats</button>
        <output id="message"></output>
        </form>
        <table hidden id="slots">
        <thead><tr><th scope="col">Slot</th><th scope="col">Seats</th><th scope="col">Free</th></tr></thead>
        <tbody></tbody>
        </table>
        </main>
        <script src="/page.js" defer></script>
        </body>
        </html>

        """

    static let style: StaticString = """
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
        main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
        dd { margin: 0; font-variant-numeric: tabular-nums; }
        pre { overflow-x: auto; padding: 0.75rem; border: 1px solid #8886; border-radius: 0.4rem; }
        table { border-collapse: collapse; }
        th, td { text-align: right; padding: 0.2rem 0.8rem; border-bottom: 1px solid #8886; }
        form { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; }
        label { display: grid; }
        .note { font-size: 0.9rem; opacity: 0.8; }

        """

    /// Asks for figures every two seconds while the page is seen.
    ///
    /// Text only ever goes in as text.
    static let script: StaticString = """
        "use strict";
        const put = (id, text) => { document.getElementById(id).textContent = text; };
        let token = null;

        async function showState() {
          try {
            const answer = await fetch("/ready");
            const state = await answer.json();
            put("state", answer.ok ? "ready" : state.detail);
            put("position", state.position ?? "unknown");
            put("lag", state.lag === undefined ? "unknown" : state.lag + " events");
          } catch {
            put("state", "not reached");
          }
        }

        async function showSlots() {
          if (!token) return;
          const answer = await fetch("/slots/availability", { headers: { Authorization: "Bearer " + token } });
          if (!answer.ok) { put("message", "Sign in again."); token = null; return; }
          const body = document.querySelector("#slots tbody");
          body.replaceChildren(...(await answer.json()).map((slot) => {
            const row = document.createElement("tr");
            for (const value of [slot.slot_id, slot.capacity, slot.remaining]) {
              row.appendChild(document.createElement("td")).textContent = value;
            }
            return row;
          }));
          document.getElementById("slots").hidden = false;
        }

        document.getElementById("sign-in").addEventListener("submit", async (event) => {
          event.preventDefault();
          const answer = await fetch("/token", { method: "POST", body: new URLSearchParams(new FormData(event.target)) });
          const result = await answer.json();
          put("message", answer.ok ? "" : result.detail);
          token = answer.ok ? result.access_token : null;
          await showSlots();
        });

        setInterval(() => { if (!document.hidden) { showState(); showSlots().catch(() => {}); } }, 2000);
        const example = document.querySelector("pre code");
        example.textContent = example.textContent.replaceAll("localhost:8080", location.host);
        showState();

        """

    /// Nothing but this service's own files, and nobody may frame the page.
    static let contentSecurityPolicy: StaticString = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """
}
