// The documents tab grown to a library: what there is, searched and narrowed, each with its details and what to mind;
// and the watch over the index, so that every open page shows the corpus as it is.

ICONS.upload = "M12 16V5 M7 9l5-5 5 5 M5 15v4h14v-4";
ICONS.done = "M5 13l4 4L19 7";

const LIBRARY_POLL = 10000; // milliseconds; a build under way is looked at more often
const library = { data: null, query: "", show: "all", listed: LISTED, open: new Set(), previews: {}, generation: null, renewal: null, wake: null };

const libraryEntry = (id) => library.data?.documents.find((entry) => entry.id === id);
const formats = () => library.data.limits.formats.join(" ");

function noticesOf(entry) {
  return [
    entry.damaged ? t("lib_warn_damaged", { n: number(entry.damaged) }) : null,
    entry.published ? null : t("lib_warn_date"),
    entry.region ? (entry.region_inferred ? t("lib_warn_inferred") : null) : t("lib_warn_region"),
    entry.digest ? t("lib_warn_digest") : null,
    entry.stale ? t("lib_warn_stale") : null,
  ].filter(Boolean);
}

function noticesNode(entry) {
  const found = noticesOf(entry);
  return found.length ? h("ul.notices", { "aria-label": t("warnings") }, found.map((text) => h("li", null, icon("warn"), text))) : null;
}

function libraryNode() {
  if (!library.data) return h("p.hint", null, t("loading"));
  if (!library.data.generation) return h("div.library", null, addNode(), documentsNode());
  const all = library.data.documents;
  const find = h("input.find", {
    type: "search", id: "pq-lib-find", value: library.query, placeholder: t("lib_find"), "aria-label": t("lib_find"),
    oninput: (event) => { library.query = event.target.value; listAnew(); },
  });
  const shown = [["all", "lib_all"], ["warned", "lib_warned"], ["uploaded", "lib_uploaded"], ["scope", "lib_in_scope"]].map(([name, key]) =>
    h("button.pick", { type: "button", "data-show": name, onclick: () => { library.show = name; listAnew(); } }, t(key)));
  const node = h("div.library", null, addNode(), h("div", { id: "pq-lib-build" }), h("div", { id: "pq-lib-queue" }),
    all.length ? [find, h("div.picks", { role: "group", "aria-label": t("lib_show") }, shown, h("span.count", { id: "pq-lib-count", role: "status" }))] : null,
    h("ul.documents", { id: "pq-lib-list" }), h("p.hint", { id: "pq-lib-note" }),
    h("button.plain", { type: "button", id: "pq-lib-more", hidden: true, onclick: listMore }, t("lib_show_more")), h("div", { id: "pq-lib-rest" }));
  // What is drawn into it is looked for by its ids, which are only found once it is on the page.
  queueMicrotask(() => { if (node.isConnected) { drawBuild(); drawQueue(); drawLibraryList(); drawRest(); } });
  return node;
}

/** From its beginning, as another choice of documents is. */
function listAnew() {
  library.listed = LISTED;
  drawLibraryList();
}

function listMore() {
  const before = library.listed;
  library.listed += LISTED;
  drawLibraryList();
  document.querySelectorAll("#pq-lib-list .document")[before]?.focus();
}

/** Whether questions would be answered from a document, as the search is limited now. */
function inScope(entry) {
  const { regions, kinds, issuers, years } = state.filters;
  const any = (wanted, holds) => !wanted.length || wanted.some(holds);
  return any(regions, (path) => `${entry.region || ""}/`.startsWith(path + "/")) && any(kinds, (name) => name === entry.kind)
    && any(issuers, (name) => name === entry.issuer) && any(years, (year) => (entry.published || "").startsWith(year));
}

function drawPicks() {
  if (library.show === "scope" && !selected()) library.show = "all";
  document.querySelectorAll(".library .pick").forEach((pick) => {
    pick.setAttribute("aria-pressed", String(pick.dataset.show === library.show));
    pick.hidden = pick.dataset.show === "scope" && !selected();
  });
}

