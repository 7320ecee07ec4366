"""The report: one self-contained HTML page in Chinese and English, readable on paper."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from eval.ablation import Ablation
from eval.charts import dots, histogram
from eval.compare import Difference, p_words
from eval.evaluation import Cost, Evaluation
from eval.markup import Html, both, facts, joined, page, section, table
from eval.report_losses import lost
from eval.report_refusals import calibration, risk, risk_plot
from eval.table import Interval

__all__ = ["SLICED", "SLICED_BEIR", "report", "risk_plot"]

SLICED = ("hit@1", "full@5", "answer.fact@1", "answer.full@5", "refusal.false", "refusal.missed")
SLICED_BEIR = ("nDCG@10", "Success@1", "Success@5")


def report(
    evaluation: Evaluation | None,
    ablation: Ablation | None,
    differences: Sequence[Difference],
    *,
    texts: bool,
    environment: Mapping[str, Any],
) -> str:
    """The page of an evaluation, an ablation, or both.

    Args:
        evaluation: the measures, slices, costs and losses shown.
        ablation: the systems compared with each other.
        differences: to a baseline; may be empty.
        texts: whether questions and passages may stand in it, or their ids only.
        environment: what ran it: commit, machine, packages.

    Raises:
        ValueError: there is nothing to report.
    """
    first = evaluation or (ablation.systems[0].evaluation if ablation else None)
    if first is None:
        raise ValueError("nothing to report")
    parts = [_head(first, environment)]
    if evaluation is not None:
        parts.append(_summary(evaluation))
    if differences:
        parts.append(_comparison(differences))
    if ablation is not None:
        parts.append(_ablation(ablation))
    if evaluation is not None:
        parts += [
            _slices(evaluation, texts),
            risk(evaluation),
            calibration(evaluation),
            _latency(evaluation),
            lost(evaluation, texts),
        ]
    parts.append(_method())
    css = (files("eval") / "report.css").read_text("utf-8")
    return page(f"{first.dataset} · {first.retriever}", css, [part for part in parts if part])


def _head(evaluation: Evaluation, environment: Mapping[str, Any]) -> Html:
    given = {**evaluation.settings, **{name: value for name, value in environment.items() if name != "packages"}}
    rows = [(name.replace("_", " "), _plain(value)) for name, value in given.items() if value not in (None, {}, [])]
    packages = environment.get("packages") or {}
    rows.append(("packages", ", ".join(f"{name} {version}" for name, version in packages.items())))
    return joined(
        Html("<h1>{}</h1>").filled(both("评测报告", "Evaluation report")),
        Html('<p class="lead"><b>{}</b> · {} · {}</p>').filled(
            evaluation.dataset,
            evaluation.retriever,
            both(f"{len(evaluation.table.ids)} 个问题", f"{len(evaluation.table.ids)} questions"),
        ),
        facts(rows),
    )


def _summary(evaluation: Evaluation) -> Html:
    scores = evaluation.scores
    rows = [(name, each.value, each.low, each.high) for name, each in scores.items()]
    left = evaluation.left_out
    note = both(f"另有 {left} 个查询没有相关文档，未计入。", f"{left} queries have nothing relevant and are left out.")
    return section(
        both("指标与 95% 区间", "Measures with 95 % intervals"),
        Html(dots(rows, "measures")),
        note if left else Html(""),
    )


def _comparison(differences: Sequence[Difference]) -> Html:
    head = (
        both("指标", "measure"), both("值", "value"), both("基线", "baseline"), both("差", "difference"),
        both("95% 区间", "95 % interval"), "p", "p (Holm)", both("赢 / 输", "won / lost"),
    )  # fmt: skip
    rows = []
    for each in differences:
        kind = "worse" if each.worse else "better" if each.better else ""
        rows.append(
            (
                each.measure, f"{each.value:.3f}", f"{each.baseline:.3f}", (f"{each.difference:+.3f}", kind),
                f"{each.low:+.3f} … {each.high:+.3f}", p_words(each.p), p_words(each.holm),
                f"{len(each.won)} / {len(each.lost)}",
            )
        )  # fmt: skip
    named = [each for each in differences if each.won or each.lost][:1]
    lists = [
        facts([(f"{each.measure} +", " ".join(each.won)), (f"{each.measure} −", " ".join(each.lost))]) for each in named
    ]
    return section(both("与基线比较", "Compared with the baseline"), table(head, rows), *lists)


def _ablation(ablation: Ablation) -> Html:
    head = (both("系统", "system"), *ablation.measures, f"Δ {ablation.main}", "p", both("p50 毫秒", "p50 ms"))
    rows = []
    for system in ablation.systems:
        scores, cost, difference = system.evaluation.scores, system.evaluation.cost, system.difference
        rows.append(
            (
                system.name,
                *(f"{scores[name].value:.3f}" for name in ablation.measures),
                f"{difference.difference:+.3f}" if difference else "",
                p_words(difference.p) if difference else "",
                f"{cost.percentile(0.5):.0f}" if cost else "",
            )
        )
    mains = [(system.name, system.evaluation.scores[ablation.main]) for system in ablation.systems]
    plot = dots([(name, each.value, each.low, each.high) for name, each in mains], ablation.main)
    title = both(f"消融：{ablation.main}", f"Ablation: {ablation.main}")
    return section(title, Html(plot), table(head, rows))


def _slices(evaluation: Evaluation, texts: bool) -> Html:
    measures = SLICED if "hit@1" in evaluation.scores else SLICED_BEIR
    parts = []
    for name, labels in evaluation.slices(measures).items():
        # The labels of a foreign data set may be texts of it.
        if not texts and not all(label.isascii() for label in labels):
            continue
        shown = [measure for measure in measures if any(measure in scores for scores in labels.values())]
        rows = [
            (
                label,
                str(max((each.questions for each in scores.values()), default=0)),
                *(_score(scores.get(measure)) for measure in shown),
            )
            for label, scores in labels.items()
        ]
        parts += [Html("<h3>{}</h3>").filled(name), table((name, both("题数", "questions"), *shown), rows)]
    return section(both("分组", "Slices"), *parts) if parts else Html("")


def _score(score: Interval | None) -> str:
    if score is None:
        return "–"
    return Html("{}<br><small>{}</small>").filled(f"{score.value:.3f}", f"{score.low:.2f}–{score.high:.2f}")


def _latency(evaluation: Evaluation) -> Html:
    cost = evaluation.cost
    if cost is None or not cost.seconds:
        return Html("")
    timed = {"ask": both("一次回答", "one answer"), "search": both("一次检索", "one search")}[cost.kind]
    rows = [("p50", f"{cost.percentile(0.5):.0f} ms"), ("p95", f"{cost.percentile(0.95):.0f} ms")]
    if cost.passages_per_second is not None:
        rows.append(("passages / s", f"{cost.passages_per_second}"))
    if cost.memory is not None:
        rows.append(("memory", f"{cost.memory / 1e6:.0f} MB"))
    return section(both("耗时与内存", "Time and memory"), timed, facts(rows), Html(latency_plot(cost)))


def latency_plot(cost: Cost) -> str:
    """How long the questions took, as SVG."""
    return histogram([1000 * second for second in cost.seconds], "latency", "ms")


def _method() -> Html:
    return section(
        both("方法", "Method"),
        both(
            "检索指标由 ir_measures 计算（与 trec_eval 一致）；没有结果的查询计零分并保留在均值中。"
            "区间为按问题重抽样的 95% 百分位自助区间；与基线之差用配对随机化检验（双侧）。"
            "hit@k：前 k 条中有一条来自标准文件且满足一项要求；full@k：前 k 条合起来满足全部要求。"
            "引文召回与精确率按 ALCE，不用模型判断支持关系。定义见 docs/evaluation.md。",
            "Measures of retrieval are computed by ir_measures (as trec_eval does); queries without results count zero "
            "and stay in the mean. Intervals are 95 % percentile bootstrap intervals over questions; differences to "
            "a baseline are tested by paired randomisation, two-sided. hit@k: one of the first k is from a gold "
            "document and meets a requirement; full@k: together they meet all. Citation recall and precision follow "
            "ALCE without a model. Definitions: docs/evaluation.md.",
        ),
    )


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    return str(value)
