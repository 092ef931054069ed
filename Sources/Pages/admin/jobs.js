// The service's own jobs: their last runs, the next one, and a button to run each now.

import { api } from "../client/api.js";
import { elapsed, interval, time } from "../kit/format.js";
import { t, textOr } from "../kit/i18n.js";
import { commandButton, h, note, refreshing, replace, showOnly, skeleton, table, toast } from "../kit/kit.js";
import { named } from "./names.js";
import { progressBar, runQuestion } from "./progress.js";

const badges = {
  ok: "good", failed: "bad", resting: "plain", abandoned: "warn", running: "accent",
  requested: "accent", never: "plain",
};
/** Jobs that take long, and are started only after a question. */
const longJobs = ["replay", "verify"];

export default { id: "jobs", titleKey: "admin.jobs.title", show };

async function show(container) {
  const place = h("div", {}, skeleton(9));
  const summary = h("p", { class: "soft", role: "status" });
  const runs = new Map();
  const list = table({
    caption: t("admin.jobs.title"), columns: columns(runOf), keyOf: (job) => job.name, records: true,
  });
  const updates = refreshing(load, 2);
  replace(container,
    h("p", { class: "soft lead" }, t("admin.jobs.lead")),
    updates.notice, summary, place);

  async function load() {
    const { data: jobs } = await api.get("/admin/jobs");
    const failing = jobs.filter((job) => stateOf(job) === "failed").length;
    const running = jobs.filter((job) => job.running).length;
    const text = t(failing ? "admin.jobs.summary-failing" : "admin.jobs.summary",
      { count: jobs.length, failing, running });
    if (summary.textContent !== text) summary.textContent = text;
    list.update(jobs);
    showOnly(place, list.element);
  }

  /** The button of a job, the same one whenever its row is drawn again. */
  function runOf(job) {
    if (!runs.has(job.name)) runs.set(job.name, runPart(job.name, updates.now));
    const part = runs.get(job.name);
    part.update(job);
    return part.element;
  }

  await updates.ready;
  return updates.stop;
}

function runPart(name, changed) {
  let isBusy = false;
  const problems = note();
  const title = named("job", name);
  const button = commandButton({
    label: t("admin.jobs.run"),
    kind: "small",
    describe: t("admin.jobs.run-of", { job: title }),
    note: problems,
    check: () => !isBusy,
    confirm: () => longJobs.includes(name) && { ...runQuestion(name), label: t("admin.jobs.run") },
    send: (key) => api.command("POST", `/admin/jobs/${name}/run`, undefined, { key }),
    onDone: () => {
      toast(t("admin.jobs.asked", { job: title }));
      return changed();
    },
  });
  return {
    element: h("div", { class: "stack tight" }, button, problems.element),
    update(job) {
      isBusy = job.running || job.requested;
      // Not `disabled`, because a disabled button loses the focus.
      button.setAttribute("aria-disabled", String(isBusy));
    },
  };
}

function stateOf(job) {
  if (job.running) return "running";
  if (job.requested) return "requested";
  return job.last_run?.outcome ?? "never";
}

function stateBadge(state) {
  return h("span", { class: `badge ${badges[state]}` }, t(`admin.jobs.state.${state}`));
}

function columns(runOf) {
  return [
    {
      label: t("admin.jobs.job"), lead: true,
      cell: (job) => h("div", { class: "stack tight" }, h("strong", {}, named("job", job.name)),
        h("span", { class: "soft small" }, textOr(`admin.job-task.${job.name}`, ""))),
    },
    { label: t("admin.jobs.state"), cell: stateCell },
    { label: t("admin.jobs.last"), cell: lastCell },
    { label: t("admin.jobs.next"), cell: nextCell },
    {
      label: t("admin.jobs.attempts"), numeric: true,
      cell: (job) => h("span", { class: job.attempts > 0 ? "bad strong" : "soft" }, String(job.attempts)),
    },
    { label: t("admin.jobs.run"), acts: true, cell: runOf },
  ];
}

function stateCell(job) {
  const state = stateOf(job);
  const rest = state === "resting" ? job.runs.find((run) => run.outcome === "resting")?.detail : null;
  return h("div", { class: "stack tight" },
    h("span", {}, stateBadge(state)),
    job.progress ? progressBar(job.progress) : null,
    rest ? h("span", { class: "soft small" }, rest) : null,
    job.last_run?.error ? h("span", { class: "bad small" }, job.last_run.error) : null);
}

function lastCell(job) {
  if (!job.last_run) return h("span", { class: "soft" }, t("admin.jobs.state.never"));
  const { started_at: start, duration_ms: took } = job.last_run;
  return h("div", { class: "stack tight" },
    h("span", {}, time(start), took === null ? null : [", ", h("span", { class: "soft took" }, elapsed(took))]),
    history(job.runs));
}

function history(runs) {
  if (runs.length === 0) return null;
  return h("details", { class: "fold" },
    h("summary", {}, t("admin.jobs.history", { count: runs.length })),
    h("ol", { class: "list small" }, runs.map((run) => h("li", {},
      stateBadge(run.outcome ?? "running"),
      " ", time(run.started_at), run.duration_ms === null ? null : `, ${elapsed(run.duration_ms)}`,
      h("span", { class: "soft" }, ` · ${run.node}`),
      run.detail ? h("div", {}, run.detail) : null,
      run.error ? h("div", { class: "bad" }, run.error) : null))));
}

function nextCell(job) {
  const isByHand = job.next_run_at === null || job.interval_seconds === 0;
  if (isByHand) return h("span", { class: "soft" }, t("admin.jobs.by-hand"));
  return h("div", { class: "stack tight" },
    h("span", {}, job.interval_seconds < 10 ? t("admin.jobs.soon") : time(job.next_run_at)),
    h("span", { class: "soft small" }, t("admin.jobs.every", { interval: interval(job.interval_seconds) })));
}
