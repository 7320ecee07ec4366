"""Writes notes and a reference list into the text of a Markdown or plain text report; all else stays as it is."""

import re
from collections.abc import Sequence

from qa.drafts_model import Draft
from qa.drafts_notes import NotesForDraft, NoteToInsert
from qa.references import circled

TITLE = "参考文献"
_ENTRY_LINE = re.compile(
    r"^[ \t]*\\?[\[［]\d{1,3}\\?[\]］][^\n]*\n?(?:(?![ \t]*\n)(?![ \t]*\\?[\[［#])[^\n]+\n?)*", re.M
)
_SPECIAL = re.compile(r"[\\*`<]|\[(?=[\^@])")


def written(draft: Draft, notes: NotesForDraft) -> str:
    """The report's text with the notes and entries in it."""
    markdown = draft.path.suffix.lower() == ".md"
    text = draft.text
    for item in reversed(notes.insertions):
        start = item.located.wanted.paragraph.offset + item.located.wanted.span.start
        end = item.located.wanted.paragraph.offset + item.located.wanted.span.end
        text = text[:start] + _in_text(item, markdown) + text[end:]
    newline = "\r\n" if "\r\n" in text else "\n"
    text = _with_entries(text, notes.entries, markdown, newline)
    definitions = [(item, item.note) for item in notes.insertions if item.note is not None]
    if not definitions:
        return text
    text = text.rstrip() + newline
    if markdown:
        return text + "".join(f"{newline}[^pq{item.number}]: {_escaped(note)}{newline}" for item, note in definitions)
    head = "" if re.search(r"^\s*注释\s*[:：]?\s*$", text, re.M) else f"{newline}注释{newline}"
    return text + head + "".join(f"{circled(item.number)} {note}{newline}" for item, note in definitions)


def _in_text(item: NoteToInsert, markdown: bool) -> str:
    """The mark as it stands in the text; what belongs to it beside the bracket is raised, where text can be."""
    if item.note is not None:
        return f"[^pq{item.number}]" if markdown else circled(item.number)
    if not markdown:
        return item.mark
    if item.mark.startswith("["):
        return f"<sup>{item.mark}</sup>"
    name, close, place = item.mark.partition("）")
    return f"{name}{close}<sup>{place}</sup>" if place else item.mark


def _with_entries(text: str, entries: Sequence[str], markdown: bool, newline: str) -> str:
    """The entries behind those that the report has, else under a heading of their own at its end."""
    if not entries:
        return text
    between = newline * 2 if markdown else newline
    block = between.join(_escaped(entry) if markdown else entry for entry in entries)
    listed = list(_ENTRY_LINE.finditer(text)) if re.search(rf"^\W*(?:{TITLE}|References)", text, re.M | re.I) else []
    if listed:
        end = listed[-1].end()
        head = text[:end].rstrip() + between
        return f"{head}{block}{newline}{text[end:]}"
    title = f"## {TITLE}" if markdown else TITLE
    return f"{text.rstrip()}{newline * 2}{title}{between}{block}{newline}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
