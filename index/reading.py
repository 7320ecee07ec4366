"""Files read to documents: plain ones at once, the others in processes of their own.

A parser in C that crashes, hangs or eats the memory on one file takes with it a process that holds nothing else: the
file is named as failed, and the build goes on. Many files are read by several processes at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import PolicyQAError
from index.model import Document
from index.settings import settings

if TYPE_CHECKING:
    from index.corpus import SourceFile

SECONDS = 300.0
"""Time after which the reading of one file is given up."""

_PLAIN = frozenset({".txt", ".md", ".csv", ".html", ".htm"})
_MANY = 48
"""Files from which starting further processes (about a second each) is worth it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed, and why, in English and in Chinese."""

    source: str
    reason: str
    reason_zh: str


def read_files(
    files: Sequence["SourceFile"], progress: Callable[[int], None], seconds: float = SECONDS
) -> list[Document | Failure]:
    """The document of every file, or why there is none, in the order given.

    Args:
        files: what to read.
        progress: called with the number of files done.
        seconds: given to each file that is read apart.
    """
    from index.reader_process import read_apart

    found: list[Document | Failure | None] = [None] * len(files)
    apart = [n for n, file in enumerate(files) if len(files) >= _MANY or file.path.suffix.lower() not in _PLAIN]
    done = 0
    for number in sorted(set(range(len(files))) - set(apart)):
        found[number] = read_file(files[number])
        done += 1
        progress(done)
    processes = settings().cores if len(apart) >= _MANY else 1
    for place, result in read_apart([files[number] for number in apart], processes, seconds):
        found[apart[place]] = result
        done += 1
        progress(done)
    return [result for result in found if result is not None]


def read_file(file: "SourceFile") -> Document | Failure:
    """The document of a file, or why there is none, read in this process."""
    from index.corpus import load  # the readers and their libraries, which ready documents do not need

    try:
        document = load(file)
    except PolicyQAError as error:
        return Failure(str(file.path), str(error), error.zh)
    except OSError as error:
        what = error.strerror or str(error)
        return Failure(str(file.path), f"cannot be opened: {what}", f"无法打开：{what}")
    except Exception as error:  # noqa: BLE001 (one file that breaks a parser must not take the whole build with it)
        what = f"{type(error).__name__}: {error}"
        return Failure(str(file.path), f"unexpected error while reading: {what}", f"读取时出现意外错误：{what}")
    reason = fault(document)
    return Failure(str(file.path), *reason) if reason else document


def fault(document: Document) -> tuple[str, str] | None:
    """Why a document cannot be indexed, in English and Chinese; None if it can."""
    if not document.passages:
        return "no text found", "未读到文字"
    size = len(document.text)
    for passage in document.passages:
        if not 0 <= passage.span.start < passage.span.end <= size:
            return _cut_wrongly(f"a passage at {passage.span.start}..{passage.span.end} of {size} characters")
    for sentence in document.sentences:
        if not 0 <= sentence.passage < len(document.passages):
            return _cut_wrongly(f"a sentence of passage {sentence.passage} of {len(document.passages)}")
        whole = document.passages[sentence.passage].span
        if not whole.contains(sentence.span) or not len(sentence.span):
            return _cut_wrongly(f"a sentence at {sentence.span.start}..{sentence.span.end} outside its passage")
    return None


def _cut_wrongly(what: str) -> tuple[str, str]:
    return f"cut wrongly: {what}", f"切分有误：{what}"
