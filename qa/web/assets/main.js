// Puts the page together and speaks with the server: "ask" goes out, a turn comes back.

let sequence = 0;
let requests = 0;
let slow = null;

const SLOW = 4000; // milliseconds after which the page says that it still waits
const AGAIN = 20000; // after which a question is sent anew: a server that lives may have lost it, or its answer
const PATIENCE = 9; // times that it is sent, at most

/** Asks a question after the earlier ones; `again` is a turn to ask anew, `alone` asks without the earlier ones. */
function ask(question, again, alone) {
  if (isPending()) return;
  const turn = again || { id: `a${++sequence}`, question };
  let history = [];
  for (const item of state.turns) {
    if (item === turn || alone) break;
    if (!item.error) history.push(item.question);
  }
  history = history.slice(-HISTORY);
  state.id ||= Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
  Object.assign(turn, { question, history, filters: JSON.parse(JSON.stringify(state.filters)), pending: true, error: null, message: null, related: null });
  if (!state.turns.includes(turn)) state.turns.push(turn);
  if (state.turns.length > KEPT_TURNS) document.getElementById("turn-" + state.turns.shift().id)?.remove();
  state.active = turn.id;
  state.cited = null;
  state.tab = "evidence";
  drawTurn(turn);
  drawPanel();
  relabelComposer();
  save();
  toTurn(turn);
  Object.assign(turn, { requests: [], failures: 0 });
  send(turn);
  waitFor(turn);
}

function send(turn) {
  turn.requests.push(++requests);
  turn.from = null;
  trigger("ask", { request: requests, id: turn.id, question: turn.question, history: turn.history, filters: turn.filters });
}

/** From now on: says after a while that it still waits, looks whether the server lives, and asks anew. */
function waitFor(turn) {
  const heard = (turn.heard = performance.now());
  const look = async () => {
    if (!turn.pending || turn.heard !== heard) return;
    const words = document.querySelector(`#turn-${turn.id} .pending .words`);
    if (words && !turn.growing) words.textContent = t("pending_long");
    if (!(await isAlive())) return failTurn(turn, "lost");
    if (!turn.pending || turn.heard !== heard) return;
    if (performance.now() - heard > AGAIN * turn.requests.length) {
      if (turn.requests.length >= PATIENCE) return failTurn(turn, "failed");
      send(turn);
    }
    slow = setTimeout(look, 3000);
  };
  clearTimeout(slow);
  slow = setTimeout(look, SLOW);
}

async function isAlive() {
  try { return (await fetch(new URL("healthz", document.baseURI), { cache: "no-store" })).ok; } catch { return false; }
}

async function whyFailed() {
  try { return (await fetch(new URL("page/access", document.baseURI), { cache: "no-store" })).status === 401 ? "login" : "busy"; } catch { return "lost"; }
}

function toTurn(turn) {
  const node = document.getElementById("turn-" + turn.id);
  node?.scrollIntoView({ block: "start", behavior: motion() });
}

function receiveTurn(value) {
  const turn = state.turns.find((item) => item.id === value?.id && item.requests?.includes(value.request) && item.pending);
  // Where a question was sent anew, the first answer to begin is the one that is shown.
  if (!turn || (turn.from && turn.from !== value.request)) return;
  const grown = turn.growing;
  Object.assign(turn, value, { from: value.request, pending: value.growing, at: Date.now() });
  if (value.growing) waitFor(turn);
  else clearTimeout(slow);
  drawTurn(turn);
  // What grows beneath a reader's eyes must not move, nor take them back from another tab.
  if (!grown) showEvidence(turn, false);
  else if (state.tab === "evidence" && state.active === turn.id) drawPanel();
  if (!value.growing) relabelComposer();
  save();
  if (!grown) toTurn(turn);
}

/** Gradio could not bring a question there or an answer back: once more, where the server lives and there was no other. */
async function failed() {
  const turn = state.turns.find((item) => item.pending);
  if (!turn || ++turn.failures < turn.requests.length) return;
  const why = await whyFailed();
  if (why !== "busy" || turn.requests.length > 1) return failTurn(turn, why);
  await new Promise((done) => setTimeout(done, 1500));
  if (turn.pending) send(turn);
}

async function failTurn(turn, error) {
  if (!turn?.pending) return;
  clearTimeout(slow);
  Object.assign(turn, { pending: false, growing: false, error });
  drawTurn(turn);
  relabelComposer();
  save();
  if (error === "lost") reconnect();
}

/** After the server was gone Gradio reloads the page when it is back; the conversation is kept in the tab. */
async function reconnect() {
  announce(t("reconnecting"));
  while (!(await isAlive())) await new Promise((done) => setTimeout(done, 2000));
  announce(t("reconnected"));
  setTimeout(() => window.location.reload(), 600);
}

