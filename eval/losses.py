"""Why a question was lost: what was wanted, what was found instead, and what put it there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.answers import Asked, is_short
from eval.facts import met_together
from eval.gold import Gold
from eval.question_model import EvalQuestion
from index.store import Index
from qa.model import Hit
from qa.retrieval import Weights, alike, trigrams

SHOWN = 3
"""Hits shown of each lost question."""

Words = tuple[str, str]
"""The same in English and in Chinese."""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of a lost question."""

    rank: int
    id: str
    relevant: bool
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A question that was lost: what it wanted, what was found, and why, in two languages.

    `wanted_ids` are documents, `wanted` their facts or texts.
    """

    id: str
    question: str
    wanted_ids: tuple[str, ...]
    wanted: tuple[str, ...]
    found: tuple[Found, ...]
    why: tuple[Words, ...]


def why_not_first(
    hits: Sequence[Hit], relevant: Callable[[Hit], bool], exists: bool, weights: Weights, index: Index
) -> list[Words]:
    """Why no relevant hit stands first; nothing if one does."""
    gold = next((hit for hit in hits if relevant(hit)), None)
    if gold is not None and gold is hits[0]:
        return []
    if not exists:
        return [
            (
                "no single passage meets a requirement: the evidence was cut apart or is not legible",
                "没有任何一个段落单独满足要求：证据被切开或无法辨认",
            )
        ]
    if gold is None:
        return [(f"not among the {len(hits)} found", f"前 {len(hits)} 条结果中没有相关内容")]
    rank = hits.index(gold) + 1
    reasons = [(f"first relevant hit at rank {rank}", f"首个相关结果排在第 {rank} 位")]
    if alike(*(trigrams(index.passage(hit.passage).text) for hit in (hits[0], gold))):
        reasons.append(("the first hit is nearly the same text", "排在首位的是几乎相同的文本"))
    elif hits[0].document == gold.document:
        reasons.append(("another passage of the same document stands first", "排在首位的是同一文件的另一段落"))
    behind = _behind(hits[0], gold, weights)
    if behind:
        arms = ", ".join(f"{arm} -{lead:.3f}" for arm, lead in behind)
        reasons.append((f"behind the first hit in {arms}", f"与首位相比落后于：{arms}"))
    return reasons


def _behind(first: Hit, gold: Hit, weights: Weights) -> list[tuple[str, float]]:
    """The arms in which a hit is behind the first, by how much of the fused score."""
    leads: Mapping[str, float] = {
        arm: getattr(weights, arm) * (first.scores.get(arm, 0.0) - gold.scores.get(arm, 0.0)) for arm in weights.arms()
    }
    return sorted(((arm, lead) for arm, lead in leads.items() if lead > 0.0005), key=lambda item: (-item[1], item[0]))


def question_loss(
    question: EvalQuestion, hits: Sequence[Hit], asked: Asked | None, gold: Gold, weights: Weights
) -> Loss | None:
    """What was lost of a question of the eval set, in retrieval and in the answer; None if nothing."""
    relevant = gold.qrels.get(question.id, {})

    def is_relevant(hit: Hit) -> bool:
        return gold.passage_id(hit.passage) in relevant

    why: list[Words] = []
    if question.answerable:
        why += why_not_first(hits, is_relevant, bool(relevant), weights, gold.index)
        why += _not_full(question, hits, gold)
    if asked is not None:
        why += _answer_lost(asked, gold)
    if not why:
        return None
    found = [
        Found(hit.rank, gold.passage_id(hit.passage), is_relevant(hit), hit.score, gold.index.passage(hit.passage).text)
        for hit in hits[:SHOWN]
    ]
    text = question.question if not question.history else " / ".join((*question.history, question.question))
    wanted = tuple(" | ".join(fact) for fact in question.facts)
    return Loss(question.id, text, question.documents, wanted, tuple(found), tuple(why))


def _not_full(question: EvalQuestion, hits: Sequence[Hit], gold: Gold) -> list[Words]:
    texts = [(gold.document(hit.document), gold.index.passage(hit.passage).text) for hit in hits[:5]]
    missing = [fact[0] for fact, met in zip(question.facts, met_together(question, texts), strict=True) if not met]
    if not missing:
        return []
    facts = "; ".join(missing)
    return [(f"not within the first five passages: {facts}", f"前五个段落未包含：{facts}")]


def _answer_lost(asked: Asked, gold: Gold) -> list[Words]:
    question, answer = asked.question, asked.answer
    if not question.answerable:
        if not answer.abstained:
            return [
                (
                    f"answered with confidence {answer.confidence:.2f}, though the documents do not answer",
                    f"文件并未回答，却给出了答案（置信度 {answer.confidence:.2f}）",
                )
            ]
        if question.reason and answer.reason != question.reason:
            return [
                (
                    f"refused as {answer.reason}, expected {question.reason}",
                    f"拒答理由为 {answer.reason}，应为 {question.reason}",
                )
            ]
        return []
    if answer.abstained:
        return [
            (
                f"refused as {answer.reason} with confidence {answer.confidence:.2f}, though the documents answer",
                f"文件有答案却拒答（{answer.reason}，置信度 {answer.confidence:.2f}）",
            )
        ]
    why: list[Words] = []
    quotes = [(gold.document(citation.document), citation.quote) for citation in answer.citations[:5]]
    if not any(met_together(question, quotes[:1])):
        why.append(("the first citation does not hold the fact", "第一条引文不含所需事实"))
    missing = [fact[0] for fact, met in zip(question.facts, met_together(question, quotes), strict=True) if not met]
    if missing:
        facts = "; ".join(missing)
        why.append((f"not within the first five quotations: {facts}", f"前五条引文未包含：{facts}"))
    if question.short and not is_short(question, answer.short):
        why.append(
            (
                f"not the short answer expected: {answer.short or 'none'} for {' | '.join(question.short)}",
                f"简答不符：{answer.short or '无'}，应为 {' | '.join(question.short)}",
            )
        )
    return why
