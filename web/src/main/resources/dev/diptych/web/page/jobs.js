// Indexing from the page: which folders, how far it is, what was left out and why.

import * as api from "./api.js";
import { button, el, foreign, say } from "./dom.js";
import { t } from "./i18n.js";

const POLL_MS = 700;

let timer = null;
let stream = null;
let awake = null;

function unfollow() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
}

/** Stops following how far it is. */
export function leaveJobs() {
  unfollow();
  if (awake) document.removeEventListener("visibilitychange", awake);
  awake = null;
}

function progress(job) {
  const { done, total } = job;
  const bar = total > 0 ? el("progress", { max: total, value: Math.min(done, total), "aria-label": t("jobs.progress") }) : el("progress", { "aria-label": t("jobs.progress") });
  const words = total > 0 ? t("jobs.of", { n: done, of: total }) : t("jobs.so", { n: done });
  return [
    el("p", {}, el("b", {}, job.stage ? t(`jobs.stage.${job.stage}`) : t("jobs.starting")), " ", job.stage ? words : "", job.perSecond > 0 ? ` \u00b7 ${t("jobs.speed", { n: Math.round(job.perSecond * 10) / 10 })}` : ""),
    bar,
  ];
}

function account(job) {
  const report = job.report;
  if (!report) return job.error ? el("p", { class: "verdict" }, el("b", {}, t("jobs.failed")), " ", foreign(job.error)) : null;
  return el(
    "dl",
    { class: "counts" },
    ["seen", "indexed", "reused", "removed", "skipped"].flatMap((each) => [el("dt", {}, t(`jobs.${each}`)), el("dd", {}, t("number", { n: report[each] }))]),
  );
}

function skipped(job) {
  if (job.skipped.length === 0) return null;
  return el(
    "details",
    { class: "skipped" },
    el("summary", {}, t("jobs.skippedFiles", { n: job.skippedCount })),
    el(
      "div",
      { class: "table", tabindex: "0", role: "region", "aria-label": t("jobs.skippedFiles", { n: job.skippedCount }) },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("jobs.file")), el("th", { scope: "col" }, t("jobs.reason")))),
        el("tbody", {}, job.skipped.map((each) => el("tr", {}, el("td", { class: "path" }, each.path), el("td", {}, foreign(each.reason))))),
      ),
    ),
    job.skippedCount > job.skipped.length ? el("p", { class: "muted" }, t("jobs.firstOnes", { n: job.skipped.length })) : null,
  );
}

/** Draws the view. `done` runs when an update has ended. */
export async function showJobs(place, done) {
  leaveJobs();
  const head = el("h2", {}, t("view.index"));
  const form = el("div", {});
  const state = el("div", { class: "job", "aria-live": "polite" });
  const list = el("div", {});
  place.replaceChildren(head, el("p", { class: "muted" }, t("jobs.what")), form, state, list);
  let chosen = null;
  let wasRunning = false;
  let drawn = null;
  let broken = false;
  let ended = 0;
  const isHere = () => place.isConnected && !place.hidden;

  async function start() {
    try {
      await api.startJob([...chosen]);
    } catch (error) {
      state.replaceChildren(el("p", { class: "verdict", role: "alert" }, foreign(error.message)));
      return;
    }
    await look();
  }

  function drawForm(answer) {
    if (!answer.allowed) {
      form.replaceChildren(el("p", {}, t("jobs.off"), " ", el("code", {}, "diptych serve --roots PATH...")));
      return;
    }
    chosen ??= new Set(answer.roots);
    form.replaceChildren(
      el(
        "fieldset",
        { class: "roots" },
        el("legend", {}, t("jobs.roots")),
        answer.roots.map((root) => {
          const box = el("input", { type: "checkbox", onchange: (event) => { if (event.target.checked) chosen.add(root); else chosen.delete(root); } });
          box.checked = chosen.has(root);
          return el("label", {}, box, el("span", { class: "path" }, root));
        }),
      ),
      answer.job?.running
        ? button("go", null, t("jobs.stop"), async () => { await api.stopJob(); await look(); })
        : button("go", null, t("jobs.start"), start),
    );
  }

  async function look() {
    let answer;
    try {
      answer = await api.jobs();
    } catch (error) {
      state.replaceChildren(el("p", { class: "verdict", role: "alert" }, foreign(error.message)));
      return;
    }
    show(answer);
  }

  function show(answer) {
    const { job } = answer;
    // An answer that was asked for may come after an event that knows more.
    if (!isHere() || (job?.running && job.number <= ended)) return;
    if (job && !job.running) ended = job.number;
    const shape = JSON.stringify([answer.roots, job?.running ?? false]);
    // What can be pressed is drawn anew only when it changes, so that focus and aim stay.
    if (shape !== drawn) drawForm(answer);
    drawn = shape;
    state.replaceChildren(...(job ? (job.running ? progress(job) : [el("h3", {}, t(job.stopped ? "jobs.stopped" : job.report ? "jobs.finished" : "jobs.ended")), account(job)]).filter(Boolean) : []));
    if (job && (!job.running || job.skippedCount !== Number(list.dataset.count ?? 0))) {
      const wasOpen = list.querySelector("details")?.open;
      list.dataset.count = job.skippedCount;
      list.replaceChildren(...[skipped(job)].filter(Boolean));
      if (wasOpen) list.querySelector("details")?.setAttribute("open", "");
    }
    if (wasRunning && !job?.running) {
      say(t("jobs.finished"));
      done();
    }
    wasRunning = job?.running ?? false;
    if (answer.allowed && !stream) follow(wasRunning);
  }

  /** Hears of changes; asks now and then where that cannot be and something runs. */
  function follow(runs) {
    clearTimeout(timer);
    if (broken) {
      if (runs) timer = setTimeout(look, POLL_MS);
      return;
    }
    let known = null;
    const mine = (stream = api.jobEvents());
    mine.addEventListener("jobs", (event) => {
      const answer = JSON.parse(event.data);
      if (known && answer.job?.number === known.number) answer.job.skipped = [...known.skipped, ...answer.job.skipped];
      known = answer.job;
      if (isHere()) show(answer);
      else unfollow();
    });
    mine.addEventListener("error", () => {
      if (stream !== mine) return;
      unfollow();
      broken = true;
      if (isHere()) timer = setTimeout(look, POLL_MS);
    });
  }

  // Browsers open few connections to one server: a tab that nobody sees needs none.
  awake = () => {
    if (document.hidden) unfollow();
    else {
      broken = false;
      look();
    }
  };
  document.addEventListener("visibilitychange", awake);
  await look();
}
