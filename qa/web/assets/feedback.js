// A verdict on each answer, with a reason if the person gives one; and the list of all of them for who may see it.

Object.assign(ICONS, {
  good: "M7 11v9H4v-9z M7 11l4-8c1.5 0 2.5 1 2.5 2.5L13 9h6l-1.5 9.5c-.2 1-.9 1.5-1.8 1.5H7", wrong: "M6 6l12 12 M18 6L6 18",
  missing: "M5 12h4 M11 12h2 M15 12h4 M5 7h14 M5 17h9", check: "M5 13l4 4L19 7",
});

const VERDICTS = ["good", "wrong", "missing"];

function feedbackNode(turn) {
  const box = h("div.feedback", { role: "group", "aria-label": t("feedback_ask") });
  const draw = (open) => {
    const buttons = VERDICTS.map((verdict) => h("button.quiet", {
      type: "button", "data-verdict": verdict, "aria-pressed": String((open || turn.verdict) === verdict), "aria-expanded": verdict === "good" ? null : String(open === verdict),
      onclick: () => (verdict === "good" ? give(verdict, "") : draw(open === verdict ? null : verdict)),
    }, icon(verdict), t("feedback_" + verdict)));
    box.replaceChildren(h("span.label", null, t("feedback_ask")), ...buttons, ...(open ? [reasonNode(open)] : []));
    box.querySelector("textarea")?.focus();
  };
  const reasonNode = (verdict) => {
    const reason = h("textarea", { rows: "2", maxlength: "2000", "aria-label": t("feedback_reason_label"), placeholder: t("feedback_reason") });
    return h("form", { onsubmit: (event) => { event.preventDefault(); give(verdict, reason.value.trim()); } }, reason,
      h("div.buttons", null, h("button.primary", { type: "submit" }, t("feedback_send")), h("button.plain", { type: "button", onclick: () => { draw(null); box.querySelector(`[data-verdict="${verdict}"]`).focus(); } }, t("cancel")), h("span.hint", null, t("feedback_stays"))));
  };
  const give = async (verdict, reason) => {
    try {
      await call("page/feedback", sent(saidOf(turn, verdict, reason)));
    } catch (error) { return announce(error.message); }
    turn.verdict = verdict;
    save();
    draw(null);
    box.querySelector(`[data-verdict="${verdict}"]`).focus();
    announce(t("feedback_kept"));
    return readFeedback();
  };
  draw(null);
  return box;
}

const bareText = (line) => line.map((part) => (part.kind === "text" ? part.text : part.kind === "strong" ? bareText(part.parts) : "")).join("");

function saidOf(turn, verdict, reason) {
  const quote = (card) => card.parts.filter((part) => part.mark.split(" ").includes("quote")).map((part) => part.text).join("");
  return {
    verdict, reason, question: turn.question, history: turn.history || [], standalone: turn.standalone, abstained: turn.abstained,
    short: turn.short.length ? bareText(turn.short) : null, answer: turn.answer || turn.plain,
    citations: turn.cards.filter((card) => card.used).map((card) => ({ document: card.document, locator: card.locator, quote: quote(card), start: card.start, end: card.end })),
  };
}

let feedback = null;

/** Reads the list, which only who runs the service may; for others there is no tab. */
async function readFeedback() {
  try {
    if (!(await call("page/access")).may_change) return;
    feedback = await call("page/feedback");
  } catch { return; }
  if (!TABS.some((tab) => tab.name === "feedback")) TABS.push({ name: "feedback", label: feedbackLabel, node: feedbackList });
  if (state.tab === "feedback") drawPanel();
  else drawTabs();
}

/** Draws the names of the tabs anew and nothing else: somebody may be typing in the panel. */
function drawTabs() {
  const label = document.getElementById("pq-tab-feedback");
  if (label) label.textContent = feedbackLabel();
  else if (!panel.contains(document.activeElement)) drawPanel();
}

function feedbackLabel() {
  const unseen = feedback.entries.filter((entry) => !entry.seen).length;
  return unseen ? t("feedback_n", { n: number(unseen) }) : t("feedback");
}

function feedbackList() {
  if (!feedback.entries.length) return h("div.reviews", null, h("p.hint", null, t("feedback_empty")));
  const unseen = feedback.entries.filter((entry) => !entry.seen).map((entry) => entry.id);
  return h("div.reviews", null,
    unseen.length ? h("div.buttons", null, h("button.plain", { type: "button", onclick: () => change("page/feedback/seen", sent({ ids: unseen })) }, icon("check"), t("feedback_seen_all"))) : null,
    h("ol", null, feedback.entries.map(reviewNode)),
    feedback.all > feedback.entries.length ? h("p.hint", null, t("feedback_more", { n: number(feedback.entries.length), all: number(feedback.all) })) : null,
    h("p.hint", null, t("feedback_where")));
}

function reviewNode(entry) {
  const when = new Date(entry.time);
  const shown = Number.isNaN(when.getTime()) ? "" : new Intl.DateTimeFormat(reader(), { dateStyle: "medium", timeStyle: "short" }).format(when);
  const again = () => { FIELDS.forEach((name) => { state.filters[name] = []; }); drawScope(); newConversation(); ask(entry.standalone || entry.question); };
  return h("li" + (entry.seen ? "" : ".unseen"), null,
    h("h3", null, String(entry.question)),
    meta(h("span.verdict-" + (VERDICTS.includes(entry.verdict) ? entry.verdict : "none"), null, VERDICTS.includes(entry.verdict) ? t("feedback_" + entry.verdict) : ""), shown, entry.seen ? null : t("feedback_unseen")),
    entry.reason ? h("blockquote", null, String(entry.reason)) : null,
    h("p.was", null, entry.abstained ? t("feedback_refused") : String(entry.short || entry.answer || "").slice(0, 200)),
    h("div.buttons", null,
      h("button.quiet", { type: "button", onclick: again }, icon("retry"), t("feedback_again")),
      entry.seen ? null : h("button.quiet", { type: "button", onclick: () => change("page/feedback/seen", sent({ ids: [entry.id] })) }, icon("check"), t("feedback_seen")),
      h("button.quiet.remove", { type: "button", onclick: async () => {
        if (await confirmed(t("feedback_delete_ask", { question: entry.question }), t("feedback_delete"))) change(`page/feedback/${encodeURIComponent(entry.id)}`, { method: "DELETE" });
      } }, icon("bin"), t("feedback_delete"))));
}

async function change(path, options) {
  try { await call(path, options); } catch (error) { announce(error.message); }
  await readFeedback();
  document.getElementById("pq-tab-feedback")?.focus();
}

BELOW_ANSWER.push(feedbackNode);
readFeedback();
