"""Proves the eval set: `python -m eval.check [QUESTIONS] [--documents FOLDER] [--originals FOLDER]`.

Every fact stands in its document, nothing that answers an unanswerable question stands in one, no question shares a
long run with a source, and no part of a document or family of questions lies in both splits.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from eval.facts import fact_met, requirement_met
from eval.questions import EvalQuestion, load
from index.corpus import gather
from index.corpus import load as load_document
from index.errors import EvalError, PolicyQAError
from index.model import Document
from index.search_key import fold

ROOT = Path(__file__).resolve().parent.parent
LONGEST_RUN = 12
"""Characters that a question may share with a source, names and marks left out."""
_SHARED_BY_SPLITS = "damaged"  # a corpus with one illegible figure can only be asked about that one, in both splits


@dataclass(frozen=True)
class Sources:
    """The documents in one form (digests or originals), by id, with the names that anyone may repeat."""

    form: str
    documents: Mapping[str, Document]
    names: tuple[str, ...]

    @cached_property
    def passages(self) -> dict[str, list[str]]:
        """Folded text of every passage, and of every two sentences that follow each other, by document."""
        return {name: [fold(text) for text in _stretches(document)] for name, document in self.documents.items()}

    @cached_property
    def runs(self) -> dict[str, str]:
        """Every run of one character more than may be shared, with the document it is from."""
        return {run: name for name, document in self.documents.items() for run in _runs(document.text, self.names)}


def read_sources(folder: Path, names: Sequence[str] = (), originals: Path | None = None) -> list[Sources]:
    """The documents of a folder and, where their folder is given, the originals that they are digests of.

    Raises:
        EvalError: none of the originals belongs to a digest.
        CorpusError: a folder or file cannot be read.
    """
    digests = {document.id: document for document in map(load_document, gather([folder]))}
    sources = [Sources("digest", digests, tuple(names))]
    if originals is not None:
        ids = {document.metadata.origin_sha256: name for name, document in digests.items()}
        found = {ids.get(document.sha256): document for document in map(load_document, gather([originals]))}
        known = {name: document for name, document in found.items() if name is not None}
        if not known:
            raise EvalError(f"{originals}: none of these files is the origin of a digest in {folder}")
        sources.append(Sources("original", known, tuple(names)))
    return sources


def check(questions: Sequence[EvalQuestion], sources: Sequence[Sources]) -> list[str]:
    """What is wrong with the questions, one finding a line, in their order; empty if nothing."""
    shared = [f"{question.id}: {finding}" for question in questions for finding in _overlap(question, sources)]
    return truths(questions, sources) + shared + list(_leaks(questions)) + list(twins(questions))


def truths(questions: Sequence[EvalQuestion], sources: Sequence[Sources]) -> list[str]:
    """What the documents themselves say against the questions; a question in their own words is not held against it."""
    return [
        f"{question.id}: {finding}"
        for question in questions
        for finding in (*_evidence(question, sources), *_silence(question, sources))
    ]


def _evidence(question: EvalQuestion, sources: Sequence[Sources]) -> Iterator[str]:
    """Facts that do not stand in the gold documents, and gold documents that meet no requirement."""
    for source in sources:
        missing = [name for name in question.documents if name not in source.documents]
        if missing:
            yield f"no {source.form} {', '.join(missing)}"
            continue
        texts = {name: source.documents[name].text for name in question.documents}
        for requirement in question.facts:
            if not any(requirement_met(requirement, text) for text in texts.values()):
                yield f"{' | '.join(requirement)} does not stand in the {source.form}"
        for name, text in texts.items():
            if question.answerable and not any(requirement_met(each, text) for each in question.facts):
                yield f"{source.form} {name} meets no requirement"
        if question.short and not any(requirement_met(question.short, text) for text in texts.values()):
            yield f"no short answer ({' | '.join(question.short)}) stands in the {source.form}"
    if len(sources) > 1:
        for fact in (fact for requirement in question.facts for fact in requirement):
            texts_of_all = [s.documents[n].text for s in sources for n in question.documents if n in s.documents]
            if not any(fact_met(fact, text) for text in texts_of_all):
                yield f"the alternative {fact} stands in no form of a gold document"


def _silence(question: EvalQuestion, sources: Sequence[Sources]) -> Iterator[str]:
    """What speaks against a question that is said to have no answer."""
    for source in sources:
        yield from _covered(question, source)
        if question.absent:
            terms = [fold(term) for term in question.absent]
            about = (question.section or "").partition("#")[0]
            scope = {about: source.passages[about]} if about in source.passages else source.passages
            for name, passages in scope.items():
                found = next((text for text in passages if all(term in text for term in terms)), None)
                if found is not None:
                    yield f"{' + '.join(question.absent)} stand together in {source.form} {name}: {found[:60]}"
        if question.reason == "damaged" and not any(
            _illegible_figure(source.documents[name]) for name in question.documents if name in source.documents
        ):
            yield f"no illegible figure in the {source.form}"
    proofs = question.places or question.absent or question.reason == "damaged" or question.type == "off_topic"
    if not question.answerable and not proofs:
        yield "nothing that can be checked shows that there is no answer: give places or absent"


def _covered(question: EvalQuestion, source: Sources) -> Iterator[str]:
    """Places said to be without a document that have one, by the whole path: a namesake elsewhere is another place."""
    for place in question.places:
        for name, document in source.documents.items():
            region = document.metadata.region
            if region and (f"{region}/".startswith(f"{place}/") or f"{place}/".startswith(f"{region}/")):
                yield f"{place} is covered by {source.form} {name} ({region})"


def _illegible_figure(document: Document) -> bool:
    """Whether a damaged stretch of the document touches a figure."""
    return any(
        re.search(r"\d", document.text[max(0, span.start - 1) : span.end + 2]) is not None for span in document.damaged
    )


def _overlap(question: EvalQuestion, sources: Sequence[Sources]) -> Iterator[str]:
    """Runs that a question shares with a source."""
    for source in sources:
        for text in (question.question, *question.history, question.standalone or ""):
            run = next((run for run in _runs(text, source.names) if run in source.runs), None)
            if run is not None:
                yield f"shares {run}… with {source.form} {source.runs[run]}"


def _leaks(questions: Sequence[EvalQuestion]) -> Iterator[str]:
    """Parts of documents, families and types that are not divided between the splits as they should be."""
    splits: dict[str, dict[str, str]] = {}
    for question in questions:
        if not question.groups:
            yield f"{question.id}: no section"
        for group in question.groups:
            splits.setdefault(group, {}).setdefault(question.split, question.id)
    for group, found in splits.items():
        if len(found) > 1 and f"#{_SHARED_BY_SPLITS}/" not in group:
            yield f"{group} lies in both splits: {', '.join(found.values())}"
    for name in dict.fromkeys(question.type for question in questions):
        if len({question.split for question in questions if question.type == name}) < 2:
            yield f"type {name} lies in one split only"


def twins(questions: Sequence[EvalQuestion]) -> Iterator[str]:
    """Questions that are asked twice."""
    seen: dict[tuple[str, ...], str] = {}
    for question in questions:
        key = (*question.history, fold(question.question))
        if key in seen:
            yield f"{question.id}: asks the same as {seen[key]}"
        seen[key] = question.id


def _stretches(document: Document) -> Iterator[str]:
    for passage in document.passages:
        yield document.quote(passage.span)
    sentences = [each for each in re.split(r"(?<=[。！？!?])|\n+", document.text) if each and each.strip()]
    yield from (first + second for first, second in pairwise(sentences))


def _runs(text: str, names: Iterable[str]) -> list[str]:
    """All runs of one character more than may be shared, names left out and marks skipped."""
    plain = _plain(text)
    for name in sorted({_plain(name) for name in names}, key=lambda name: (-len(name), name)):
        plain = plain.replace(name, "\n") if name else plain
    size = LONGEST_RUN + 1
    pieces = plain.split("\n")
    return [piece[at : at + size] for piece in pieces for at in range(len(piece) - size + 1)]


def _plain(text: str) -> str:
    """Letters and digits only, folded."""
    return "".join(c for c in fold(text) if c.isalnum())


def counts(questions: Sequence[EvalQuestion]) -> str:
    """A table of the number of questions by type and split."""
    number = Counter((question.type, question.split) for question in questions)
    types = dict.fromkeys(question.type for question in questions)
    rows = [(name, number[name, "dev"], number[name, "test"]) for name in types]
    silent = Counter(question.split for question in questions if not question.answerable)
    total = Counter(question.split for question in questions)
    rows += [("(without answer)", silent["dev"], silent["test"]), ("(all)", total["dev"], total["test"])]
    lines = [f"{'type':<18}{'dev':>6}{'test':>6}{'all':>6}"]
    return "\n".join(lines + [f"{name:<18}{dev:>6}{test:>6}{dev + test:>6}" for name, dev, test in rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the counts and every finding; returns 0 without findings, 3 with, 1 where nothing could be checked."""
    parser = argparse.ArgumentParser(prog="python -m eval.check", description="Proves the eval set on its documents.")
    parser.add_argument("questions", type=Path, nargs="?", default=ROOT / "eval" / "data")
    parser.add_argument("--documents", type=Path, default=ROOT / "seeds", help="the digests")
    parser.add_argument("--originals", type=Path, help="folder of the files that they are digests of")
    parser.add_argument("--names", type=Path, default=ROOT / "tests" / "data" / "names.txt", help="one name a line")
    options = parser.parse_args(arguments)
    try:
        questions = load(options.questions)
        names = options.names.read_text(encoding="utf-8").split("\n") if options.names.is_file() else []
        findings = check(questions, read_sources(options.documents, names, options.originals))
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    print(counts(questions))
    print("\n".join(findings) or "every question holds")
    return 3 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
