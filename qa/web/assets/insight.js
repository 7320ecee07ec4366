// Below an answer: the completed question to edit where it stands, questions that go on from it, and why it is so.

const inPercent = (ratio) => number(Math.round(ratio * 100));
const enumerated = (list) => list.join(state.language === "zh" ? "、" : ", ");

/**
 * Questions that go on from the first citation, in the page's language: read after the answer is there, and only for
 * the newest answer. They are asked as they were tried, without the earlier ones.
 */
function relatedNode(turn) {
  const box = h("div.related", { hidden: true, role: "group", "aria-label": t("related") });
  const draw = () => {
    const asked = new Set(state.turns.flatMap((other) => [other.question, other.standalone]));
    const questions = (turn.related?.[state.language] || []).filter((question) => !asked.has(question));
    box.hidden = !questions.length;
    box.replaceChildren(h("span.label", null, t("related")), ...questions.map((question) => h("button.chip", { type: "button", onclick: () => ask(question, null, true) }, question)));
  };
  draw();
  if (!turn.related?.[state.language] && turn === state.turns[state.turns.length - 1] && turn.cards.length) readRelated(turn).then(draw);
  return box;
}

async function readRelated(turn) {
  const card = turn.cards[0];
  const { language } = state;
  const at = new URLSearchParams({ document: card.document, start: card.start, end: card.end, language });
  const found = await call(`page/related?${at}`).catch(() => null);
  if (!Array.isArray(found)) return;
  turn.related = { ...turn.related, [language]: found };
  save();
}

function whyNode(turn) {
  const body = h("div.body");
  let read = false;
  const box = h("details.why", { ontoggle: async () => {
    if (!box.open || read) return;
    read = true;
    body.replaceChildren(h("p.hint", { role: "status" }, t("loading")));
    try {
      const why = await call("page/explain", sent({ question: turn.question, history: turn.history || [], filters: turn.filters || {} }));
      body.replaceChildren(...whyNodes(turn, why));
    } catch (error) {
      read = false;
      body.replaceChildren(h("p.hint", { role: "alert" }, error.message));
    }
  } }, h("summary", null, t("why"), icon("chevron")), body);
  return box;
}

function whyNodes(turn, why) {
  return [
    h("h3", null, t("why_understood")), h("ul", null, understoodItems(why)),
    h("h3", null, t("why_decided")), h("p", null, decidedText(why)),
    ...(why.evidence.length ? [h("h3", null, t("why_sentences")), h("ol.weighed", null, why.evidence.map((item) => weighedItem(why, item)))] : []),
    ...(why.hits.length ? [h("h3", null, t("why_found")), hitsTable(why)] : []),
  ];
}

function understoodItems(why) {
  const labelled = (label, value) => h("li", null, h("span.label", null, label), " ", value);
  const kind = t("asks_" + why.expected);
  return [
    labelled(t("why_asks"), why.several ? t("why_several", { kind }) : kind),
    ...why.places.map((item) => h("li", null, item.known.length ? t("why_place_known", { name: item.name, places: enumerated(item.known.map(place)) }) : t("why_place_unknown", { name: item.name }))),
    ...(why.years.length ? [labelled(t("why_year"), enumerated(why.years))] : []),
    ...Object.entries(why.filters).map(([name, values]) => labelled(t("why_filter"), `${t("filter_" + name)} ${enumerated(values.map((value) => (name === "kind" ? kindName(value) : name === "region" ? place(value) : value)))}`)),
    ...Object.entries(why.lacking).filter(([, n]) => n).map(([name, n]) => h("li", null, t("why_lacking", { n: number(n), field: t("filter_" + name) }))),
  ];
}

const kindName = (value) => kind(value);

function decidedText(why) {
  const values = { n: inPercent(why.confidence), line: inPercent(why.threshold) };
  if (!why.abstained) return t("why_answered", values);
  if (why.reason === "damaged") return t("why_refused_damaged");
  if (why.not_covered.years.length) return t("why_refused_year", { years: enumerated(why.not_covered.years) });
  if (why.not_covered.places.length) return t("why_refused_place", { places: enumerated(why.not_covered.places) });
  return t(why.confidence < why.threshold ? "why_refused_low" : "why_refused", values);
}

function weighedItem(why, item) {
  const verdict = item.used ? t("why_used") : !item.kind ? t("why_no_kind", { kind: t("asks_" + why.expected) }) : t(why.abstained ? "why_unused" : "why_lower");
  const words = item.text.length > 160 ? item.text.slice(0, 160) + "…" : item.text;
  return h("li" + (item.used ? ".used" : ""), null, h("span.n", null, inPercent(item.score) + "%"),
    h("div", null, h("p", null, words), h("p.meta", null, joined([h("strong", null, verdict), item.title, item.locator]))));
}

function hitsTable(why) {
  const arms = Object.keys(why.weights);
  const score = (value) => (value === undefined ? "–" : value.toFixed(2));
  const head = [t("why_rank"), t("why_score"), ...arms.map((arm) => [t("arm_" + arm), h("span.weight", null, t("why_weight", { n: why.weights[arm] }))]), t("why_where")];
  return h("div.table", { tabindex: "0", role: "region", "aria-label": t("why_found") }, h("table", null,
    h("thead", null, h("tr", null, head.map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", null, why.hits.map((hit) => h("tr", null, h("td", null, hit.rank), h("td", null, score(hit.score)), arms.map((arm) => h("td", null, score(hit.scores[arm]))),
      h("td", null, h("div.at", null, h("button.link", { type: "button", onclick: () => openDocument(hit.document, { start: hit.start, end: hit.end, title: hit.title, reference: "" }) }, hit.title), " ", hit.locator)))))));
}

BELOW_ANSWER.push(relatedNode, whyNode);