function save() {
  storage.write("sessionStorage", "conversation", { id: state.id, turns: state.turns, active: state.active, sequence, filters: state.filters });
  ON_SAVE.forEach((saved) => saved());
}

function restore() {
  const kept = storage.read("sessionStorage", "conversation");
  if (!Array.isArray(kept?.turns)) return;
  Object.assign(state, { id: kept.id || null, turns: kept.turns, active: kept.active });
  sequence = kept.sequence || 0;
  Object.assign(state.filters, kept.filters);
  for (const turn of state.turns) if (turn.pending) Object.assign(turn, { pending: false, growing: false, error: "lost" });
}

function newConversation() {
  Object.assign(state, { id: null, turns: [], active: null, cited: null });
  save();
  drawConversation();
  drawPanel();
  relabelComposer();
  document.getElementById("pq-question").focus();
}

/** Reads until it is there: a page must not stay empty because the server was busy or away for a moment. */
async function untilRead(path) {
  for (;;) {
    try { return await call(path); } catch { await new Promise((done) => setTimeout(done, 2000)); }
  }
}

/** Chosen filters that the corpus no longer has are let go of. */
function takeCorpus(value) {
  state.corpus = value;
  for (const facet of value.facets) {
    const known = facet.options.map((option) => option.value);
    state.filters[facet.field] = state.filters[facet.field].filter((chosen) => known.includes(chosen));
  }
}

async function readCorpus() {
  takeCorpus(await untilRead("page/corpus"));
  if (!state.turns.length) drawConversation();
  drawPanel();
  drawScope();
}

/** Example questions are in the page's language, each read once. */
async function readExamples() {
  const { language } = state;
  if (state.examples[language]) return;
  state.examples[language] = await untilRead(`page/examples?language=${language}`);
  if (!state.turns.length && state.language === language) drawConversation();
}

function drawHeader() {
  document.getElementById("pq-header").replaceChildren(
    h("a.skip", { href: "#pq-question" }, t("skip")),
    h("div.brand", null, h("span.seal", { "aria-hidden": "true" }, "策"), h("div", null, h("h1", null, t("app")), h("p", null, t("tagline")))),
    h("div.actions", null,
      HEADER_BUTTONS.map((button) => button()),
      h("button.quiet", { type: "button", onclick: newConversation, title: t("new") }, icon("plus"), h("span", null, t("new"))),
      h("button.quiet.language", { type: "button", lang: state.language === "zh" ? "en" : "zh-CN", "aria-label": t("language_label"), onclick: () => { setLanguage(state.language === "zh" ? "en" : "zh"); drawAll(); readExamples(); document.querySelector(".language").focus(); } }, t("language"))));
}

function drawAll() {
  drawHeader();
  drawConversation();
  drawPanel();
  drawScope();
  relabelComposer();
  if (document.getElementById("pq-viewer").open) drawViewer();
}

/** The mark in the browser's tab: a sheet with a marked line. */
function drawTabIcon() {
  const shapes = "<rect width='32' height='32' rx='6' fill='%2314566b'/><path d='M9 10h14M9 22h9' stroke='white' stroke-width='2.5'/><path d='M8 16h16' stroke='%23fde9a9' stroke-width='5'/>";
  document.head.append(h("link", { rel: "icon", href: `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>${shapes}</svg>` }));
}

startLanguage();
drawTabIcon();
restore();
if (!state.turns.length) state.tab = "documents";
announcer = h("p.announcer", { role: "status", "aria-live": "polite" });
element.querySelector(".pq").replaceChildren(
  h("header.top", { id: "pq-header" }),
  h("div.page", null,
    h("section.talk", null, h("div.log", { id: "pq-log", role: "log", "aria-live": "polite", tabindex: "0" }), composerNode()),
    h("div.side", { id: "pq-side" }, panel)),
  h("dialog.viewer", { id: "pq-viewer", onclick: (event) => { if (event.target.id === "pq-viewer") event.target.close(); } }),
  announcer);
drawAll();
const last = state.turns[state.turns.length - 1];
if (last && !last.error) showEvidence(state.turns.find((turn) => turn.id === state.active) || last, false);
if (!narrow.matches) document.getElementById("pq-question").focus({ preventScroll: true });
narrow.addEventListener("change", () => placePanel());
watch("turn", () => { if (props.turn) receiveTurn(JSON.parse(props.turn)); });
readCorpus().then(() => { if (last?.error === "lost") ask(last.question, last); });
readExamples();
window.policyqa = { failed };
