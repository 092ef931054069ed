// What the service does by itself: how it went, when it is done next, and doing it now.
import { h, replace, skeleton, announce, toast } from "../kit/dom.js";
import { ApiError, api, newKey } from "../client/api.js";
import { t, problem } from "../kit/i18n.js";
import { time } from "../kit/format.js";
import { confirmed, elapsed, interval, named, reasonText, refreshing } from "./names.js";
import { liveTable } from "../kit/live-table.js";
import { progressBar } from "./progress.js";

const badges = { ok: "good", failed: "bad", resting: "plain", abandoned: "warn", running: "accent", requested: "accent", never: "plain" };
/** Jobs that take their time, and are begun only after a question. */
const heavy = ["replay", "verify"];

export default { id: "jobs", titleKey: "admin.jobs.title", show };

async function show(container) {
  const place = h("div", {}, skeleton(9));
  const summary = h("p", { class: "soft", role: "status" });
  const table = liveTable({ caption: t("admin.jobs.title"), columns: columns(runNow), keyOf: (job) => job.name });
  const trouble = new Map();
  let jobs = [];
  const updates = refreshing(load, 2);
  replace(container,
    h("p", { class: "soft lead" }, t("admin.jobs.lead")),
    updates.notice, summary, place);

  async function load() {
    ({ data: jobs } = await api.get("/admin/jobs"));
    draw();
  }

  function draw() {
    const failing = jobs.filter((job) => stateOf(job) === "failed").length;
    const running = jobs.filter((job) => job.running).length;
    const text = t(failing ? "admin.jobs.summary.failing" : "admin.jobs.summary", { count: jobs.length, failing, running });
    if (summary.textContent !== text) summary.textContent = text;
    table.update(jobs.map((job) => ({ ...job, trouble: trouble.get(job.name) ?? null })));
    if (table.element.parentNode !== place) replace(place, table.element);
  }

  // One press at a time for each job, under one key until the service has answered.
  const asking = new Set();
  const keys = new Map();

  async function runNow(job) {
    // Not `disabled`, which would take the focus away from the button.
    if (job.running || job.requested || asking.has(job.name)) return;
    asking.add(job.name);
    if (!keys.has(job.name)) keys.set(job.name, newKey());
    const path = `/admin/jobs/${job.name}/run`;
    trouble.delete(job.name);
    try {
      const outcome = heavy.includes(job.name)
        ? await confirmed({
          title: t(`admin.${job.name}.question`), text: h("p", {}, t(`admin.${job.name}.explain`)),
          label: t("admin.jobs.run"), kind: "primary", method: "POST", path,
        })
        : await api.command("POST", path, undefined, { key: keys.get(job.name) });
      keys.delete(job.name);
      if (outcome?.ok) {
        toast(t("admin.jobs.asked", { job: jobTitle(job.name) }), "info");
      } else if (outcome) {
        trouble.set(job.name, reasonText(outcome.reason));
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.set(job.name, problem(error));
      announce(problem(error));
    } finally {
      asking.delete(job.name);
    }
    draw();
    await updates.now();
  }

  return () => updates.stop();
}

export function jobTitle(name) {
  return named("job", name);
}

function stateOf(job) {
  if (job.running) return "running";
  if (job.requested) return "requested";
  return job.last_run?.outcome ?? "never";
}

function columns(runNow) {
  return [
    {
      key: "name", label: t("admin.jobs.job"), lead: true,
      cell: (job) => h("div", { class: "stack tight" }, h("strong", {}, jobTitle(job.name)),
        h("span", { class: "soft small" }, named("job", job.name, ".what"))),
    },
    { key: "state", label: t("admin.jobs.state"), cell: stateCell },
    { key: "last", label: t("admin.jobs.last"), cell: lastCell },
    { key: "next", label: t("admin.jobs.next"), cell: nextCell },
    {
      key: "attempts", label: t("admin.jobs.attempts"), numeric: true,
      cell: (job) => h("span", { class: job.attempts > 0 ? "bad strong" : "soft" }, String(job.attempts)),
    },
    {
      key: "run", label: t("admin.jobs.run"), hidden: true,
      cell: (job) => h("div", { class: "stack tight" },
        h("button", {
          type: "button", class: "button small", "aria-disabled": job.running || job.requested ? "true" : null,
          "aria-label": t("admin.jobs.run.of", { job: jobTitle(job.name) }), on: { click: () => runNow(job) },
        }, t("admin.jobs.run")),
        job.trouble && h("span", { class: "bad small", role: "alert" }, job.trouble)),
    },
  ];
}

function stateCell(job) {
  const state = stateOf(job);
  const rest = state === "resting" ? job.runs.find((run) => run.outcome === "resting")?.detail : null;
  return h("div", { class: "stack tight" },
    h("span", {}, h("span", { class: `badge ${badges[state]}` }, t(`admin.jobs.state.${state}`))),
    job.progress ? progressBar(job.progress) : null,
    rest ? h("span", { class: "soft small" }, rest) : null,
    job.last_run?.error ? h("span", { class: "bad small" }, job.last_run.error) : null);
}

function lastCell(job) {
  if (!job.last_run) return h("span", { class: "soft" }, t("admin.jobs.state.never"));
  return h("div", { class: "stack tight" },
    h("span", {}, time(job.last_run.started_at),
      job.last_run.duration_ms === null ? null : [", ", h("span", { class: "soft took" }, elapsed(job.last_run.duration_ms))]),
    history(job.runs));
}

function history(runs) {
  if (runs.length === 0) return null;
  return h("details", { class: "fold" },
    h("summary", {}, t("admin.jobs.history", { count: runs.length })),
    h("ol", { class: "list small" }, runs.map((run) => h("li", {},
      h("span", { class: `badge ${badges[run.outcome ?? "running"]}` }, t(`admin.jobs.state.${run.outcome ?? "running"}`)),
      " ", time(run.started_at), run.duration_ms === null ? null : `, ${elapsed(run.duration_ms)}`,
      h("span", { class: "soft" }, ` · ${run.node}`),
      run.detail ? h("div", {}, run.detail) : null,
      run.error ? h("div", { class: "bad" }, run.error) : null))));
}

function nextCell(job) {
  const isByHand = job.next_run_at === null || job.interval_seconds === 0;
  if (isByHand) return h("span", { class: "soft" }, t("admin.jobs.byhand"));
  return h("div", { class: "stack tight" },
    h("span", {}, job.interval_seconds < 10 ? t("admin.jobs.soon") : time(job.next_run_at)),
    h("span", { class: "soft small" }, t("admin.jobs.every", { interval: interval(job.interval_seconds) })));
}

