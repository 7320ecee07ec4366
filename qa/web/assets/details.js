// The dialogs of the library: what is known of a document filled in, and a file removed once that is confirmed.

const KINDS_KNOWN = ["policy", "notice", "reply", "news", "report", "article"];
const DETAILS = [["title", "lib_title"], ["issuer", "issuer"], ["number", "number"], ["date", "lib_date", "lib_date_hint"], ["region", "region", "lib_region_hint"], ["kind", "kind"], ["url", "url"]];
const DETAILS_MORE = [["author", "lib_author", "lib_author_hint"], ["publication", "lib_publication"], ["volume", "lib_volume"], ["issue", "lib_issue"], ["pages", "lib_pages"]];

function detailField(entry, [name, label, hint]) {
  const value = (name === "date" ? entry.published : entry[name]) ?? "";
  const hintId = hint ? "pq-detail-hint-" + name : null;
  const control = name === "kind"
    ? h("select", { name }, h("option", { value: "" }, t("lib_kind_none")), KINDS_KNOWN.map((each) => h("option", { value: each, selected: each === value }, kind(each))))
    : h("input", { name, type: "text", inputmode: name === "url" ? "url" : null, value, maxlength: "300", autocomplete: "off", autofocus: name === "title", "aria-describedby": hintId });
  return h("div", null, field(t(label), control), hint ? h("p.hint", { id: hintId }, t(hint)) : null);
}

/** What only articles and the like have stands folded, so that the dialog is short; open where something is known. */
function moreDetails(entry) {
  return h("details.more-details", { open: DETAILS_MORE.some(([name]) => entry[name]) },
    h("summary", null, t("lib_more"), icon("chevron")), h("div.columns", null, DETAILS_MORE.map((each) => detailField(entry, each))));
}

/** A button that does something on the server, and where that fails the sentence that says why, above the buttons. */
function sending(label, name, work) {
  const said = h("p.failure", { role: "alert", hidden: true });
  const button = h("button." + name, { type: "submit" }, label);
  const run = async () => {
    button.disabled = true;
    said.hidden = true;
    try { await work(); lookAgain(); } catch (error) {
      said.textContent = error.message;
      said.hidden = false;
    }
    button.disabled = false;
  };
  return { said, button, run };
}

function editDetails(entry) {
  return openDialog(t("lib_edit_title"), (close) => {
    const { said, button, run } = sending(t("lib_save"), "primary", async () => {
      const done = await call("page/details", sent({ id: entry.id, values: Object.fromEntries(new FormData(form)) }));
      close(true);
      const kept = done.kept.map((column) => t([...DETAILS, ...DETAILS_MORE].find(([name]) => name === column)[1]));
      announce(kept.length ? t("lib_kept", { names: kept.join(state.language === "zh" ? "、" : ", ") }) : t(done.job ? "lib_saved" : "lib_unchanged"));
    });
    const form = h("form.details", { novalidate: true, onsubmit: (event) => { event.preventDefault(); run(); } },
      h("p.hint", null, t("lib_edit_hint")), DETAILS.map((each) => detailField(entry, each)), moreDetails(entry), said,
      h("div.buttons", null, h("button.plain", { type: "button", onclick: () => close(null) }, t("cancel")), button));
    return form;
  });
}

function askToRemove(upload, title) {
  return openDialog(t("lib_remove_title"), (close) => {
    const { said, button, run } = sending(t("lib_remove"), "danger", async () => {
      await call("page/remove", sent({ upload }));
      close(true);
      announce(t("lib_removed"));
    });
    return h("form", { onsubmit: (event) => { event.preventDefault(); run(); } },
      h("p", null, t("lib_remove_ask", { name: title })), said,
      h("div.buttons", null, h("button.plain", { type: "button", autofocus: true, onclick: () => close(null) }, t("cancel")), button));
  });
}
