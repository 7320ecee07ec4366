"""Citation recall and precision after ALCE (Gao and others 2023), for Chinese and without a model.

ALCE splits an answer into sentences, takes the citations of each, and asks an entailment model whether the cited
texts support it. Here sentences end at 。！？ and line ends, a marker covers the sentences before it back to the last
marker or line end, and a statement is supported by cited quotations when

- each of its figures stands in them (never inside a longer figure), and
- it stands in them word for word, or at least 80 % of its character pairs do,

after width, script, case and number forms are unified. A quotation counts with the title, place and locator that its
citation shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.facts import fact_met
from index.search_key import search_key
from qa.model import Citation

ENOUGH = 0.8
"""Share of a statement's character pairs that must stand in what supports it."""

_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+")
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_SENTENCE = re.compile(r"[^。！？!?]*(?:[。！？!?]+[”’」』）)]*|$)")
_MARKDOWN = re.compile(r"\\([\\`*_{}\[\]<>()#+\-.!|])|[*_`|]+")
_RULE = re.compile(r"\s*\|?[\s:|-]+\|?\s*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*%?")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


def statements(answer: str) -> list[Statement]:
    """The sentences of an answer; the head of a table is not one."""
    found: list[Statement] = []
    lines = [line for line in answer.split("\n") if line.strip()]
    for place, line in enumerate(lines):
        under = lines[place + 1] if place + 1 < len(lines) else ""
        if _is_rule(line) or _is_rule(under):
            continue
        start = 0
        for marker in [*_MARKERS.finditer(line), None]:
            text = line[start : marker.start() if marker else len(line)]
            numbers = tuple(dict.fromkeys(int(n) for n in _NUMBER.findall(marker[0]))) if marker else ()
            found += [Statement(sentence, numbers) for sentence in _sentences(text)]
            start = marker.end() if marker else start
    return found


def figures(text: str) -> list[str]:
    """The figures of a text, in the one form in which figures are compared."""
    return _FIGURE.findall(search_key(text))


def supports(evidence: str, statement: str) -> bool:
    """Whether a text supports a statement, by the rule of this module."""
    key, whole = _letters(statement), _letters(evidence)
    if not all(fact_met(figure, evidence) for figure in figures(statement)):
        return False
    if not key or key in whole:
        return True
    pairs = {whole[i : i + 2] for i in range(len(whole) - 1)}
    own = [key[i : i + 2] for i in range(len(key) - 1)] or [key]
    return sum(pair in pairs for pair in own) >= ENOUGH * len(own)


def citation_scores(answer: str, citations: Sequence[Citation]) -> tuple[float, float | None]:
    """Citation recall and precision of one answer, ratios; precision is None where it cites nothing.

    Recall: statements that their citations, joined, support ÷ all statements; without a citation, or with one whose
    number no citation has, a statement scores 0. Precision: precise citations ÷ all; none of a statement's counts
    where they together do not support it; of several, one is imprecise that alone does not support the statement
    while the others without it do.
    """
    shown = {citation.n: _shown(citation) for citation in citations}
    found = statements(answer)
    supported = [_is_supported(each, shown) for each in found]
    precise = [_precise(each, shown) if good else 0 for each, good in zip(found, supported, strict=True)]
    cited = sum(len(each.citations) for each in found)
    return (sum(supported) / len(found) if found else 0.0), (sum(precise) / cited if cited else None)


def figure_scores(answer: str, citations: Sequence[Citation]) -> float | None:
    """Share of the figures in an answer that stand in what it cites; None for an answer without figures."""
    text = _MARKERS.sub("", answer)
    given = [figure for line in text.split("\n") for figure in figures(_MARKDOWN.sub(r"\1", line))]
    shown = "\n".join(_shown(citation) for citation in citations if citation.used)
    return sum(fact_met(figure, shown) for figure in given) / len(given) if given else None


def _is_supported(statement: Statement, shown: Mapping[int, str]) -> bool:
    if not statement.citations or any(n not in shown for n in statement.citations):
        return False
    return supports("\n".join(shown[n] for n in statement.citations), statement.text)


def _precise(statement: Statement, shown: Mapping[int, str]) -> int:
    numbers = statement.citations
    if len(numbers) == 1:
        return 1
    count = 0
    for n in numbers:
        rest = "\n".join(shown[other] for other in numbers if other != n)
        count += supports(shown[n], statement.text) or not supports(rest, statement.text)
    return count


def _shown(citation: Citation) -> str:
    parts = (citation.title, (citation.region or "").replace("/", ""), citation.locator, citation.quote)
    return "\n".join(part for part in parts if part)


def _is_rule(line: str) -> bool:
    return "---" in line and _RULE.fullmatch(line) is not None


def _sentences(text: str) -> list[str]:
    plain = _MARKDOWN.sub(lambda match: match[1] or " ", text)
    pieces = (match[0].strip() for match in _SENTENCE.finditer(plain))
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]


def _letters(text: str) -> str:
    return "".join(character for character in search_key(text) if character.isalnum())