function drawLibraryList() {
  const list = document.getElementById("pq-lib-list");
  if (!list || !library.data) return;
  drawPicks();
  const words = library.query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = library.data.documents.filter((entry) => {
    if (library.show === "warned" && !noticesOf(entry).length) return false;
    if (library.show === "uploaded" && !entry.upload) return false;
    if (library.show === "scope" && !inScope(entry)) return false;
    const text = [entry.title, entry.id, entry.source, entry.issuer, entry.number, entry.author, entry.publication, entry.region, entry.published, kind(entry.kind)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  list.replaceChildren(...found.slice(0, library.listed).map(entryNode));
  const count = document.getElementById("pq-lib-count");
  if (count) count.textContent = t("lib_count", { n: number(found.length) });
  const all = library.data.documents.length;
  document.getElementById("pq-lib-note").textContent = !found.length ? t(all ? "documents_none" : "empty_corpus") : found.length > library.listed ? t("documents_shown", { n: number(library.listed), all: number(found.length) }) : "";
  document.getElementById("pq-lib-more").hidden = found.length <= library.listed;
}

function entryNode(entry) {
  const open = library.open.has(entry.id);
  const title = entry.title || entry.source;
  const more = h("div.more", { hidden: !open });
  if (open) fillMore(more, entry);
  const toggle = h("button.icon.toggle", { type: "button", "aria-expanded": String(open), "aria-label": t("lib_details", { title }), title: t("lib_details", { title }), onclick: () => {
    const now = !library.open.has(entry.id);
    library.open[now ? "add" : "delete"](entry.id);
    toggle.setAttribute("aria-expanded", String(now));
    more.hidden = !now;
    if (now) fillMore(more, entry);
  } }, icon("chevron"));
  return h("li.entry", { "data-id": entry.id },
    h("div.row", null,
      h("button.document", { type: "button", onclick: () => openDocument(entry.id, null) },
        h("strong", null, title), entry.upload ? h("span.badge", null, t("lib_upload_badge")) : null,
        meta(entry.issuer, date(entry.published), place(entry.region), kind(entry.kind), t("passages_n", { n: number(entry.passages) }))),
      toggle),
    noticesNode(entry), more);
}

function fillMore(more, entry) {
  const rows = [
    ["issuer", entry.issuer], ["number", entry.number], ["published", date(entry.published)],
    ["region", entry.region ? place(entry.region) + (entry.region_inferred ? t("region_inferred") : "") : null], ["kind", kind(entry.kind)],
    ["url", /^https?:\/\//.test(entry.url || "") ? h("a", { href: entry.url, target: "_blank", rel: "noopener noreferrer" }, entry.url) : null],
    ...DETAILS_MORE.map(([name, label]) => [label, entry[name]]),
    ["source", entry.source], ["text", `${t("lib_characters", { n: number(entry.characters) })} · ${t("passages_n", { n: number(entry.passages) })}`],
  ].filter(([key, value]) => value || ["issuer", "published", "region"].includes(key));
  const beginning = h("p.preview", { "aria-label": t("lib_preview") }, library.previews[entry.id] ?? t("loading"));
  if (!(entry.id in library.previews)) {
    call(`page/preview?${new URLSearchParams({ id: entry.id })}`)
      .then((found) => { library.previews[entry.id] = found.text; beginning.textContent = found.text; }, (error) => { beginning.textContent = error.message; });
  }
  const may = library.data.may_change;
  more.replaceChildren(h("div", null,
    h("dl", null, rows.map(([key, value]) => h("div", null, h("dt", null, t(key)), h("dd" + (value ? "" : ".missing"), null, value || t("missing"))))),
    entry.by_hand ? h("p.meta", null, t("lib_by_hand")) : null,
    h("h3", null, t("lib_preview")), beginning,
    h("div.tools", null,
      h("button.quiet", { type: "button", onclick: () => openDocument(entry.id, null) }, icon("open"), t("lib_read")),
      may && entry.file ? h("button.quiet", { type: "button", onclick: () => editDetails(entry) }, icon("edit"), t("lib_edit")) : null,
      may && entry.upload ? h("button.quiet", { type: "button", onclick: () => chooseFiles(entry.upload) }, icon("upload"), t("lib_replace_file")) : null,
      may && entry.upload ? h("button.quiet", { type: "button", onclick: () => askToRemove(entry.upload, entry.title || entry.source) }, icon("bin"), t("lib_remove")) : null,
      DOCUMENT_BUTTONS.map((button) => button(entry))),
    may && !entry.upload ? h("p.meta", null, t("lib_not_uploaded")) : null));
}

/** What was not taken in, and why. */
function drawRest() {
  const rest = document.getElementById("pq-lib-rest");
  if (!rest || !library.data) return;
  const { failed, set_aside: aside, pending, may_change: may } = library.data;
  const line = (source, why, upload) => h("li", null, h("strong", null, source), h("span", null, why),
    may && upload ? h("button.link", { type: "button", onclick: () => askToRemove(upload, source) }, t("lib_remove")) : null);
  const group = (label, lines) => (lines.length ? h("details.rest", null, h("summary", null, label, icon("chevron")), h("ul", null, lines)) : null);
  rest.replaceChildren(...[
    group(t("lib_failed", { n: number(failed.length) }), failed.map((item) => line(item.source, item[state.language], item.upload))),
    group(t("lib_aside", { n: number(aside.length) }), aside.map((item) => line(item.source, t("lib_aside_" + item.fate, { name: item.of }), item.upload))),
    pending.length && !library.renewal ? h("ul.rest", null, pending.map((name) => line(name, t("lib_pending"), name))) : null,
  ].filter(Boolean));
}

/** How far the build is that runs or waits; for everyone who has the page open. */
function drawBuild() {
  const box = document.getElementById("pq-lib-build");
  if (!box) return;
  const found = library.renewal;
  if (!found) return box.replaceChildren();
  const running = found.state === "running";
  const words = running ? t("lib_build") : t(found.state === "busy" ? "lib_build_busy" : "lib_build_waiting");
  const stage = running && found.stage ? t("lib_build_" + found.stage) : "";
  const part = running && found.total ? `${number(found.done)} / ${number(found.total)}` : "";
  // Embedding takes nearly all of the time.
  const [from, to] = { read: [0, 15], embed: [15, 95], terms: [95, 100] }[found.stage] || [0, 0];
  const percent = running ? Math.round(from + (found.total ? found.done / found.total : 0) * (to - from)) : 0;
  let bar = box.querySelector("[role=progressbar]");
  if (!bar) {
    bar = h("div.progress", { role: "progressbar", "aria-label": t("lib_build"), "aria-valuemin": "0", "aria-valuemax": "100" }, h("span"));
    box.replaceChildren(h("div.build", null, h("p", null, h("strong"), h("span.stage")), bar, h("p.meta", null, t("lib_build_meanwhile"))));
  }
  box.querySelector("strong").textContent = words;
  box.querySelector(".stage").textContent = [stage, part].filter(Boolean).join(" ");
  bar.setAttribute("aria-valuenow", String(percent));
  bar.setAttribute("aria-valuetext", [words, stage, part].filter(Boolean).join(" "));
  bar.firstElementChild.style.width = `${percent}%`;
}

async function readLibrary() {
  library.data = await call("page/library");
  library.previews = {};
  if (state.tab !== "documents") return;
  const typing = document.activeElement?.id === "pq-lib-find";
  if (document.querySelector(".library .picks") && library.data.documents.length) { drawLibraryList(); drawRest(); } else drawPanel();
  if (typing) document.getElementById("pq-lib-find")?.focus();
}

/** Takes up a new generation without moving anything that is being read. */
async function refreshCorpus() {
  takeCorpus(await call("page/corpus"));
  if (!state.turns.length) drawConversation();
  drawScope();
  const tab = document.getElementById("pq-tab-documents");
  if (tab) tab.textContent = TABS.find((item) => item.name === "documents").label();
  await readLibrary();
  readExamples();
}

async function lookForChanges() {
  const found = await call("page/changes");
  library.renewal = found.renewal;
  if (library.generation === null) library.generation = found.generation;
  if (found.generation !== library.generation) {
    await refreshCorpus();
    library.generation = found.generation;
    announce(t("lib_built", { n: number(library.data.documents.length) }));
  }
  await followUploads();
  drawBuild();
  if (!library.data) await readLibrary();
}

async function watchLibrary() {
  for (;;) {
    if (!document.hidden) {
      try { await lookForChanges(); } catch { /* said where something is asked for; here it is tried again */ }
    }
    const soon = library.renewal || adding.items.some((item) => item.phase === "indexing");
    await new Promise((done) => { library.wake = done; setTimeout(done, soon ? 500 : LIBRARY_POLL); });
  }
}

const lookAgain = () => library.wake?.();
document.addEventListener("visibilitychange", () => { if (!document.hidden) lookAgain(); });

ON_SCOPE.push(() => { if (library.show === "scope") listAnew(); else drawPicks(); });
TABS.find((tab) => tab.name === "documents").node = libraryNode;
setTimeout(watchLibrary);
