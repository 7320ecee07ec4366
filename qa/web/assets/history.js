// Past conversations, kept in this browser alone: a list to search, rename, open again, export and delete.

const HISTORY_CONVERSATIONS = 100;
const HISTORY_TURNS = 200;
const HISTORY_TEXT = 6000;

const historyIsKept = () => storage.read("localStorage", "history-off") !== true;
const isAnswer = (turn) => !turn.pending && !turn.error && Array.isArray(turn.cards);
const turnNumber = (turn) => Number(turn.id.slice(1));

/** The conversations kept, newest first; what is not of this form is left out. */
function historyList() {
  const kept = storage.read("localStorage", "history");
  return Array.isArray(kept) ? kept.filter((entry) => entry && typeof entry.id === "string" && typeof entry.title === "string" && entry.at > 0 && entry.count > 0) : [];
}

const historyConversation = (id) => {
  const kept = storage.read("localStorage", "history." + id);
  return Array.isArray(kept?.turns) ? kept : null;
};

function forgetKept(id) {
  try { window.localStorage.removeItem("policyqa.history." + id); } catch { /* refused */ }
}

/** Writes a value, letting go of the oldest conversations, never of `id`, while the browser's storage is full. */
function writeHistory(key, value, id) {
  while (!storage.write("localStorage", key, key === "history" ? value() : value)) {
    const list = historyList();
    const oldest = list.filter((entry) => entry.id !== id).pop();
    if (!oldest) return false;
    forgetKept(oldest.id);
    if (!storage.write("localStorage", "history", list.filter((entry) => entry !== oldest))) return false;
  }
  return true;
}

let historyFullSaid = false;

/** Keeps the conversation of this tab. A tab that was duplicated goes on under a name of its own. */
function keepConversation() {
  let turns = state.turns.filter(isAnswer);
  if (!state.id || !turns.length || !historyIsKept()) return;
  const known = storage.read("sessionStorage", "history") || {};
  const before = historyConversation(state.id);
  if (before && known.id === state.id && before.written !== known.written) {
    state.id = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
    return save();
  }
  // The page lets go of the first turns of a long conversation.
  const first = Math.min(...state.turns.map(turnNumber));
  turns = [...(before?.turns || []).filter((turn) => turnNumber(turn) < first), ...turns].slice(-HISTORY_TURNS);
  const written = Math.random().toString(36).slice(2);
  const kept = writeHistory("history." + state.id, { turns, filters: state.filters, written }, state.id);
  if (kept) {
    storage.write("sessionStorage", "history", { id: state.id, written });
    const old = historyList().find((entry) => entry.id === state.id);
    const entry = {
      id: state.id, title: old?.renamed ? old.title : turns[0].question, renamed: Boolean(old?.renamed), count: turns.length,
      at: Math.max(...turns.map((turn) => turn.at || 0)),
      text: turns.map((turn) => `${turn.question} ${turn.plain}`).join(" ").toLowerCase().slice(0, HISTORY_TEXT),
    };
    writeHistory("history", () => bounded([entry, ...historyList().filter((other) => other.id !== entry.id)]), state.id);
  } else if (!historyFullSaid) {
    historyFullSaid = true;
    announce(t("history_full"));
  }
  if (state.tab === "history") drawHistory();
}

function bounded(list) {
  list.sort((a, b) => b.at - a.at);
  list.splice(HISTORY_CONVERSATIONS).forEach((entry) => forgetKept(entry.id));
  return list;
}

function reopen(id) {
  const kept = historyConversation(id);
  if (!kept) return announce(t("history_gone"));
  if (isPending()) return announce(t("history_wait"));
  Object.assign(state, { id, turns: kept.turns, active: kept.turns[kept.turns.length - 1].id, cited: null });
  Object.assign(state.filters, kept.filters);
  sequence = Math.max(...kept.turns.map(turnNumber));
  storage.write("sessionStorage", "history", { id, written: kept.written });
  save();
  drawAll();
  showEvidence(kept.turns[kept.turns.length - 1], false);
  const last = document.querySelector("article.turn:last-of-type .answer");
  last?.focus({ preventScroll: true });
  return toTurn(kept.turns[kept.turns.length - 1]);
}

async function deleteConversation(entry) {
  if (!(await confirmed(t("history_delete_ask", { title: entry.title }), t("history_delete")))) return;
  forgetKept(entry.id);
  storage.write("localStorage", "history", historyList().filter((other) => other.id !== entry.id));
  if (entry.id === state.id) forgetHere();
  drawHistory();
  announce(t("history_deleted"));
}

async function deleteHistory() {
  const list = historyList();
  if (!(await confirmed(t("history_clear_ask", { n: number(list.length) }), t("history_clear")))) return;
  list.forEach((entry) => forgetKept(entry.id));
  storage.write("localStorage", "history", []);
  if (list.some((entry) => entry.id === state.id)) forgetHere();
  drawHistory();
  announce(t("history_deleted"));
}

/** What was deleted does not stay on the page either, where the next question would keep it again. */
function forgetHere() {
  if (isPending()) { state.id = null; return; }
  newConversation();
}

