"""Reports in Markdown and plain text, read with positions kept: markup becomes unseen characters of the same length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.model import Span
from index.readers.text import decode
from qa.drafts_marks import entry_of, is_list_title, with_marks
from qa.drafts_model import UNSEEN, Draft, Mark, Note, Paragraph

_FRONT = re.compile(r"---[ \t]*\r?\n(?:.*\r?\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*")
_LEADING = re.compile(r"(?:[ \t]*>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,3}[.)、][ \t]+|:[ \t]+)?")
_NEW = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+][ \t]|\d{1,3}[.)][ \t]|\||\\?[\[［【]\d{1,3}\\?[\]］】]|[①-⑳])")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+|[|:\- \t]*\|[|:\- \t]*)\r?\n?$")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
_INLINE_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_MARKUP = re.compile(
    r"(?P<comment><!--.*?-->)|(?P<ask>\[@[^\[\]\n]*\])|(?P<image>!\[[^\]\n]*\]\([^)\n]*\))"
    r"|(?P<code>`+[^`\n]*`+)|(?P<tag></?[A-Za-z][^<>\n]*>)|(?P<target>\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\))"
    r"|(?P<emphasis>\*{1,3}|~~|(?<![A-Za-z0-9])_{1,3}|_{1,3}(?![A-Za-z0-9]))|(?P<escape>\\(?=[\\`*_{}\[\]()#+.!<>|~^@\"'-]))"
    r"|(?P<open>\[(?=[^\[\]\n]*\]\([^)\n]*\)))",
    re.DOTALL,
)
_RAISED = re.compile(r"<sup>.{1,80}?</sup>|\^(?!\[)[^\s^]{1,80}\^")
_SENTENCE_END = re.compile("[。！？!?：:；;”」』）)】》.][ \t\u3000]*$")


@dataclass(slots=True)
class _Block:
    """Lines of one paragraph: where they stand in the text, and whether they are set as a quotation."""

    start: int
    end: int
    quoted: bool = False


@dataclass(slots=True)
class _Reading:
    text: str
    markup: bool
    notes: dict[str, Note] = field(default_factory=dict)


def read_text_draft(path: Path, data: bytes) -> Draft:
    """Reads a Markdown or plain text report.

    Raises:
        ReadError: if the bytes are not text.
    """
    text, encoding = decode(data)
    reading = _Reading(text, path.suffix.lower() == ".md")
    blocks = list(_blocks(reading))
    paragraphs: list[Paragraph] = []
    entries: dict[str, Note] = {}
    in_list = False
    for block in blocks:
        paragraph = _paragraph(reading, block)
        words = paragraph.text.replace(UNSEEN, "")
        if is_list_title(words):
            in_list = True
            continue
        if in_list and reading.markup and text[block.start : block.end].lstrip().startswith("#"):
            in_list = False
        entry = entry_of(words, in_list, len(entries))
        if entry is not None and not paragraph.quoted:
            entries.setdefault(*entry)
        else:
            paragraphs.append(paragraph)
    notes = _in_order(paragraphs, reading.notes) | entries
    known = [replace(p, marks=tuple(m for m in p.marks if any(key in notes for key in m.keys))) for p in paragraphs]
    marked = [with_marks(p, notes, _raised(reading, p)) for p in known]
    return Draft(path, tuple(marked), notes, text, encoding)


def _blocks(reading: _Reading) -> Iterator[_Block]:
    """Paragraphs as stretches of the text; front matter, code and definitions of notes are left out."""
    text = reading.text
    at = _front_matter(text) if reading.markup else 0
    block: _Block | None = None
    fence = ""
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        line = text[at:end]
        opened = _FENCE.match(line) if reading.markup else None
        if fence:
            fence = "" if opened and opened[1].startswith(fence) else fence
        elif opened:
            fence = opened[1]
        elif reading.markup and (definition := _DEFINITION.match(line)):
            end = _definition_end(text, end)
            body = " ".join(text[at + definition.end() : end].split())
            reading.notes.setdefault(f"note:{definition[1]}", Note(definition[1], _seen(body)))
        elif line.strip() and not (reading.markup and _RULE.match(line)):
            quoted = reading.markup and line.lstrip().startswith(">")
            if block is not None and _goes_on(reading, block, line, quoted):
                block.end = end
            else:
                if block is not None:
                    yield block
                block = _Block(at, end, quoted)
            at = end
            continue
        if block is not None:
            yield block
            block = None
        at = end
    if block is not None:
        yield block


def _front_matter(text: str) -> int:
    found = _FRONT.match(text)
    return found.end() if found else 0


def _definition_end(text: str, at: int) -> int:
    """Where a note's text ends: indented lines and lines that go on without a blank one belong to it."""
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        line = text[at:end]
        if line.strip():
            indented = line.startswith(("    ", "\t"))
            if not indented and (text[at - 2 : at] == "\n\n" or _DEFINITION.match(line) or _NEW.match(line)):
                return at
        else:
            after = text[end : text.find("\n", end) + 1 or len(text)]
            if not after.startswith(("    ", "\t")):
                return at
        at = end
    return at


