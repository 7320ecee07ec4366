// The conversation: the questions, each with its answer, refusal or failure, and the page before the first question.

function inline(turn, list) {
  return list.map((part, i) => {
    const followed = list[i + 1]?.kind === "marker";
    if (part.kind === "text") return followed ? [...part.text].slice(0, -1).join("") : part.text;
    if (part.kind === "break") return h("br");
    if (part.kind === "strong") return h("strong", null, inline(turn, part.parts));
    const before = list[i - 1]?.kind === "text" ? [...list[i - 1].text].pop() : "";
    return h("span.kept", null, before, marker(turn, part.n));
  });
}

function marker(turn, n) {
  const card = turn.cards.find((item) => item.n === n);
  return h("a.cite", {
    href: "#" + card.anchor, "aria-label": t("cite_label", { n }), title: [card.title || card.source, card.locator].filter(Boolean).join(" "),
    onclick: (event) => { event.preventDefault(); showCitation(turn, n); },
  }, `[${n}]`);
}

function block(turn, item) {
  if (item.kind === "table") {
    const row = (cells, tag) => h("tr", null, cells.map((cell) => h(tag, tag === "th" ? { scope: "col" } : null, inline(turn, cell))));
    return h("div.table", { tabindex: "0", role: "region", "aria-label": t("answer") },
      h("table", null, h("thead", null, row(item.header, "th")), h("tbody", null, item.rows.map((cells) => row(cells, "td")))));
  }
  if (item.kind === "items") {
    const items = item.items.map((line) => h("li", null, inline(turn, line)));
    return item.first === null ? h("ul", null, items) : h("ol", { start: item.first }, items);
  }
  return h({ heading: "h3", quote: "blockquote" }[item.kind] || "p", null, inline(turn, item.parts));
}

/** The lines below a copied answer: the words of every citation that it uses, with the reference. */
function notesOf(turn) {
  return turn.cards.filter((card) => card.used).map((card) => `${citing.mark(card)} ${noteOf(card)}`);
}

/** An inline part as text, the markers as they are cited. */
function plainInline(turn, part) {
  if (part.kind === "text") return part.text;
  if (part.kind === "break") return "\n";
  if (part.kind === "strong") return plainLine(turn, part.parts);
  return citing.mark(turn.cards.find((card) => card.n === part.n));
}

const plainLine = (turn, line) => line.map((part) => plainInline(turn, part)).join("");

function plainBlock(turn, item) {
  if (item.kind === "items") return item.items.map((line, i) => (item.first === null ? "- " : `${item.first + i}. `) + plainLine(turn, line)).join("\n");
  if (item.kind === "table") return [item.header, ...item.rows].map((row) => row.map((cell) => plainLine(turn, cell).replaceAll("\n", " ")).join("\t")).join("\n");
  return plainLine(turn, item.parts);
}

function answerText(turn) {
  const notes = notesOf(turn);
  const said = [...(turn.short.length ? [plainLine(turn, turn.short)] : []), ...turn.blocks.map((item) => plainBlock(turn, item))];
  return [...said, ...(notes.length ? [[t("notes"), ...notes].join("\n")] : [])].join("\n\n") + "\n";
}

/** The answer for a word processor: no links or buttons, tables as tables, the sources below. */
function answerRich(turn) {
  const body = h("div", null, turn.short.length ? h("p", null, h("strong", null, inline(turn, turn.short))) : null, turn.blocks.map((item) => block(turn, item)));
  body.querySelectorAll("a").forEach((link) => link.replaceWith(citing.mark(turn.cards.find((card) => link.getAttribute("href") === "#" + card.anchor))));
  body.querySelectorAll("div.table").forEach((box) => box.replaceWith(...box.childNodes));
  const notes = notesOf(turn);
  if (notes.length) body.append(h("p", null, h("strong", null, t("notes"))), ...notes.map((note) => h("p", null, note)));
  return body;
}

function turnNode(turn) {
  const node = h("article.turn", { id: "turn-" + turn.id, "data-turn": turn.id });
  node.append(h("h2.question", null, h("span.visually-hidden", null, t("you")), turn.question));
  const pending = (words) => h("p.pending", { role: "status" }, h("span.pulse", { "aria-hidden": "true" }), h("span.words", null, words));
  if (turn.growing) node.append(answerNode(turn), pending(t("growing")));
  else if (turn.pending) node.append(pending(t("pending")));
  else if (turn.error) node.append(failureNode(turn));
  else node.append(answerNode(turn));
  return node;
}

function failureNode(turn) {
  const words = turn.message?.[state.language] || t("error_" + turn.error, { limit: LIMIT });
  return h("div.failure", { role: "alert" }, h("p", null, words),
    turn.error === "login" ? h("a.quiet", { href: "login" }, t("sign_in")) : null,
    h("button.quiet", { type: "button", onclick: () => ask(turn.question, turn) }, icon("retry"), t("retry")),
    h("button.quiet", { type: "button", onclick: () => edit(turn.question) }, icon("edit"), t("edit")));
}