function rename(entry, title) {
  const list = historyList();
  const found = list.find((other) => other.id === entry.id);
  const words = title.trim().slice(0, 200);
  if (!found || !words) return drawHistory();
  Object.assign(found, { title: words, renamed: true });
  storage.write("localStorage", "history", list);
  return drawHistory();
}

function exportJson(entry) {
  const kept = historyConversation(entry.id);
  if (!kept) return announce(t("history_gone"));
  const answers = kept.turns.map((turn) => ({
    asked: turn.at ? new Date(turn.at).toISOString() : null, question: turn.question, standalone: turn.standalone, abstained: turn.abstained,
    reason: turn.reason, answer: turn.answer || turn.plain, confidence: turn.confidence, warnings: turn.warnings,
    citations: turn.cards.map(({ n, used, document, source, title, locator, start, end, reference, parts: list }) => ({
      n, used, document, source, title, locator, quote: list.filter((part) => part.mark.split(" ").includes("quote")).map((part) => part.text).join(""), start, end, reference,
    })),
  }));
  const value = { format: "policyqa-conversation", version: 1, title: entry.title, filters: kept.filters, answers };
  const name = entry.title.replace(/[\\/:*?"<>|\u0000-\u001f]/g, " ").trim().slice(0, 60) || "conversation";
  return saveFile(new Blob([JSON.stringify(value, null, 2)], { type: "application/json" }), name + ".json");
}

function exportKept(entry) {
  const turns = historyConversation(entry.id)?.turns;
  if (!turns) return announce(t("history_gone"));
  return exportDialog(t("history_export", { title: "" }).replace(/[：:]\s*$/, ""), turns.map((turn) => ({ ...entryOf(turn), comment: "" })), entry.title);
}

const dayAndTime = (at) => new Intl.DateTimeFormat(reader(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

function historyItem(entry) {
  const { title } = entry;
  const button = (name, sign, act) => h(`button.icon.${name}`, { type: "button", "aria-label": t("history_" + name, { title }), title: t("history_" + name, { title: "" }).replace(/[：:]\s*$/, ""), onclick: act }, sign);
  const open = h("button.document", { type: "button", onclick: () => reopen(entry.id) }, h("strong", null, title),
    entry.id === state.id ? h("span.badge", null, t("history_current")) : null,
    meta(dayAndTime(entry.at), t("history_questions", { n: number(entry.count) })));
  const node = h("li", null, open, h("div.row", null,
    button("rename", icon("edit"), () => {
      const box = h("input.find", { type: "text", maxlength: "200", "aria-label": t("history_rename", { title }), onkeydown: (event) => {
        if (event.key === "Enter" && !event.isComposing) rename(entry, box.value);
        if (event.key === "Escape") { event.stopPropagation(); drawHistory(); }
      } });
      box.value = title;
      node.replaceChildren(h("div.row.renaming", null, box, h("button.plain", { type: "button", onclick: () => rename(entry, box.value) }, t("confirm"))));
      box.focus();
      box.select();
    }),
    typeof exportDialog === "function" ? button("export", icon("download"), () => exportKept(entry)) : null,
    button("json", "JSON", () => exportJson(entry)),
    button("remove", icon("bin"), () => deleteConversation(entry))));
  return node;
}

let historyQuery = "";

function historyNode() {
  const list = h("ul.history");
  const note = h("p.hint", { role: "status" });
  const search = h("input.find", { type: "search", placeholder: t("history_search"), "aria-label": t("history_search"), oninput: (event) => { historyQuery = event.target.value; draw(); } });
  const draw = () => {
    const all = historyList();
    const words = historyQuery.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((entry) => words.every((word) => `${entry.title.toLowerCase()} ${entry.text || ""}`.includes(word)));
    list.replaceChildren(...found.map(historyItem));
    note.textContent = !all.length ? t("history_empty") : found.length ? "" : t("history_none");
  };
  search.value = historyQuery;
  draw();
  const box = h("input", { type: "checkbox", checked: historyIsKept(), onchange: (event) => {
    storage.write("localStorage", "history-off", !event.target.checked);
    if (event.target.checked) keepConversation();
  } });
  const any = historyList().length > 0;
  return h("div.past", null, any ? search : null, list, note,
    h("label.check", null, box, t("history_keep")), h("p.hint", null, t("history_private", { n: HISTORY_CONVERSATIONS })),
    any ? h("div.buttons", null, h("button.plain", { type: "button", onclick: deleteHistory }, t("history_clear"))) : null);
}

/** Draws the tab anew where it is shown. */
function drawHistory() {
  if (state.tab !== "history") return;
  drawPanel();
  document.getElementById("pq-tab-history").focus();
}

window.addEventListener("storage", (event) => {
  if (event.key === "policyqa.history" && state.tab === "history" && !document.querySelector(".renaming")) drawPanel();
});

ON_SAVE.push(keepConversation);
TABS.push({ name: "history", label: () => t("history"), node: historyNode });