def _goes_on(reading: _Reading, block: _Block, line: str, quoted: bool) -> bool:
    """Whether a line belongs to the paragraph before it."""
    if quoted != block.quoted and not (block.quoted and line.strip() and not _NEW.match(line)):
        return False
    bare = line.lstrip("> \t") if quoted else line
    if _NEW.match(bare):
        return False
    last = reading.text[block.start : block.end].rstrip("\r\n").rpartition("\n")[2]
    if reading.markup:
        return not last.lstrip().startswith("#")
    # In plain text a line is a paragraph unless it was broken in the middle of a sentence.
    return not _SENTENCE_END.search(last) and len(last) >= 20


def _paragraph(reading: _Reading, block: _Block) -> Paragraph:
    line = reading.text.count("\n", 0, block.start) + 1
    raw = reading.text[block.start : block.end].rstrip("\r\n")
    marks: list[Mark] = []
    text = _masked(raw, marks, reading) if reading.markup else raw
    return Paragraph(text, f"第{line}行", block.start, block.quoted, tuple(marks))


def _masked(raw: str, marks: list[Mark], reading: _Reading) -> str:
    """The words of Markdown, every character of markup unseen; references to notes become marks."""
    characters = list(raw)

    def hide(start: int, end: int) -> None:
        characters[start:end] = UNSEEN * (end - start)

    at = 0
    for line in raw.splitlines(keepends=True):
        leading = _LEADING.match(line)
        hide(at, at + (leading.end() if leading else 0))
        at += len(line)
    for match in _INLINE_NOTE.finditer(raw):
        key = f"inline:{len(reading.notes)}"
        reading.notes[key] = Note("", _seen(match[1]))
        marks.append(Mark(Span(*match.span()), (key,), "^[]"))
        hide(*match.span())
    for match in _NOTE.finditer(raw):
        marks.append(Mark(Span(*match.span()), (f"note:{match[1]}",), match[0]))
        hide(*match.span())
    for match in _MARKUP.finditer(raw):
        hide(*match.span())
    return "".join(characters)


def _seen(text: str) -> str:
    """A note's text without markup."""
    return _MARKUP.sub(lambda match: match[0][1:-1] if match["tag"] and ":" in match["tag"] else "", text)


def _in_order(paragraphs: list[Paragraph], notes: dict[str, Note]) -> dict[str, Note]:
    """Notes in the order in which the text refers to them; what is referred to nowhere comes last."""
    order = [key for paragraph in paragraphs for mark in paragraph.marks for key in mark.keys]
    return {key: notes[key] for key in [*dict.fromkeys(order), *notes] if key in notes}


def _raised(reading: _Reading, paragraph: Paragraph) -> list[Span]:
    """What Markdown raises in a paragraph: <sup>...</sup> and ^...^, signs included."""
    if not reading.markup:
        return []
    raw = reading.text[paragraph.offset : paragraph.offset + len(paragraph.text)]
    return [Span(*match.span()) for match in _RAISED.finditer(raw)]
