"""Evaluations and comparisons as text for a terminal."""

from collections.abc import Sequence

from eval.ablation import Ablation
from eval.compare import Difference, p_words
from eval.evaluation import Evaluation
from index.console import fitted, told, width

_NAMED = 20
"""Questions named of those won and lost."""


def evaluation_lines(evaluation: Evaluation) -> list[str]:
    """The measures with their intervals, a line each, then what it cost."""
    head = (told("measure", "指标"), told("value", "值"), told("95 % interval", "95% 区间"), told("questions", "题数"))
    rows = [
        (name, f"{each.value:.3f}", f"{each.low:.3f}–{each.high:.3f}", str(each.questions))
        for name, each in evaluation.scores.items()
    ]
    lines = [f"{evaluation.dataset} · {evaluation.retriever}", *columns([head, *rows])]
    if evaluation.cost is not None and evaluation.cost.seconds:
        lines.append(_cost(evaluation))
    return lines


def comparison_lines(differences: Sequence[Difference], main: str) -> list[str]:
    """The differences, a line each, then the questions won and lost by the main measure."""
    head = (
        told("measure", "指标"),
        told("value", "值"),
        told("baseline", "基线"),
        told("difference", "差"),
        told("95 % interval", "95% 区间"),
        "p",
        "p (Holm)",
        "",
    )
    rows = [
        (
            each.measure,
            f"{each.value:.3f}",
            f"{each.baseline:.3f}",
            f"{each.difference:+.3f}",
            f"{each.low:+.3f} … {each.high:+.3f}",
            p_words(each.p),
            p_words(each.holm),
            told("worse", "变差") if each.worse else told("better", "变好") if each.better else "",
        )
        for each in differences
    ]
    lines = columns([head, *rows])
    chosen = next((each for each in differences if each.measure == main), differences[0])
    for word, ids in ((told("won", "赢得"), chosen.won), (told("lost", "失去"), chosen.lost)):
        more = f" … (+{len(ids) - _NAMED})" if len(ids) > _NAMED else ""
        lines.append(f"{word} ({chosen.measure}, {len(ids)}): {' '.join(ids[:_NAMED])}{more}")
    return lines


def ablation_lines(ablation: Ablation) -> list[str]:
    """A line for each system: measures, difference of the main one to the first system, time, and a bar."""
    head = (
        told("system", "系统"),
        *ablation.measures,
        f"Δ {ablation.main}",
        told("95 % interval", "95% 区间"),
        "p",
        told("p50 ms", "p50 毫秒"),
        "",
    )
    rows = []
    for system in ablation.systems:
        scores, difference = system.evaluation.scores, system.difference
        cost = system.evaluation.cost
        rows.append(
            (
                system.name,
                *(f"{scores[name].value:.3f}" for name in ablation.measures),
                f"{difference.difference:+.3f}" if difference else "",
                f"{difference.low:+.3f} … {difference.high:+.3f}" if difference else "",
                p_words(difference.p) if difference else "",
                f"{cost.percentile(0.5):.0f}" if cost else "",
                "█" * round(20 * scores[ablation.main].value),
            )
        )
    return columns([head, *rows])


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows with their columns below each other, two spaces between, whatever the width of their characters."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(fitted(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cost(evaluation: Evaluation) -> str:
    cost = evaluation.cost
    if cost is None:
        return ""
    asked = told("an answer", "每次回答") if cost.kind == "ask" else told("a search", "每次检索")
    parts = [f"{asked}: p50 {cost.percentile(0.5):.0f} ms, p95 {cost.percentile(0.95):.0f} ms"]
    if cost.passages_per_second is not None:
        parts.append(told(f"{cost.passages_per_second} passages/s", f"编码 {cost.passages_per_second} 段/秒"))
    if cost.memory is not None:
        parts.append(told(f"{cost.memory / 1e6:.0f} MB", f"内存 {cost.memory / 1e6:.0f} MB"))
    return "; ".join(parts)
