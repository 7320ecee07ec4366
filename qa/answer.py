"""The answer made of quotations, or the refusal with its reason, as the contract writes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from index.model import Document, Span
from index.quantities import quantities
from index.stale import is_stale
from index.store import DocumentEntry, Index
from qa.beside import STRICT
from qa.citations import Quotation, cite, joined, runs, stretch
from qa.clauses import announces, looks_back
from qa.comparison import By, Row, asks_which_place
from qa.coverage import Coverage, own_years
from qa.dispute import Dispute
from qa.duties import asks_for_lead, duty
from qa.evidence import Evidence, led_by
from qa.formalities import FORMAL, ISSUED, signed_together
from qa.gather import bundled, finished, going_on, items, led, with_items
from qa.lists import announces_listed
from qa.markup import literal, one_line
from qa.matching import Terms
from qa.materials import MATERIALS, announces_papers, names_papers
from qa.model import Answer, Citation, Hit, Notice, Reason, WarningCode
from qa.premise import Contradiction, contradiction
from qa.question import Question
from qa.refusal import Verdict, is_undated
from qa.responsible import Note, names_duty, noted
from qa.short import illegible, short_answer
from qa.wording import Language, listed, say

CITATIONS = 5
SENTENCES = 3
"""Most sentences in an answer that is not a list."""

ALSO = 0.55
"""A further sentence is used when its probability to answer is this share of the best one's."""

_OPEN = frozenset({"list", "method", "condition", "definition", "other", "yes_no"})
"""Kinds of question whose answer may go on over several sentences."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that a question asks, as a question of its own; `best` is None where nothing answers it."""

    question: Question
    terms: Terms
    best: Evidence | None

    @property
    def is_formal(self) -> bool:
        """Whether it is asked of a document itself."""
        return self.question.expected.unit in FORMAL


