"""The parts of a report that show when to answer: risk against coverage, and whether the confidence can be believed."""

import numpy as np

from eval.charts import against, curve
from eval.evaluation import Evaluation
from eval.markup import Html, both, section
from eval.refusals import risk_coverage
from eval.reliability import brier, calibration_error, reliability


def risk(evaluation: Evaluation) -> Html:
    """The risk–coverage curve with the shipped threshold; nothing where no answers were asked."""
    plot = risk_plot(evaluation)
    if plot is None:
        return Html("")
    note = both(
        "按置信度从高到低回答：横轴为回答的比例，纵轴为其中证据不全或本不该回答的比例；圆点为当前阈值。",
        "Answering the most confident first: across, the share answered; up, the share of those without the full "
        "evidence or that have no answer. The dot is the shipped threshold.",
    )
    return section(both("风险—覆盖率曲线", "Risk and coverage"), Html(plot), note)


def risk_plot(evaluation: Evaluation) -> str | None:
    """The risk–coverage curve with the shipped threshold as SVG; None where no answers were asked."""
    columns = evaluation.table.columns
    if "confidence" not in columns:
        return None
    coverage, risk = risk_coverage(columns["confidence"], columns["right"])
    answered = columns["refused"] == 0
    mark = None
    if answered.any():
        wrong = float(1 - np.mean(columns["right"][answered]))
        mark = (float(answered.mean()), wrong, f"{answered.mean():.2f} / {wrong:.3f}")
    return curve(
        list(zip(coverage.tolist(), risk.tolist(), strict=True)),
        "risk and coverage",
        ("覆盖率 coverage", "风险 risk"),
        mark,
    )


def calibration(evaluation: Evaluation) -> Html:
    """The confidence against the share that has an answer, in tenths; nothing where no answers were asked."""
    plot = reliability_plot(evaluation)
    if plot is None:
        return Html("")
    columns = evaluation.table.columns["confidence"], evaluation.table.columns["answerable"]
    figures = f"ECE {calibration_error(*columns):.3f} · Brier {brier(*columns):.3f}"
    note = both(
        "每个点为置信度同在十分之一区间的问题（旁注题数，竖线为 95% 区间）；越接近对角线，置信度越可信。",
        "Each point is the questions whose confidence lies within one tenth (their number beside it, the bar is the "
        "95 % interval); on the diagonal the confidence means what it says.",
    )
    title = both("置信度是否可信", "Reliability of the confidence")
    return section(title, Html(plot), Html("<p>{}</p>").filled(figures), note)


def reliability_plot(evaluation: Evaluation) -> str | None:
    """The confidence against the share that has an answer as SVG; None where no answers were asked."""
    columns = evaluation.table.columns
    if "confidence" not in columns:
        return None
    bins = reliability(columns["confidence"], columns["answerable"])
    return against(
        [(each.confidence, each.share, each.least, each.most, str(each.questions)) for each in bins],
        "reliability",
        ("置信度 confidence", "有答案的比例 share answerable"),
    )