/** The completed question of a follow-up; it can be edited where it stands and is then asked as it is. */
function standaloneNode(turn) {
  const node = h("div.standalone");
  const show = () => node.replaceChildren(t("standalone"), h("q", null, turn.standalone), h("button.link", { type: "button", onclick: open }, t("edit")));
  const close = () => { show(); node.querySelector("button").focus(); };
  const open = () => {
    const box = h("textarea", { rows: "2", maxlength: LIMIT, "aria-label": t("edit"), onkeydown: (event) => {
      if (event.key === "Escape") { event.stopPropagation(); close(); }
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) again(event);
    } });
    const again = (event) => {
      event.preventDefault();
      const question = box.value.trim();
      if (question && !isPending()) ask(question, turn, true);
    };
    box.value = turn.standalone;
    node.replaceChildren(h("form.again", { onsubmit: again }, box,
      h("button.send", { type: "submit" }, t("ask_send")), h("button.icon", { type: "button", "aria-label": t("close"), title: t("close"), onclick: close }, icon("close"))));
    box.focus();
  };
  show();
  return node;
}

function answerNode(turn) {
  const used = turn.cards.filter((card) => card.used).length;
  const box = h("div.answer" + (turn.abstained ? ".refusal" : ""), { tabindex: "-1", role: "group", "aria-label": t("answer") });
  if (turn.standalone) {
    box.append(standaloneNode(turn));
  }
  if (turn.abstained) box.append(h("p.verdict", null, h("strong", null, t("abstained")), h("span", null, turn.reason ? t("reason_" + turn.reason) : "")));
  if (turn.short.length) box.append(h("p.short", null, inline(turn, turn.short)));
  box.append(h("div.said", null, turn.blocks.map((item) => block(turn, item))));
  if (turn.growing) {
    box.setAttribute("aria-busy", "true");
    return box;
  }
  if (turn.abstained && !turn.blocks.length) box.append(h("p", null, t("abstained_text")));
  if (turn.abstained) box.append(h("p.nearest", null, coverageText()));
  if (turn.warnings.length) {
    box.append(h("ul.warnings", { "aria-label": t("warnings") },
      turn.warnings.map((item) => h("li", null, icon("warn"), h("span", null, h("strong", null, t("warning_" + item.code)), " ", item.text)))));
  }
  box.append(h("div.tools", null,
    turn.cards.length ? h("button.quiet.to-evidence", { type: "button", "aria-controls": "pq-panel", onclick: () => showEvidence(turn, true) }, icon("list"), t("show_evidence", { n: turn.abstained ? turn.cards.length : used })) : null,
    copyButton(t("copy_answer"), () => answerText(turn), () => answerRich(turn)),
    ANSWER_BUTTONS.map((button) => button(turn)),
    turn.confidence === null ? null : h("span.confidence", null, t("confidence", { n: Math.round(turn.confidence * 100) }))));
  box.append(...BELOW_ANSWER.map((below) => below(turn)).filter(Boolean));
  return box;
}

function coverageText() {
  const all = state.corpus?.coverage;
  if (!all || !all.documents) return "";
  const regions = all.regions.join(state.language === "zh" ? "、" : ", ") + (all.more_regions ? t("covers_more", { n: all.more_regions, all: all.regions.length + all.more_regions }) : "");
  return [
    t("covers", { documents: number(all.documents), passages: number(all.passages) }),
    all.first_year ? t(all.first_year === all.last_year ? "covers_year" : "covers_years", { first: all.first_year, last: all.last_year }) : null,
    all.regions.length ? t("covers_regions", { regions }) : null,
  ].filter(Boolean).join(state.language === "zh" ? "，" : ", ") + (state.language === "zh" ? "。" : ".");
}

function welcomeNode() {
  const examples = state.examples[state.language] || [];
  const empty = state.corpus && !state.corpus.coverage.documents;
  return h("section.welcome", null, h("h2", null, t("welcome")),
    h("p", null, empty ? t("empty_corpus") : t("welcome_text")),
    h("p.coverage", null, coverageText()),
    examples.length ? h("div.examples", { role: "group", "aria-label": t("examples") }, h("h3", null, t("examples")),
      examples.map((question) => h("button.example", { type: "button", onclick: () => ask(question) }, h("span", null, question), icon("send")))) : null);
}

function drawConversation() {
  const log = document.getElementById("pq-log");
  log.setAttribute("aria-label", t("conversation"));
  log.replaceChildren(...(state.turns.length ? state.turns.map(turnNode) : [welcomeNode()]));
  placePanel();
}

/** Draws one turn anew, or for the first time; the others stay, so that they are not read out again. */
function drawTurn(turn) {
  const old = document.getElementById("turn-" + turn.id);
  placePanel(null);
  if (old) old.replaceWith(turnNode(turn));
  else document.getElementById("pq-log").append(turnNode(turn));
  document.querySelector("#pq-log .welcome")?.remove();
  placePanel();
}