class Composer:
    """Makes answers over one index."""

    def __init__(self, index: Index, coverage: Coverage, accessed: date | None = None) -> None:
        self._index = index
        self._coverage = coverage
        self._accessed = accessed

    def answered(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        hits: Sequence[Hit],
        terms: Terms,
        verdict: Verdict,
        asked: Sequence[Part] = (),
    ) -> Answer:
        """An answer from the evidence; turned into the refusal `damaged` where the figure asked for is illegible.

        Where several things are asked, they are `asked`; where each has a short answer of its own, these stand first,
        and the sentences come in their order.
        """
        gathered = self._gathered(question, evidence, terms)
        own = [part.best for part in asked if part.best is not None]
        shorts = [] if gathered else self._shorts(asked, evidence[0])
        if shorts:
            evidence = led_by(own[0], evidence)
        bundles = self._quoted_list(gathered, evidence[0])
        parted = [*evidence[:1], *(item for item in own if item.span != evidence[0].span)]
        quotations = bundles or self._chosen(question, evidence, parted if own else ())
        if not bundles and question.expected.kind in _OPEN:
            quotations = with_items(quotations, self._index)
        best = evidence[0]
        document = self._index.document(best.hit.document)
        short, lost = self._short(question, quotations[0], terms)
        if shorts or len(gathered or parted) > 1:
            short = shorts[0] if shorts else None
        if lost:
            return self._refused(
                question,
                quotations[:1],
                hits,
                evidence,
                "damaged",
                verdict.confidence,
                say("damaged", question.language),
            )
        note = None if shorts else self._note(question, best, short)
        if note is not None:
            short = note.bodies
            first = self._index.entry(best.hit.document).first_passage
            quotations = [Quotation(first + note.passage, note.quote, best.score, True), *quotations]
        elif not gathered and short is None and question.expected.kind in _OPEN:
            quotations = finished(going_on(quotations, evidence, self._index), self._index)
        if not gathered and not shorts and note is None and len(quotations) < CITATIONS:
            quotations = led(quotations, best, terms, self._index)
        lines = []
        if verdict.places:
            lines.append(
                say("partly", question.language, places=listed([p.name for p in verdict.places], question.language))
            )
        if question.years and is_undated(self._index.entry(best.hit.document), self._index):
            lines.append(say("undated", question.language, years=listed(question.years, question.language)))
        duty_line = self._unmarked(question, best)
        if duty_line:
            lines.append(duty_line)
        dispute = Dispute.of(evidence, quotations[0].passage, short, terms, self._index)
        citations = self._cited([*quotations, *dispute.quotations], hits, evidence)
        wrong = self._contradicted(question, document, quotations[0].span, short)
        if wrong is not None:
            lines.append(self._corrected(question, document, wrong))
        if shorts:
            lines.append(_shown(shorts, citations, question.language))
        elif short is not None:
            lines.append(f"{self._column(quotations[0].passage, short)}**{literal(document.quote(short))}**[1]")
        for citation in _as_read(citations):
            parts = _items(citation, gathered) or [Span(citation.start, citation.end)]
            lines += [f"{one_line(self._quote(citation, part))}[{citation.n}]" for part in parts]
        lines += [
            say("part_silent", question.language, asked=literal(part.question.standalone))
            for part in asked
            if part.best is None and part.is_formal
        ]
        lines += dispute.lines(citations, question.language)
        told = short or (wrong.found if wrong is not None and not gathered else None)
        answer = self._finished(
            question, citations, "\n\n".join(lines), verdict, document.quote(told) if told else None
        )
        return replace(answer, warnings=(*answer.warnings, *dispute.notices(question.language)))

    def enumerated(
        self, question: Question, rows: Sequence[tuple[int, Span]], hits: Sequence[Hit], confidence: float
    ) -> Answer:
        """Rows of a table, one citation each."""
        citations = self._cited([Quotation(passage, span, confidence, True) for passage, span in rows], hits)
        lines = [f"{one_line(c.quote)}[{c.n}]" for c in citations if c.used]
        return self._finished(question, citations, "\n\n".join(lines), Verdict(None, confidence), None)

    def compared(
        self, question: Question, by: By, rows: Sequence[Row], hits: Sequence[Hit], confidence: float
    ) -> Answer:
        """A table with one row a place or year, each cell a quotation, silent ones said to be so."""
        quotations = [Quotation(passage, span, row.score, True) for row in rows for passage, span in row.quotes]
        citations = self._cited([*quotations, *self._beside(rows, CITATIONS - len(quotations))], hits)
        language = question.language
        lines = [f"| {say(by, language)} | {say('content', language)} |", "| --- | --- |"]
        for row in rows:
            if not row.quotes:
                lines.append(f"| {_cell(row.name)} | {say('silent' if row.known else 'absent', language)} |")
                continue
            cited = [c for c in citations if c.used and c.document == row.document and _among(c, row.quotes)]
            lines.append(f"| {_cell(row.name)} | " + " ".join(f"{_cell(c.quote)}[{c.n}]" for c in cited) + " |")
        others = len(self._coverage.regions) - len(rows)
        if others > 0 and asks_which_place(question):
            lines += ["", say("others", language, count=str(others))]
        return self._finished(question, citations, "\n".join(lines), Verdict(None, confidence), None)

    def _beside(self, rows: Sequence[Row], count: int) -> list[Quotation]:
        """The passages nearest to the question beside those quoted, of each place in turn, silent ones first."""
        turns = zip_longest(*(row.beside for row in sorted(rows, key=lambda row: bool(row.quotes))))
        near = [found for turn in turns for found in turn if found is not None]
        return [Quotation(passage, self._stretch(passage, span), 0.0, False) for passage, span in near[: max(count, 0)]]

    def refused(
        self, question: Question, evidence: Sequence[Evidence], hits: Sequence[Hit], verdict: Verdict
    ) -> Answer:
        """A refusal that says why and keeps the nearest passages, none of them used."""
        language = question.language
        if verdict.years:
            covered = [year for year, _ in self._coverage.years]
            told = "not_covered_year"
            if evidence and covered and set(verdict.years).issubset(covered):
                # Of the year there are documents, only none that this is asked of.
                entry = self._index.entry(evidence[0].hit.document)
                covered = sorted(own_years(entry).difference(verdict.years)) or covered
                told = "not_of_year"
            text = say(told, language, years=listed(verdict.years, language), known=listed(covered, language))
        elif verdict.reason == "not_covered":
            places = listed([place.name for place in verdict.places], language)
            text = say(
                "not_covered_place", language, places=places, known=literal(listed(self._coverage.names(), language))
            )
        else:
            text = say("no_evidence", language)
        return self._refused(question, [], hits, evidence, verdict.reason or "no_evidence", verdict.confidence, text)

    def _refused(
        self,
        question: Question,
        used: Sequence[Quotation],
        hits: Sequence[Hit],
        evidence: Sequence[Evidence],
        reason: Reason,
        confidence: float,
        text: str,
    ) -> Answer:
        citations = self._cited(used, hits, evidence)
        lines = [text, *(f"{one_line(c.quote)}[{c.n}]" for c in citations if c.used)]
        if reason != "damaged" and citations:
            lines.append(say("nearest", question.language) + "".join(f"[{c.n}]" for c in citations))
        if reason == "damaged":
            confidence = min(confidence, 0.2)
        return self._finished(question, citations, "\n\n".join(lines), Verdict(reason, confidence), None)

    def _gathered(self, question: Question, evidence: Sequence[Evidence], terms: Terms) -> list[tuple[int, Span]]:
        """The items of the list that is asked for, or that the best sentences announce, if one is.

        Where figures are asked for, or what is to be handed in, a list without the best sentence is another one.
        """
        kind = question.expected.kind
        asked = question.expected.several or kind in ("list", "method", "condition")
        best = evidence[0]
        if announces_listed(question.expected.unit, best.text) and not announces(best.text):
            return []
        told = any(announces(item.text) for item in evidence[: 2 if kind == "other" else 1])
        if not asked and (not told or (kind not in _OPEN and best.feature("kind") == 1)):
            return []
        found = items(evidence, terms, self._index)
        inside = any(passage == best.hit.passage and span.overlaps(best.span) for passage, span in found)
        if question.expected.unit == MATERIALS:
            text = self._index.text(best.hit.document)
            told = any(announces_papers(text[span.start : span.end]) for _, span in found)
            return found if told or (inside and names_papers(best.text)) else []
        return found if inside or kind not in (*STRICT, "count") else []

    def _quoted_list(self, gathered: Sequence[tuple[int, Span]], best: Evidence) -> list[Quotation]:
        """The items of a list as quotations, short neighbours in one where there are many."""
        text = self._index.text(best.hit.document)
        return [Quotation(passage, span, best.score, True) for passage, span in bundled(gathered, text, CITATIONS)]

    def _quote(self, citation: Citation, span: Span) -> str:
        return self._index.document(citation.document).quote(span)

    def _chosen(self, question: Question, evidence: Sequence[Evidence], parted: Sequence[Evidence]) -> list[Quotation]:
        """The best sentences, or those for each of the things asked, neighbours joined."""
        best = evidence[0]
        chosen = [item for item in evidence[:SENTENCES] if item is best or item.score >= ALSO * best.score]
        if parted:
            chosen = list(parted)
        elif question.expected.kind not in ("list", "method", "condition", "other", "definition"):
            chosen = [item for item in chosen if item is best or item.score >= 0.8 * best.score]
        quotations: list[Quotation] = []
        by_passage: dict[int, list[Evidence]] = {}
        for item in chosen:
            by_passage.setdefault(item.hit.passage, []).append(item)
        for passage, group in by_passage.items():
            sentences = self._index.sentences(passage)
            spans = [item.span for item in group]
            if question.expected.unit == ISSUED:
                spans = signed_together(self._index.text(group[0].hit.document), sentences, spans) or spans
            elif passage == best.hit.passage and (
                looks_back(best.text) or best.feature("around") > best.feature("coverage") + 0.15
            ):
                spans = [*spans, joined(sentences, best.span)]
            for span in _merged(runs([s for s in sentences if any(c.contains(s) for c in spans)], sentences)):
                score = max(item.score for item in group)
                quotations.append(Quotation(passage, span, score, True))
        first = next(
            n for n, q in enumerate(quotations) if q.passage == best.hit.passage and q.span.contains(best.span)
        )
        return [quotations[first], *quotations[:first], *quotations[first + 1 :]]

    def _short(self, question: Question, quotation: Quotation, terms: Terms) -> tuple[Span | None, bool]:
        """The short answer over clean positions, and whether the figure asked for is illegible."""
        found = self._index.passage(quotation.passage)
        document = self._index.document(found.document.id)
        weigh = self._index.terms.idf
        span = short_answer(question, document, found.passage, quotation.span, terms, weigh)
        lost = illegible(question, document, quotation.span, span, terms)
        return (None, True) if lost else (span, False)

    def _shorts(self, asked: Sequence[Part], best: Evidence) -> list[Span]:
        """The short answer to each of several things asked, where each has one of its own and one stands in `best`."""
        found: dict[Span, None] = {}
        for part in asked:
            if part.best is not None and part.best.hit.document == best.hit.document:
                quotation = Quotation(part.best.hit.passage, part.best.span, part.best.score, True)
                short, lost = self._short(part.question, quotation, part.terms)
                if short is not None and not lost:
                    found[short] = None
        complete = len(found) == len(asked) and any(best.span.contains(span) for span in found)
        return list(found) if complete else []

    def _column(self, passage: int, short: Span) -> str:
        """The name of the column that a cell without a unit stands under, which often has it: 购房补助（万元）."""
        cells = self._index.passage(passage).passage.cells
        column = next((cell.column for cell in cells if cell.span == short and cell.column), None)
        text = self._index.text(self._index.passage(passage).document.id)[short.start : short.end]
        return f"{literal(column)}：" if column and text.strip().replace(".", "").isdigit() else ""

    def _note(self, question: Question, best: Evidence, short: Span | None) -> Note | None:
        """The note on who is responsible for the measure found, unless its own words or a table's row say who."""
        if question.expected.kind != "body" or self._index.passage(best.hit.passage).passage.cells:
            return None
        document = self._index.document(best.hit.document)
        if short is not None and names_duty(document.text, short):
            return None
        return noted(question, document, best.span)

    def _contradicted(
        self, question: Question, document: Document, quote: Span, short: Span | None
    ) -> Contradiction | None:
        """A premise of the question that the quotation contradicts, where over the document's positions."""
        local = Span(short.start - quote.start, short.end - quote.start) if short and quote.contains(short) else None
        wrong = contradiction(question, document.quote(quote), local)
        if wrong is None:
            return None
        return replace(wrong, found=Span(quote.start + wrong.found.start, quote.start + wrong.found.end))

    def _corrected(self, question: Question, document: Document, wrong: Contradiction) -> str:
        """Our sentence on a premise of the question that the quotation contradicts."""
        found = document.quote(wrong.found)
        # A figure that no document states does not stand in an answer, not even as the question's.
        if quantities(wrong.said):
            return say("corrected_figure", question.language, found=literal(found)) + "[1]"
        said = literal(wrong.said.strip())
        return say("corrected", question.language, said=said, found=literal(found)) + "[1]"

    def _unmarked(self, question: Question, best: Evidence) -> str | None:
        if question.expected.kind != "body" or not asks_for_lead(question.standalone):
            return None
        found = self._index.passage(best.hit.passage)
        departments = duty(self._index.document(found.document.id), found.passage.cells)
        if departments is None or not departments.marks or departments.leads:
            return None
        return say("unmarked", question.language)

    def _cited(
        self, used: Sequence[Quotation], hits: Sequence[Hit], evidence: Sequence[Evidence] = ()
    ) -> tuple[Citation, ...]:
        """The used quotations, then the best passages not yet cited, up to five in all, by their nearest sentences."""
        quotations = list(used)
        taken = {quotation.passage for quotation in used}
        for hit in hits:
            if len(quotations) >= CITATIONS:
                break
            if hit.passage not in taken:
                nearest = next((item.span for item in evidence if item.hit.passage == hit.passage), None)
                quotations.append(Quotation(hit.passage, self._stretch(hit.passage, nearest), hit.score, False))
        return cite(self._index, quotations, self._accessed)

    def _stretch(self, passage: int, nearest: Span | None) -> Span:
        """The sentences of a passage around the one nearest to the question, as many as fit into a quotation."""
        spans = self._index.sentences(passage)
        if not spans:
            return self._index.passage(passage).passage.span
        return stretch(nearest if nearest in spans else spans[0], spans)

    def _finished(
        self, question: Question, citations: tuple[Citation, ...], text: str, verdict: Verdict, short: str | None
    ) -> Answer:
        return Answer(
            id=None,
            question=question.text,
            standalone=question.standalone,
            abstained=verdict.reason is not None,
            reason=verdict.reason,
            answer=text,
            short=short,
            confidence=round(verdict.confidence, 4),
            warnings=self._warnings(question, citations),
            citations=citations,
        )

    def _warnings(self, question: Question, citations: Sequence[Citation]) -> tuple[Notice, ...]:
        language = question.language
        cited = [citation for citation in citations if citation.used] or citations
        entries = [self._index.entry(id) for id in dict.fromkeys(citation.document for citation in cited)]
        notices = []
        if any(self._index.document(c.document).is_damaged(Span(c.start, c.end)) for c in cited):
            notices.append(Notice("damaged", say("warn_damaged", language)))
        told: tuple[tuple[WarningCode, str, Callable[[DocumentEntry], bool]], ...] = (
            ("digest", "warn_digest", lambda entry: entry.metadata.is_digest),
            ("stale", "warn_stale", is_stale),
            ("inferred_region", "warn_inferred", lambda entry: entry.metadata.region_inferred),
        )
        for kind, words, applies in told:
            names = [entry.metadata.title or entry.source for entry in entries if applies(entry)]
            if names:
                notices.append(Notice(kind, say(words, language, names=listed(names, language))))
        return tuple(notices)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Spans without those that lie inside another, in order."""
    return [span for span in spans if not any(other != span and other.contains(span) for other in spans)]


def _shown(shorts: Sequence[Span], citations: Sequence[Citation], language: Language) -> str:
    """The short answers to several things asked, of one document, each with the citation that it stands in."""
    own = [citation for citation in citations if citation.document == citations[0].document]
    told = []
    for short in shorts:
        cited = next((citation for citation in own if Span(citation.start, citation.end).contains(short)), None)
        if cited is not None:
            words = cited.quote[short.start - cited.start : short.end - cited.start]
            told.append(f"**{literal(words)}**[{cited.n}]")
    return ("; " if language == "en" else "；").join(told)


def _among(citation: Citation, quotes: Sequence[tuple[int, Span]]) -> bool:
    return any(span == Span(citation.start, citation.end) for _, span in quotes)


def _cell(text: str) -> str:
    return one_line(text).replace("|", "\\|")


def _items(citation: Citation, gathered: Sequence[tuple[int, Span]]) -> list[Span]:
    """The items of a list that a citation quotes."""
    quoted = Span(citation.start, citation.end)
    return [span for _, span in gathered if quoted.contains(span)] if len(gathered) > 1 else []


def _as_read(citations: Sequence[Citation]) -> list[Citation]:
    """What is used, as it is shown: where something announces a list, its document's quotations in their own order."""
    used = [citation for citation in citations if citation.used]
    own = [citation for citation in used if citation.document == used[0].document]
    if not any(announces(citation.quote) for citation in own):
        return used
    return [*sorted(own, key=lambda citation: citation.start), *(c for c in used if c.document != used[0].document)]
