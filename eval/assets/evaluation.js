// The tab that evaluates: start and watch a run, its measures with intervals, what was lost and why, past runs.
(() => {

const EVALUATION = "page/evaluation";
const MAIN_MEASURES = ["answer.fact@1", "answer.full@5", "answer.short", "answer.quotes", "answer.figures", "refusal.false", "refusal.missed", "hit@1", "full@5"];
const LOST_SHOWN = 30;
const evaluation = { known: null, chosen: null, page: null, error: null, file: null, watching: false, find: "", type: "", open: new Set() };

const percent = (value) => `${(100 * value).toFixed(1)}%`;
const moment = (iso) => new Intl.DateTimeFormat(reader(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
const isEvaluating = () => Boolean(evaluation.known) && evaluation.known.progress.phase !== "idle";

function redrawEvaluation() {
  if (state.tab !== "evaluation") return;
  const body = document.getElementById("pq-panel-body");
  const top = body?.scrollTop, focused = document.activeElement?.id;
  drawPanel();
  document.getElementById("pq-panel-body").scrollTop = top;
  if (focused?.startsWith("pq-eval")) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function readEvaluations(choose) {
  try {
    evaluation.known = await call(EVALUATION);
    evaluation.error = null;
    if (isEvaluating()) watchEvaluation();
    const ids = evaluation.known.runs.map((run) => run.id);
    await chooseRun(choose || (ids.includes(evaluation.chosen) ? evaluation.chosen : ids[0] || null));
  } catch (error) { evaluation.error = error.message; redrawEvaluation(); }
}

async function chooseRun(id) {
  evaluation.chosen = id;
  if (evaluation.page?.id !== id) evaluation.page = null;
  redrawEvaluation();
  if (!id || evaluation.page) return;
  try {
    const page = await call(`${EVALUATION}/runs/${id}`);
    if (evaluation.chosen !== id) return;
    evaluation.page = page;
    evaluation.type = evaluation.find = "";
  } catch (error) { evaluation.error = error.message; }
  redrawEvaluation();
}

async function startEvaluation() {
  const file = evaluation.file;
  evaluation.error = null;
  redrawEvaluation();
  try {
    const options = file ? { method: "POST", body: file, headers: { "content-type": "application/octet-stream" } } : { method: "POST" };
    evaluation.known.progress = await call(file ? `${EVALUATION}?name=${encodeURIComponent(file.name)}` : EVALUATION, options);
    watchEvaluation();
  } catch (error) { evaluation.error = error.message; }
  redrawEvaluation();
}

async function stopEvaluation() {
  try {
    evaluation.known.progress = await call(EVALUATION, { method: "DELETE" });
  } catch (error) { evaluation.error = error.message; }
  redrawEvaluation();
}

async function watchEvaluation() {
  if (evaluation.watching) return;
  evaluation.watching = true;
  const before = evaluation.known.progress.run;
  while (isEvaluating()) {
    await new Promise((done) => setTimeout(done, 700));
    // The server may be away for a moment; the run goes on or is gone when it is back.
    try { evaluation.known.progress = await call(`${EVALUATION}/progress`); } catch { continue; }
    drawProgress();
  }
  evaluation.watching = false;
  const { run, zh, en } = evaluation.known.progress;
  const done = run && run !== before;
  if (!zh) announce(t(done ? "eval_done" : "eval_stopped"));
  await readEvaluations(done ? run : null);
  if (zh) { evaluation.error = state.language === "zh" ? zh : en; redrawEvaluation(); }
}

function progressWords({ phase, done, total }) {
  if (phase === "measuring") return t("eval_measuring");
  return total ? t("eval_asking", { done: number(done), total: number(total) }) : t("eval_starting");
}

/** While it runs only the bar changes; the rest of the tab stays as it is. */
function drawProgress() {
  const bar = document.getElementById("pq-eval-progress");
  const progress = evaluation.known.progress;
  if (!bar || progress.phase === "idle") return;
  bar.max = progress.total || 1;
  bar.value = progress.phase === "measuring" ? bar.max : progress.done;
  document.getElementById("pq-eval-words").textContent = progressWords(progress);
}

function runningNode() {
  const progress = evaluation.known.progress;
  const max = progress.total || 1;
  return h("div.eval-running", null,
    h("p", { id: "pq-eval-words", "aria-live": "off" }, progressWords(progress)),
    h("progress", { id: "pq-eval-progress", max, value: progress.phase === "measuring" ? max : progress.done, "aria-label": t("evaluation") }),
    h("p.hint", null, t("eval_meanwhile")),
    evaluation.known.may_change ? h("button.quiet", { type: "button", id: "pq-eval-stop", onclick: stopEvaluation }, icon("close"), t("eval_stop")) : null);
}

function startNode() {
  if (!evaluation.known.may_change) return h("p.hint", null, t("eval_not_allowed"));
  const input = h("input", { type: "file", id: "pq-eval-file", accept: ".jsonl,.csv,.xlsx", "aria-label": t("eval_choose"), onchange: (event) => { evaluation.file = event.target.files[0] || null; redrawEvaluation(); } });
  const option = (own, label) => h("label", null, h("input", {
    type: "radio", name: "pq-eval-set", id: own ? "pq-eval-own" : "pq-eval-shipped", checked: Boolean(evaluation.own) === own,
    onchange: () => { evaluation.own = own; if (!own) evaluation.file = null; redrawEvaluation(); },
  }), " ", label);
  return h("div.eval-start", null,
    h("fieldset", null, h("legend", null, t("eval_set")), option(false, t("eval_shipped")), option(true, evaluation.file ? evaluation.file.name : t("eval_file"))),
    evaluation.own ? input : null,
    h("button.primary", { type: "button", id: "pq-eval-start", disabled: Boolean(evaluation.own && !evaluation.file), onclick: startEvaluation }, t("eval_start")));
}

function runsNode() {
  const runs = evaluation.known.runs;
  if (!runs.length) return isEvaluating() ? null : h("p.hint", null, t("eval_none"));
  return h("div.eval-runs", null,
    h("label", { for: "pq-eval-runs" }, t("eval_runs")),
    h("select", { id: "pq-eval-runs", onchange: (event) => chooseRun(event.target.value) },
      runs.map((run) => h("option", { value: run.id, selected: run.id === evaluation.chosen }, t("eval_run", { date: moment(run.date), dataset: setName(run.dataset), n: number(run.questions) })))));
}

/** What a group is called: those of the questions that ship have names, others go by their own. */
function groupName(slice, label) {
  const key = `eval_${slice}_${label}`;
  return TEXTS[state.language][key] ? t(key) : label;
}

const setName = (dataset) => (dataset === "policyqa" ? t("eval_shipped") : dataset);

function pageNode(page) {
  const silent = page.questions - page.answerable;
  return h("div.eval-page", null,
    h("p.hint", null, t("eval_numbers", { dataset: setName(page.dataset), n: number(page.questions), silent: number(silent), documents: number(page.documents), passages: number(page.passages), seconds: number(page.seconds) })),
    h("div.tools", null,
      h("a.quiet", { href: `${EVALUATION}/runs/${page.id}/report`, target: "_blank", rel: "noopener" }, icon("open"), t("eval_report")),
      TABS.some((tab) => tab.name === "feedback") ? h("button.quiet", { type: "button", onclick: () => showTab("feedback") }, icon("list"), t("eval_feedback")) : null,
      evaluation.known.may_change ? h("button.quiet", { type: "button", onclick: () => removeRun(page.id) }, icon("close"), t("eval_remove")) : null),
    h("h3", null, t("eval_measures")), comparedNode(page), measuresNode(page),
    details("all", t("eval_all"), () => allNode(page)),
    page.slices.length ? details("slices", t("eval_slices"), () => page.slices.map((slice) => sliceNode(slice))) : null,
    chartNode(page, "risk", t("eval_risk"), t("eval_risk_note")),
    chartNode(page, "latency", t("eval_latency"), page.cost ? t("eval_latency_note", { p50: number(Math.round(page.cost.p50_ms)), p95: number(Math.round(page.cost.p95_ms)) }) : ""),
    lostNode(page));
}

function details(name, label, body) {
  const box = h("details.eval-part", { open: evaluation.open.has(name), ontoggle: () => {
    if (box.open) evaluation.open.add(name); else evaluation.open.delete(name);
    if (box.open && box.children.length < 2) box.append(...[body()].flat());
  } }, h("summary", null, label, icon("chevron")));
  if (box.open) box.append(...[body()].flat());
  return box;
}

function comparedNode(page) {
  const before = page.comparison;
  if (!before) return h("p.hint", null, t("eval_first"));
  const words = [t("eval_compared", { date: moment(before.date) }), before.same_corpus ? null : t("eval_other_corpus"), before.same_questions ? null : t("eval_other_questions")];
  return h("p.hint", null, words.filter(Boolean).join(state.language === "zh" ? "；" : "; "));
}

function measuresNode(page) {
  const by = new Map(page.measures.map((measure) => [measure.name, measure]));
  return h("ul.eval-measures", null, MAIN_MEASURES.filter((name) => by.has(name)).map((name) => {
    const { value, low, high } = by.get(name);
    return h("li", null, h("span.eval-name", null, t("measure_" + name)), h("strong", null, percent(value)),
      h("span.eval-bar", { style: `--value:${value};--low:${low};--high:${high}`, "aria-hidden": "true" }, h("span.span"), h("span.dot")),
      h("span.eval-interval", null, `${t("eval_interval")} ${percent(low)} – ${percent(high)}`), changeNode(page, name));
  }));
}

function changeNode(page, name) {
  const change = page.comparison?.measures[name];
  if (!change) return null;
  const points = `${change.difference < 0 ? "−" : "+"}${Math.abs(100 * change.difference).toFixed(1)}`;
  const said = change.better ? "better" : change.worse ? "worse" : "same";
  return h("span.eval-change." + said, null, said === "same" && Math.abs(change.difference) < 5e-4 ? t("eval_same") : `${points} ${t("eval_" + said)}`);
}

function table(head, rows, name = "all") {
  return h("div.table." + name, { tabindex: "0", role: "region", "aria-label": head[0] },
    h("table", null, h("thead", null, h("tr", null, head.map((cell) => h("th", { scope: "col" }, cell)))), h("tbody", null, rows.map((cells) => h("tr", null, cells.map((cell) => h("td", null, cell)))))));
}

function allNode(page) {
  const head = [t("eval_measure"), t("eval_value"), t("eval_interval"), t("eval_questions"), ...(page.comparison ? [t("eval_difference")] : [])];
  return table(head, page.measures.map((measure) => [
    measure.name, measure.value.toFixed(3), `${measure.low.toFixed(3)} – ${measure.high.toFixed(3)}`, number(measure.questions), ...(page.comparison ? [changeNode(page, measure.name)] : [])]));
}

function sliceNode(slice) {
  const key = "eval_slice_" + slice.name;
  const name = TEXTS[state.language][key] ? t(key) : slice.name;
  const score = (found) => (found ? [percent(found.value), h("br"), h("small", null, `${(100 * found.low).toFixed(0)}–${(100 * found.high).toFixed(0)}`)] : "–");
  return table([name, t("eval_questions"), ...slice.measures.map((measure) => (TEXTS[state.language]["measure_" + measure] ? t("measure_" + measure) : measure))],
    slice.rows.map((row) => [groupName(slice.name, row.label), number(row.questions), ...slice.measures.map((measure) => score(row.scores[measure]))]), "slice");
}

function chartNode(page, name, label, note) {
  if (!page.charts.includes(name)) return null;
  return h("figure.eval-chart", null, h("h3", null, label), h("div.eval-drawn", { tabindex: "0", role: "region", "aria-label": label }, h("img", { src: `${EVALUATION}/runs/${page.id}/${name}.svg`, alt: `${label}. ${note}` })), h("figcaption.hint", null, note));
}

function lostNode(page) {
  const all = page.losses;
  if (!all.length) return h("p.hint", null, t("eval_lost_none"));
  const list = h("ul.eval-lost"), note = h("p.hint", { role: "status" });
  const draw = () => {
    const words = evaluation.find.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((loss) => (!evaluation.type || loss.type === evaluation.type) && words.every((word) => JSON.stringify([loss.id, loss.question, loss.wanted, loss.why, loss.documents, groupName("type", loss.type)]).toLowerCase().includes(word)));
    list.replaceChildren(...found.slice(0, LOST_SHOWN).map(lossNode));
    note.textContent = !found.length ? t("documents_none") : found.length > LOST_SHOWN ? t("eval_lost_shown", { n: LOST_SHOWN, all: number(found.length) }) : "";
  };
  const types = [...new Set(all.map((loss) => loss.type))].sort();
  draw();
  return h("section", null, h("h3", null, t("eval_lost", { n: number(all.length) })),
    h("div.eval-find", null,
      h("input.find", { type: "search", id: "pq-eval-find", value: evaluation.find, placeholder: t("eval_lost_find"), "aria-label": t("eval_lost_find"), oninput: (event) => { evaluation.find = event.target.value.trim(); draw(); } }),
      types.length > 1 ? h("select", { id: "pq-eval-type", "aria-label": t("eval_type"), onchange: (event) => { evaluation.type = event.target.value; draw(); } },
        h("option", { value: "" }, t("eval_all_types")), types.map((type) => h("option", { value: type, selected: type === evaluation.type }, groupName("type", type)))) : null),
    list, note);
}

function lossNode(loss) {
  const wanted = loss.answerable ? [...loss.wanted, t("eval_in", { documents: loss.documents.join(state.language === "zh" ? "、" : ", ") })] : [t("eval_wanted_refusal")];
  const group = (label, items) => [h("dt", null, label), h("dd", null, h("ul", null, items.map((item) => (item.nodeType ? item : h("li", null, item)))))];
  return h("li", null, h("details", null, h("summary", null, h("span", null, loss.question), h("span.badge", null, groupName("type", loss.type))),
    loss.history.length ? h("p.hint", null, t("eval_history", { questions: loss.history.join(" / ") })) : null,
    h("dl", null, group(t("eval_why"), loss.why.map((why) => why[state.language])), group(t("eval_wanted"), wanted),
      loss.found.length ? group(t("eval_found"), loss.found.map((found) => h("li" + (found.relevant ? ".gold" : ""), null, `${found.rank}. ${found.text}`))) : null),
    h("button.quiet", { type: "button", onclick: () => askLost(loss) }, icon("send"), t("eval_ask"))));
}

/** Asks a question of the eval set as it was evaluated: in a new conversation, over all documents, after its history. */
async function askLost(loss) {
  newConversation();
  FIELDS.forEach((field) => { state.filters[field] = []; });
  drawScope();
  for (const question of [...loss.history, loss.question]) {
    ask(question);
    while (isPending()) await new Promise((done) => setTimeout(done, 100));
    if (state.turns[state.turns.length - 1]?.error) return;
  }
}

async function removeRun(id) {
  if (!(await confirmed(t("eval_remove_sure"), t("eval_remove")))) return;
  try { await call(`${EVALUATION}/runs/${id}`, { method: "DELETE" }); } catch (error) { evaluation.error = error.message; }
  await readEvaluations();
}

function evaluationNode() {
  if (!evaluation.known && !evaluation.error) { readEvaluations(); return h("p.hint", { role: "status" }, t("loading")); }
  return h("div.evaluation", null, h("p.hint", null, t("eval_about")),
    evaluation.error ? h("p.failure", { role: "alert" }, evaluation.error) : null,
    evaluation.known ? [isEvaluating() ? runningNode() : startNode(), runsNode()] : null,
    evaluation.page ? pageNode(evaluation.page) : evaluation.chosen && !evaluation.error ? h("p.hint", null, t("loading")) : null);
}

TABS.push({ name: "evaluation", label: () => t("evaluation"), node: evaluationNode });

})();
