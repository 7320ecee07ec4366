// The basket of answers for a report: ticked under the answers, put in order and commented in a tab of the panel.

const BASKET_ANSWERS = 100;
const basket = { title: "", items: [], ...readBasket() };

function readBasket() {
  const kept = storage.read("localStorage", "report");
  if (!Array.isArray(kept?.items)) return {};
  return { title: String(kept.title || ""), items: kept.items.filter((item) => item && item.key && item.entry && Array.isArray(item.entry.citations)) };
}

function keepBasket() {
  if (!storage.write("localStorage", "report", basket)) announce(t("basket_not_kept"));
}

// Another tab of the same browser has the same basket.
window.addEventListener("storage", (event) => {
  if (event.key !== "policyqa.report") return;
  Object.assign(basket, { title: "", items: [] }, readBasket());
  drawBasketButtons();
  drawPanel();
});

const quoteOf = (card) => card.parts.filter((part) => part.mark.split(" ").includes("quote")).map((part) => part.text).join("");
const bareLine = (line) => line.map((part) => (part.kind === "text" ? part.text : part.kind === "strong" ? bareLine(part.parts) : "")).join("");

/** An answer as a report takes it: by the places that it cites. */
function entryOf(turn) {
  return {
    question: turn.question, standalone: turn.standalone, abstained: turn.abstained, reason: turn.reason,
    answer: turn.answer || turn.plain, short: turn.short.length ? bareLine(turn.short) : null,
    warnings: turn.warnings.map(({ code, text }) => ({ code, text })),
    citations: turn.cards.map((card) => ({ n: card.n, used: card.used, document: card.document, start: card.start, end: card.end, quote: quoteOf(card) })),
  };
}

const isAnswered = (turn) => !turn.pending && !turn.error && Boolean(turn.cards);
const basketKey = (turn) => [state.id, turn.id, turn.at].join("/");

function toggleBasket(turn) {
  const key = basketKey(turn);
  const place = basket.items.findIndex((item) => item.key === key);
  if (place >= 0) basket.items.splice(place, 1);
  else if (basket.items.length >= BASKET_ANSWERS) return announce(t("basket_full", { n: BASKET_ANSWERS }));
  else basket.items.push({ key, comment: "", entry: entryOf(turn) });
  keepBasket();
  drawBasketButtons();
  drawPanel();
  return announce(place >= 0 ? t("basket_removed") : t("basket_added", { n: number(basket.items.length) }));
}

function basketButton(turn) {
  const node = h("button.quiet.to-report", { type: "button", "data-key": basketKey(turn), onclick: () => toggleBasket(turn) });
  drawBasketButton(node);
  return node;
}

function drawBasketButton(node) {
  const inside = basket.items.some((item) => item.key === node.dataset.key);
  node.setAttribute("aria-pressed", String(inside));
  node.replaceChildren(icon(inside ? "inside" : "basket"), t(inside ? "basket_in" : "basket_add"));
}

const drawBasketButtons = () => document.querySelectorAll(".to-report").forEach(drawBasketButton);

/** Moves an answer and keeps the focus on the button that was pressed, or on the other one at either end. */
function moveInBasket(from, to, pressed) {
  if (to < 0 || to >= basket.items.length || from === to) return;
  basket.items.splice(to, 0, ...basket.items.splice(from, 1));
  keepBasket();
  drawPanel();
  const moved = document.querySelectorAll("#pq-panel .basket > ol > li")[to];
  const button = moved?.querySelector(`button.${pressed}`);
  (button?.disabled ? moved.querySelector("button.up:enabled, button.down:enabled") : button)?.focus();
  announce(t("basket_moved", { n: number(to + 1) }));
}

function takeOut(place) {
  basket.items.splice(place, 1);
  keepBasket();
  drawBasketButtons();
  drawPanel();
  const left = document.querySelectorAll("#pq-panel .basket > ol > li");
  (left[Math.min(place, left.length - 1)]?.querySelector("button.remove") || document.getElementById("pq-tab-report")).focus();
  announce(t("basket_removed"));
}

let dragged = null;
function basketItem(item, place) {
  const { question } = item.entry;
  const button = (name, sign, disabled, act) => h(`button.icon.${name}`, { type: "button", disabled, "aria-label": t("basket_" + name, { question }), title: t("basket_" + name, { question: "" }).replace(/[：:]\s*$/, ""), onclick: act }, icon(sign));
  const comment = h("textarea", {
    rows: "2", maxlength: "4000", "aria-label": t("basket_comment_of", { question }), placeholder: t("basket_comment"),
    oninput: (event) => { item.comment = event.target.value; keepBasket(); },
  });
  comment.value = item.comment;
  const node = h("li", {
    ondragover: (event) => { if (dragged !== null) { event.preventDefault(); node.classList.add("over"); } },
    ondragleave: () => node.classList.remove("over"),
    ondrop: (event) => { event.preventDefault(); if (dragged !== null) moveInBasket(dragged, place, "up"); },
  },
    h("div.row", { draggable: "true", ondragstart: (event) => { dragged = place; event.dataTransfer.setData("text/plain", question); }, ondragend: () => { dragged = null; node.classList.remove("over"); } },
      h("span.n", { "aria-hidden": "true" }, place + 1), h("h3", null, question),
      h("span.moves", null,
        button("up", "up", place === 0, () => moveInBasket(place, place - 1, "up")),
        button("down", "down", place === basket.items.length - 1, () => moveInBasket(place, place + 1, "down")),
        button("remove", "bin", false, () => takeOut(place)))),
    h("p.meta", null, joined([item.entry.abstained ? t("abstained") : item.entry.short, item.entry.abstained ? null : t("basket_quotes", { n: number(item.entry.citations.filter((each) => each.used).length) })])),
    comment);
  return node;
}

function basketNode() {
  const answered = state.turns.filter(isAnswered);
  const conversation = answered.length ? h("button.plain", { type: "button", onclick: () => exportDialog(t("export_conversation"), answered.map((turn) => ({ ...entryOf(turn), comment: "" })), "") }, icon("download"), t("export_conversation")) : null;
  if (!basket.items.length) return h("div.basket", null, h("p.hint", null, t("basket_empty")), h("div.buttons", null, conversation));
  const title = h("input.find", { type: "text", maxlength: "200", "aria-label": t("basket_title"), placeholder: t("basket_title"), oninput: (event) => { basket.title = event.target.value; keepBasket(); } });
  title.value = basket.title;
  return h("div.basket", null, title,
    h("ol", { "aria-label": t("basket_label") }, basket.items.map(basketItem)),
    h("div.buttons", null,
      h("button.primary", { type: "button", onclick: () => exportDialog(t("export_report"), basket.items.map((item) => ({ ...item.entry, comment: item.comment })), basket.title) }, icon("download"), t("export_report")),
      conversation,
      h("button.plain", { type: "button", onclick: emptyBasket }, t("basket_clear"))));
}

async function emptyBasket() {
  if (!(await confirmed(t("basket_clear_ask", { n: number(basket.items.length) }), t("basket_clear")))) return;
  Object.assign(basket, { title: "", items: [] });
  keepBasket();
  drawBasketButtons();
  drawPanel();
  document.getElementById("pq-tab-report").focus();
}

TABS.push({ name: "report", label: () => (basket.items.length ? t("report_n", { n: number(basket.items.length) }) : t("report")), node: basketNode });
ANSWER_BUTTONS.push(basketButton);
ANSWER_BUTTONS.push((turn) => h("button.quiet", { type: "button", onclick: () => exportDialog(t("export_answer"), [{ ...entryOf(turn), comment: "" }], "") }, icon("download"), t("export")));
