"""What the page shows of an evaluation, as plain values."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from eval.compare import Difference
from eval.evaluation import Evaluation
from eval.question_model import EvalQuestion
from eval.report import SLICED
from eval.web_runs import KeptRun

_FOUND_CHARACTERS = 160
"""Of a passage found that the page shows."""


def shown(evaluation: Evaluation, questions: Sequence[EvalQuestion]) -> dict[str, Any]:
    """The evaluation itself: counts, measures, slices, costs, and what was lost."""
    lower = {measure.name for measure in evaluation.measures if measure.lower_is_better}
    return {
        "dataset": evaluation.dataset,
        "questions": len(questions),
        "answerable": sum(question.answerable for question in questions),
        "documents": evaluation.settings["documents"],
        "passages": evaluation.settings["passages"],
        "corpus": evaluation.settings["corpus_sha256"],
        "asked": evaluation.settings["questions_sha256"],
        "main": evaluation.main,
        "measures": [
            {"name": name, **asdict(score), "lower_is_better": name in lower}
            for name, score in evaluation.scores.items()
        ],
        "slices": _slices(evaluation),
        "cost": evaluation.cost.payload() if evaluation.cost else None,
        "losses": _losses(evaluation, questions),
    }


def _slices(evaluation: Evaluation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "measures": [measure for measure in SLICED if any(measure in scores for scores in labels.values())],
            "rows": [
                {
                    "label": label,
                    "questions": max((score.questions for score in scores.values()), default=0),
                    "scores": {measure: asdict(score) for measure, score in scores.items()},
                }
                for label, scores in labels.items()
            ],
        }
        for name, labels in evaluation.slices(SLICED).items()
    ]


def _losses(evaluation: Evaluation, questions: Sequence[EvalQuestion]) -> list[dict[str, Any]]:
    by_id = {question.id: question for question in questions}
    lost = []
    for loss in evaluation.losses:
        question = by_id[loss.id]
        lost.append(
            {
                "id": loss.id,
                "type": question.type,
                "question": question.question,
                "history": list(question.history),
                "answerable": question.answerable,
                "documents": list(loss.wanted_ids),
                "wanted": list(loss.wanted),
                "why": [{"en": en, "zh": zh} for en, zh in loss.why],
                "found": [
                    {"rank": found.rank, "relevant": found.relevant, "text": _cut(found.text)} for found in loss.found
                ],
            }
        )
    return lost


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _FOUND_CHARACTERS else f"{words[:_FOUND_CHARACTERS]}…"


def comparison(
    evaluation: Evaluation, differences: Sequence[Difference], before: KeptRun | None
) -> dict[str, Any] | None:
    """How it differs from the evaluation before; None if there is none to compare with."""
    if before is None or not differences:
        return None
    settings = evaluation.settings
    return {
        "id": before.id,
        "date": before.date,
        "same_corpus": before.corpus == settings["corpus_sha256"],
        "same_questions": before.asked == settings["questions_sha256"],
        "measures": {
            each.measure: {
                "baseline": each.baseline,
                "difference": each.difference,
                "low": each.low,
                "high": each.high,
                "p": each.p,
                "better": each.better,
                "worse": each.worse,
                "won": list(each.won),
                "lost": list(each.lost),
            }
            for each in differences
        },
    }
