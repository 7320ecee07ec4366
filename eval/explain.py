"""Why a question is answered as it is, for a terminal."""

from collections.abc import Mapping
from typing import Any

from eval.listing import columns
from index.console import fitted, told
from qa.confidence import threshold
from qa.explain import Explanation
from qa.payload import filter_settings

_LOCATOR, _TITLE, _SENTENCE = 24, 30, 60


def explanation_lines(explanation: Explanation) -> list[str]:
    """How the question is understood, what each arm found, which sentences were weighed, and what decided."""
    return [
        *_understood(explanation), "", *_found(explanation), "", *_weighed(explanation), "", *_decided(explanation)
    ]  # fmt: skip


def _understood(explanation: Explanation) -> list[str]:
    asked, expected = explanation.question, explanation.question.expected
    lines = [f"{told('Question', '问题')}: {asked.standalone}"]
    kind = expected.kind + (told(", several", "，多项") if expected.several else "")
    lines.append(f"{told('Asks for', '所问类型')}: {kind}")
    for place in asked.asked_places:
        known = ", ".join(place.known) or told("no document is about it", "没有相关文件")
        lines.append(f"{told('Place', '地区')}: {place.name} → {known}")
    if asked.years:
        lines.append(f"{told('Year', '年份')}: {', '.join(asked.years)}")
    for name, values in filter_settings(explanation.filters).items():
        lines.append(f"{told('Filter', '筛选')}: {name} = {' | '.join(values)}")
    for name, count in explanation.lacking().items():
        lines.append(told(f"{count} documents have no {name}", f"{count} 份文件没有 {name} 信息"))
    return lines


def _found(explanation: Explanation) -> list[str]:
    weights = explanation.engine.retriever.weights
    arms = weights.arms()
    head = (
        "", told("score", "得分"), *(f"{arm} ×{getattr(weights, arm):g}" for arm in arms),
        told("place in the document", "位置"), told("title", "标题"),
    )  # fmt: skip
    rows = [
        (
            str(hit.rank),
            f"{hit.score:.3f}",
            *(f"{hit.scores[arm]:.2f}" if arm in hit.scores else "–" for arm in arms),
            fitted(shown["locator"], _LOCATOR).rstrip(),
            fitted(shown["title"], _TITLE).rstrip(),
        )
        for hit in explanation.hits
        if (shown := explanation.hit(hit))
    ]
    return columns([head, *rows]) if rows else [told("Nothing was found.", "没有检索到内容。")]


def _weighed(explanation: Explanation) -> list[str]:
    """The best sentences with their probability to answer, and for those not quoted why."""
    rows = [
        (
            f"{sentence['score']:.3f}",
            _fate(sentence, explanation),
            fitted(sentence["locator"], _LOCATOR).rstrip(),
            fitted(sentence["text"], _SENTENCE).rstrip(),
        )
        for sentence in explanation.payload()["evidence"]
    ]
    head = (told("answers", "含答案"), "", told("place in the document", "位置"), told("sentence", "句子"))
    return columns([head, *rows]) if rows else [told("No sentence was weighed.", "没有可权衡的句子。")]


def _fate(sentence: Mapping[str, Any], explanation: Explanation) -> str:
    kind = explanation.question.expected.kind
    if sentence["used"]:
        return told("quoted", "已引用")
    if not sentence["kind"]:
        return told(f"no {kind} in it", f"其中没有所问的 {kind}")
    return told("not quoted", "未引用") if explanation.answer.abstained else told("less likely", "可能性较低")


def _decided(explanation: Explanation) -> list[str]:
    answer = explanation.answer
    words = (
        told(f"Refused: {answer.reason}", f"拒答：{answer.reason}") if answer.abstained else told("Answered", "作答")
    )
    against = told("confidence", "置信度"), told("threshold", "阈值")
    lines = [f"{words}; {against[0]} {answer.confidence:.3f}, {against[1]} {threshold():.3f}"]
    verdict = explanation.verdict
    names = [*(place.name for place in verdict.places), *verdict.years]
    if names:
        lines.append(f"{told('Not covered', '未收录')}: {', '.join(names)}")
    lines += [f"{told('Note', '注意')}: {notice.text}" for notice in answer.warnings]
    return [*lines, answer.answer]
