// The whole document in a dialog: outline, text with the cited sentence marked, what is known of it, its reference.
// It can be read as cleaned or as its file has it; the place cited is the exact span in both.

let viewerCard = null;
let viewerRequest = null;
let viewerData = null;
let viewerRaw = null; // the raw text, once it was asked for
let viewerMode = "text";

async function openDocument(id, card) {
  viewerCard = card;
  const request = (viewerRequest = ++requests);
  viewerData = viewerRaw = null;
  viewerMode = "text";
  drawViewer();
  const dialog = document.getElementById("pq-viewer");
  if (!dialog.open) dialog.showModal();
  const view = await call(`page/document?${viewerPlace(id, card)}`).catch((error) => ({ missing: error.message }));
  if (viewerRequest !== request) return;
  viewerData = view;
  drawViewer();
  document.querySelector("#pq-viewer .paper")?.focus({ preventScroll: true });
  toQuote("auto");
}

const viewerPlace = (id, card) => new URLSearchParams({ id, start: card ? card.start : 0, end: card ? card.end : 0 });

/** Shows the text as cleaned (`text`) or as the file has it (`raw`), at the sentence cited. */
async function showMode(mode) {
  viewerMode = mode;
  const request = viewerRequest;
  if (mode === "raw" && !viewerRaw) {
    drawViewer();
    const raw = await call(`page/raw?${viewerPlace(viewerData.id, viewerCard)}`).catch((error) => ({ missing: error.message }));
    if (viewerRequest !== request) return;
    viewerRaw = raw;
  }
  drawViewer();
  document.querySelector(`#pq-viewer [data-mode=${viewerMode}]`)?.focus({ preventScroll: true });
  toQuote("auto");
}

function modesNode() {
  return h("div.modes", { role: "group", "aria-label": t("mode") }, ["text", "raw"].map((mode) => h("button.quiet", {
    type: "button", "data-mode": mode, "aria-pressed": String(viewerMode === mode), onclick: () => showMode(mode),
  }, t(mode))));
}

function rawNodes(raw) {
  const cited = raw.end > raw.start ? t("raw_cited", { start: number(raw.start), end: number(raw.end) }) : "";
  return [h("p.hint", null, t("raw_note", { n: number(raw.characters) }), " ", cited),
    ...raw.stretches.map((stretch, i) => h("pre", { id: "pq-line-" + i, tabindex: "-1" }, stretch.map((part) => {
      if (!part.mark) return part.text;
      const names = part.mark.split(" ");
      return h((names.includes("quote") ? "mark." : "span.") + names.join("."), names.includes("left") ? { title: t("raw_left") } : null, part.text);
    })))];
}

function toQuote(behavior) {
  bring(document.querySelector("#pq-viewer .paper mark"), "center", behavior);
}

/** Lines are laid out only as they come near, and push away what lies below: hence again, until all stand. */
function bring(node, block, behavior) {
  let left = 12;
  const settle = () => {
    if (!node?.isConnected || !left--) return;
    node.scrollIntoView({ block });
    requestAnimationFrame(settle);
  };
  if (behavior === "auto") return settle();
  document.addEventListener("scrollend", settle, { once: true, capture: true });
  node?.scrollIntoView({ block, behavior });
}

/** The lines of a document; neighbouring rows become one table. */
function paperNodes(view) {
  const nodes = [];
  let rows = null;
  view.lines.forEach((line, i) => {
    const id = "pq-line-" + i;
    if (line.kind === "row") {
      if (!rows) { rows = h("tbody"); nodes.push(h("div.table", { tabindex: "0", role: "region", "aria-label": t("text") }, h("table", null, rows))); }
      rows.append(h("tr", { id }, line.cells.map((cell) => h("td", null, parts(cell)))));
      return;
    }
    rows = null;
    if (line.kind === "heading") nodes.push(h("h" + Math.min(line.level + 2, 6), { id, tabindex: "-1" }, parts(line.cells[0])));
    else nodes.push(h("p", { id }, parts(line.cells[0])));
  });
  return nodes;
}

function outlineNode(view) {
  if (!view.outline.length) return null;
  const go = (line) => { const node = document.getElementById("pq-line-" + line); bring(node, "start", motion()); node?.focus?.({ preventScroll: true }); };
  const entries = h("ul", null, view.outline.map((entry) => h("li", { style: `--level:${Math.min(entry.level, 5) - 1}` },
    h("button.link", { type: "button", title: entry.locator, onclick: () => go(entry.line) }, entry.heading))));
  const box = h("details.outline", null, h("summary", null, t("outline"), icon("chevron")), h("nav", { "aria-label": t("outline") }, entries));
  box.open = !narrow.matches;
  return box;
}

function aboutNode(view) {
  const url = view.url ? h("a", { href: view.url, target: "_blank", rel: "noopener noreferrer" }, view.url) : null;
  const rows = [
    ["issuer", view.issuer], ["number", view.number], ["published", date(view.published)],
    ["held", heldText(view.held) || view.held.over ? [heldText(view.held), " ", heldBadge(view.held)] : null],
    ["region", view.region ? place(view.region) + (view.region_inferred ? t("region_inferred") : "") : null],
    ["kind", kind(view.kind)], ["source", view.source], ["origin", view.origin], ["url", url],
  ].filter(([key, value]) => value || ["issuer", "published", "region"].includes(key));
  const reference = viewerCard && citing.reference(viewerCard);
  return h("div.about", null, h("h3", null, t("about")), h("dl", null, rows.map(([key, value]) => h("div", null, h("dt", null, t(key)), h("dd" + (value ? "" : ".missing"), null, value || t("missing"))))),
    reference ? h("div.reference", null, h("h3", null, t("reference")), h("p", null, reference), copyButton(t("copy_reference"), reference)) : null,
    view.damaged ? h("p.note", null, icon("warn"), t("damaged_note", { n: number(view.damaged) })) : null);
}

function drawViewer() {
  const dialog = document.getElementById("pq-viewer");
  const view = viewerData;
  const title = view && !view.missing ? view.title || view.source : viewerCard?.title || t("documents");
  const quoted = Boolean(viewerCard && view && view.target !== null && !view.missing);
  dialog.setAttribute("aria-labelledby", "pq-viewer-title");
  let body = h("p.hint", { role: "status" }, t("loading"));
  if (view?.missing) body = h("p.hint", { role: "alert" }, view.missing);
  else if (view) {
    const raw = viewerMode === "raw";
    const outlined = raw ? viewerRaw?.outline && viewerRaw : view;
    let paper = h("p.hint", { role: "status" }, t("loading"));
    if (!raw) paper = paperNodes(view);
    else if (viewerRaw?.missing) paper = h("p.hint", { role: "alert" }, viewerRaw.missing);
    else if (viewerRaw) paper = rawNodes(viewerRaw);
    body = h("div.columns", null, h("div.about-side", null, outlined ? outlineNode(outlined) : null, aboutNode(view)),
      h("div.paper" + (raw ? ".raw" : ""), { tabindex: "0", role: "document", "aria-label": t(viewerMode) }, paper));
  }
  dialog.replaceChildren(
    h("header.head", null, h("h2", { id: "pq-viewer-title" }, title), view?.digest ? h("span.badge.digest", null, t("digest")) : null,
      view && !view.missing ? modesNode() : null,
    quoted ? h("button.quiet.to-quote", { type: "button", onclick: () => toQuote(motion()) }, t("back_to_quote")) : null,
      h("button.icon", { type: "button", "aria-label": t("close"), title: t("close"), onclick: () => dialog.close() }, icon("close"))),
    body);
}
