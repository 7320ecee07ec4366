"""What the commands write: data to standard output in UTF-8 whatever the locale, words to standard error."""

import json
import sys
from io import TextIOWrapper
from typing import TextIO
from unicodedata import east_asian_width

from index.settings import settings


def prepare_streams() -> None:
    """Makes standard output UTF-8 with bare line feeds, so that positions counted in it hold on every machine."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A lone surrogate has no UTF-8; one sign in its place keeps all positions.
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(value: object) -> None:
    """Prints one JSON value and a line end to standard output."""
    print(json_text(value, indent=2))


def json_text(value: object, indent: int | None = None) -> str:
    """The value as JSON that UTF-8 can hold.

    A lone surrogate, from a file name or a broken page, has no UTF-8; its JSON escape has.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, indent=indent)
    return text


def say(english: str, chinese: str) -> None:
    """Tells the user something on one line of standard error, in the language of the interface."""
    print(one_line(told(english, chinese)), file=sys.stderr)


def one_line(text: str) -> str:
    """The text with a space for every line end and control character: file names hold them, terminals obey them."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)


def told(english: str, chinese: str) -> str:
    """The one of two texts that is in the language of the interface."""
    return chinese if settings().language == "zh" else english


def print_text(text: str, stream: TextIO | None = None, *, ended: bool = True) -> None:
    """Prints a document's text as it is; to a terminal with a visible sign for every control character.

    With `ended` the text gets a line end where it has none; without, more of it may follow.

    A document may hold escape sequences that a terminal would obey; a file or a pipe gets every character as it is.
    """
    stream = stream or sys.stdout
    if stream.isatty():
        text = "".join(c if c in "\n\t" or c.isprintable() else _sign(c) for c in text)
    stream.write(text if text.endswith("\n") or not ended else f"{text}\n")
    if not ended:
        stream.flush()


def width(text: str) -> int:
    """Columns that a text takes in a terminal: two for a Chinese character."""
    return sum(2 if _is_wide(character) else 1 for character in text)


def fitted(text: str, columns: int) -> str:
    """The text on one line in exactly so many columns, cut with … where it is longer."""
    text = " ".join(text.split())
    if width(text) > columns:
        kept = ""
        while width(kept + text[len(kept)]) < columns:
            kept += text[len(kept)]
        text = f"{kept}…"
    return text + " " * (columns - width(text))


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def _sign(character: str) -> str:
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\ufffd" if not character.isspace() else character
