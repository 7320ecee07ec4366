// The tab of the panel that lists the documents.

const LISTED = 60;

function documentsNode() {
  if (!state.corpus) return h("p.hint", null, t("loading"));
  const all = state.corpus.documents;
  const list = h("ul.documents");
  const note = h("p.hint", { role: "status" });
  const draw = (query) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((entry) => {
      const text = [entry.title, entry.id, entry.issuer, entry.region, entry.published, kind(entry.kind)].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    list.replaceChildren(...found.slice(0, LISTED).map((entry) => h("li", null,
      h("button.document", { type: "button", onclick: () => openDocument(entry.id, null) },
        h("strong", null, entry.title || entry.id), entry.digest ? h("span.badge.digest", null, t("digest")) : null,
        meta(entry.issuer, date(entry.published), place(entry.region), kind(entry.kind), t("passages_n", { n: number(entry.passages) }))),
      DOCUMENT_BUTTONS.map((button) => button(entry)))));
    note.textContent = !found.length ? t(all.length ? "documents_none" : "empty_corpus") : found.length > LISTED ? t("documents_shown", { n: LISTED, all: number(found.length) }) : "";
  };
  const search = all.length > 6 ? h("input.find", { type: "search", placeholder: t("search_documents"), "aria-label": t("search_documents"), oninput: (event) => draw(event.target.value) }) : null;
  draw("");
  return h("div", null, search, list, note);
}

TABS.push({
  name: "documents", node: documentsNode,
  label: () => (state.corpus ? t("documents_n", { n: number(state.corpus.coverage.documents) }) : t("documents")),
});
