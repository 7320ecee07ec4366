// Small dialogs of the page's parts: a question to confirm, and a form. The browser gives the focus back afterwards.

Object.assign(ICONS, {
  basket: "M5 4h11l3 3v13H5z M9 11h7 M9 15h5", inside: "M5 4h11l3 3v13H5z M9 13l2.5 2.5L16 11", download: "M12 4v11 M7 11l5 5 5-5 M5 20h14",
  up: "M12 19V6 M6 11l6-6 6 6", down: "M12 5v13 M6 13l6 6 6-6", bin: "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13",
});

/** Opens a dialog with a heading and what `fill(close)` gives; resolves to what it is closed with, null for Escape. */
function openDialog(heading, fill) {
  return new Promise((resolve) => {
    const id = "pq-dialog-title";
    const dialog = h("dialog.small", { "aria-labelledby": id });
    let value = null;
    const close = (chosen) => { value = chosen; dialog.close(); };
    dialog.addEventListener("close", () => { dialog.remove(); resolve(value); });
    dialog.append(h("h2", { id }, heading), ...[fill(close)].flat());
    document.querySelector(".pq").append(dialog);
    dialog.showModal();
  });
}

/** Asks a person to confirm; resolves to whether they did. */
const confirmed = (question, action) => openDialog(question, (close) => h("div.buttons", null,
  h("button.plain", { type: "button", autofocus: true, onclick: () => close(false) }, t("cancel")),
  h("button.danger", { type: "button", onclick: () => close(true) }, action))).then(Boolean);

/** Hands a file to the browser to save. */
function saveFile(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** A labelled field of a form; the label stands above it. */
const field = (label, control) => h("label.field", null, h("span", null, label), control);

function choice(value, options, onchange) {
  const select = h("select", { onchange: (event) => onchange(event.target.value) }, options.map(([name, label]) => h("option", { value: name, selected: name === value }, label)));
  return select;
}
