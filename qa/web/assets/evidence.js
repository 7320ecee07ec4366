// The panel beside the conversation, and its first tab: the passages behind an answer.

function meta(...items) { return h("p.meta", null, joined(items)); }

function cardNode(turn, card) {
  const name = card.title || card.source || t("untitled");
  const on = state.active === turn.id && state.cited === card.n;
  const open = () => openDocument(card.document, card);
  return h("li.card" + (card.used ? "" : ".unused") + (on ? ".on" : ""), { id: card.anchor, tabindex: "-1", "data-n": card.n },
    h("header", null, h("span.n", { "aria-hidden": "true" }, card.n),
      h("h4", null, h("span.visually-hidden", null, `[${card.n}] `), h("button.link.title", { type: "button", onclick: open }, name))),
    meta(card.issuer, date(card.published), place(card.region), heldText(card.held)),
    h("p.where", null, card.locator ? h("span.locator", null, card.locator) : null,
      card.page ? h("span.page-number", null, t("page", { n: card.page })) : null,
      card.digest ? h("span.badge.digest", null, t("digest")) : null,
      heldBadge(card.held),
      card.used ? null : h("span.badge", null, t("unused_badge"))),
    passageNode(card),
    h("footer", null, copyButton(t("copy_citation"), () => noteOf(card)),
      h("button.quiet", { type: "button", onclick: open }, icon("open"), t("open")), CARD_BUTTONS.map((button) => button(turn, card))));
}

function passageNode(card) {
  const text = h("blockquote.passage", null, parts(card.parts));
  const length = card.parts.reduce((sum, part) => sum + part.text.length, 0);
  if (length <= 420) return text;
  text.classList.add("folded");
  const toggle = h("button.link.fold", { type: "button", "aria-expanded": "false", onclick: () => {
    const folded = text.classList.toggle("folded");
    toggle.textContent = t(folded ? "more" : "less");
    toggle.setAttribute("aria-expanded", String(!folded));
  } }, t("more"));
  requestAnimationFrame(() => { const mark = text.querySelector("mark"); if (mark) text.scrollTop = Math.max(mark.offsetTop - text.offsetTop - 24, 0); });
  return h("div", null, text, toggle);
}

function evidenceNode() {
  const turn = state.turns.find((item) => item.id === state.active);
  if (!turn || (turn.pending && !turn.growing) || turn.error) return h("p.hint", null, t("evidence_empty"));
  if (!turn.cards.length) return h("p.hint", null, t("evidence_none"));
  const group = (label, cards) => cards.length ? [h("h3", null, label), h("ol.cards", null, cards.map((card) => cardNode(turn, card)))] : [];
  return h("div", null, h("p.for", null, t("evidence_for", { question: turn.question })),
    group(t("used"), turn.cards.filter((card) => card.used)), group(t("unused"), turn.cards.filter((card) => !card.used)));
}

let cameFrom = null;
// Escape leads back to the marker that was pressed.
const panel = h("section.panel", { id: "pq-panel", onkeydown: (event) => { if (event.key === "Escape" && cameFrom?.isConnected) cameFrom.focus(); } });

TABS.push({ name: "evidence", label: () => t("evidence"), node: evidenceNode });

function drawPanel() {
  const tabs = TABS.map((tab, i) => h("button.tab", {
    type: "button", role: "tab", id: "pq-tab-" + tab.name, "aria-selected": String(state.tab === tab.name), "aria-controls": "pq-panel-body", tabindex: state.tab === tab.name ? "0" : "-1",
    onclick: () => showTab(tab.name),
    onkeydown: (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      showTab(TABS[(i + step + TABS.length) % TABS.length].name);
      document.getElementById("pq-tab-" + state.tab).focus();
    },
  }, tab.label()));
  panel.setAttribute("aria-label", t("panel"));
  panel.replaceChildren(
    h("div.tabs", { role: "tablist", "aria-label": t("panel") }, tabs),
    h("div.body", { id: "pq-panel-body", role: "tabpanel", "aria-labelledby": "pq-tab-" + state.tab, tabindex: "0" }, TABS.find((tab) => tab.name === state.tab).node()));
}

function showTab(name) {
  state.tab = name;
  drawPanel();
  placePanel();
}

const narrow = window.matchMedia("(max-width: 899px)");

/** On a narrow screen the panel stands below the answer it belongs to, else beside the conversation. */
function placePanel(turnId = state.active) {
  const turn = state.turns.find((item) => item.id === turnId);
  const below = narrow.matches ? (turn && document.getElementById("turn-" + turn.id)) || document.getElementById("pq-log") : null;
  const home = below || document.getElementById("pq-side");
  if (panel.parentElement !== home || home.lastElementChild !== panel) home.append(panel);
  panel.hidden = Boolean(below && turn && ((turn.pending && !turn.growing) || turn.error) && state.tab === "evidence");
}

function showEvidence(turn, bring) {
  state.active = turn.id;
  state.cited = null;
  state.tab = "evidence";
  document.querySelectorAll("article.turn").forEach((node) => node.classList.toggle("current", node.dataset.turn === turn.id));
  drawPanel();
  placePanel();
  const body = document.getElementById("pq-panel-body");
  body.scrollTop = 0;
  if (!bring) return;
  if (narrow.matches) panel.scrollIntoView({ block: "start", behavior: motion() });
  body.focus({ preventScroll: true });
}

function showCitation(turn, n) {
  cameFrom = document.activeElement;
  if (state.active !== turn.id || state.tab !== "evidence") showEvidence(turn, false);
  state.cited = n;
  document.querySelectorAll("#pq-panel .card").forEach((node) => node.classList.toggle("on", Number(node.dataset.n) === n));
  const card = document.getElementById(`cite-${turn.id}-${n}`);
  if (!card) return;
  card.scrollIntoView({ block: narrow.matches ? "start" : "nearest", behavior: motion() });
  card.focus({ preventScroll: true });
}

const motion = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
