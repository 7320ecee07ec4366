// Files made of answers, and the form in which citations are written, there and where they are copied.

const FORMATS = ["docx", "md", "html", "txt", "bibtex", "ris", "csl-json", "pack"];
const EDITIONS = ["2025", "2015"];
const STYLES = ["note", "numeric", "author-date"];

const form = (() => {
  const kept = storage.read("localStorage", "references") || {};
  return {
    format: FORMATS.includes(kept.format) ? kept.format : "docx",
    edition: EDITIONS.includes(kept.edition) ? kept.edition : "2025",
    style: STYLES.includes(kept.style) ? kept.style : "note",
  };
})();

// The references of the cards seen, in the form chosen; in the form that answers come in none are asked for.
const references = new Map();
const asItCame = () => form.edition === "2025" && form.style !== "author-date";
const placeOf = (card) => [card.document, card.start, card.end].join("\n");

async function readReferences(turn) {
  if (asItCame() || !turn.cards.length) return;
  const wanted = { edition: form.edition, style: form.style };
  const citations = entryOf(turn).citations;
  const found = await call("page/references", sent({ ...wanted, citations })).catch(() => null);
  if (!found || wanted.edition !== form.edition || wanted.style !== form.style) return;
  turn.cards.forEach((card, i) => { if (found.references[i]) references.set(placeOf(card), found.references[i]); });
}

citing.reference = (card) => references.get(placeOf(card))?.reference ?? card.reference;
citing.mark = (card) => (form.style === "author-date" && references.get(placeOf(card))?.mark) || `[${card.n}]`;

function setForm(change) {
  const before = form.edition + form.style;
  Object.assign(form, change);
  storage.write("localStorage", "references", form);
  if (before === form.edition + form.style) return;
  references.clear();
  state.turns.filter(isAnswered).forEach(readReferences);
}

// It is called whenever an answer is drawn.
BELOW_ANSWER.push((turn) => { readReferences(turn); return null; });

/** Asks for a file in a dialog and saves it; says there what was left out of it. */
function exportDialog(heading, entries, title) {
  const control = { sources: false, title };
  return openDialog(heading, (close) => {
    const status = h("div.told", { role: "status" });
    const own = title === "" && entries.length > 1 ? field(t("basket_title"), h("input", { type: "text", maxlength: "200", oninput: (event) => { control.title = event.target.value; } })) : null;
    const box = h("input", { type: "checkbox", onchange: (event) => { control.sources = event.target.checked; } });
    const sources = h("label.check", { hidden: form.format !== "pack" }, box, t("export_sources"));
    const send = h("button.primary", { type: "submit" }, icon("download"), t("export"));
    const onsubmit = async (event) => {
      event.preventDefault();
      if (send.disabled) return;
      send.disabled = true;
      status.replaceChildren(h("p", null, t("exporting")));
      const told = await exportFile({ ...form, ...control, entries }).catch((error) => error);
      send.disabled = false;
      status.replaceChildren(...toldNodes(told));
    };
    return h("form", { onsubmit }, own,
      field(t("export_format"), choice(form.format, FORMATS.map((name) => [name, t("format_" + name)]), (format) => { setForm({ format }); sources.hidden = format !== "pack"; })),
      field(t("edition"), choice(form.edition, EDITIONS.map((name) => [name, t("edition_" + name)]), (edition) => setForm({ edition }))),
      field(t("style"), choice(form.style, STYLES.map((name) => [name, t("style_" + name)]), (style) => setForm({ style }))),
      h("p.hint", null, t("style_hint")), sources, status,
      h("div.buttons", null, h("button.plain", { type: "button", onclick: () => close(null) }, t("close")), send));
  });
}

/** Has a file made and saved; returns its name and what the server tells of it. */
async function exportFile(wanted) {
  let response;
  try {
    response = await fetch(new URL("page/export", document.baseURI), { cache: "no-store", ...sent(wanted) });
  } catch { throw new Error(t("error_lost")); }
  if (!response.ok) throw new Error((await response.json().catch(() => null))?.error?.[state.language] || t("error_failed"));
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition"))?.[1] || "report");
  const told = JSON.parse(decodeURIComponent(response.headers.get("x-policyqa-told") || "null"));
  saveFile(await response.blob(), name);
  return { name, told };
}

function toldNodes(result) {
  if (result instanceof Error) return [h("p.bad", null, result.message)];
  const { name, told } = result;
  const nodes = [h("p", null, t("exported", { name }))];
  if (told?.lost_in_all) {
    nodes.push(h("p.bad", null, t("exported_lost", { n: number(told.lost_in_all) })), h("ul", null, told.lost.map((item) => h("li", null, item[state.language]))));
  }
  if (told?.missing_in_all) {
    const fields = (item) => item.fields.map((each) => t("field_" + each)).join(state.language === "zh" ? "、" : ", ");
    nodes.push(h("p", null, t("exported_missing", { n: number(told.missing_in_all) })), h("ul", null, told.missing.map((item) => h("li", null, h("strong", null, item.title), " ", fields(item)))));
  }
  return nodes;
}
