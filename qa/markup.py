"""Words of documents inside our Markdown: nothing in them may count as a citation, a link, a picture or HTML."""

import re

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_SIGNS = re.compile(rf"(?P<back>\\)(?={_PUNCTUATION})|\[(?P<number>\d{{1,3}})\]|\](?=[(\[:])|!(?=\[)|<(?=[A-Za-z/!?])")
_ESCAPED = re.compile(rf"\\({_PUNCTUATION})")


def literal(text: str) -> str:
    r"""A text so that Markdown shows its characters: [1] becomes \[1\], ![x](y) and <b> lose their meaning.

    What cannot be taken for a marker, a link, a picture or a tag stays as it is.
    """
    return _SIGNS.sub(lambda m: f"\\[{m['number']}\\]" if m["number"] else f"\\{m[0]}", text)


def one_line(text: str) -> str:
    """A quotation on one line, so that Markdown shows its own characters."""
    return literal(re.sub(r"\s*\n\s*", " ", text).strip())


def unescaped(text: str) -> str:
    """The characters that a text made by `literal` shows."""
    return _ESCAPED.sub(r"\1", text)
