"""The commands that measure: eval and explain."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.feedback_commands import accept_drafts, add_options, review_feedback
from index.console import print_json, say, told
from qa.commands import add_filters, filters_of

if TYPE_CHECKING:
    from eval.session import Session

Subparsers = Any  # argparse keeps the type of its sub-parsers private

_HELP = """\
DATASET is a folder in BEIR form (corpus.jsonl, queries.jsonl, qrels/test.tsv) or questions with their evidence
(.jsonl, .csv, .xlsx, or a folder of them); by default the eval set that ships, asked of the index.
A data set's corpus is indexed in the cache folder at the first run. / 数据集：BEIR 形式的文件夹或带证据的问题文件；
默认使用自带评测集，对当前索引提问。
Exit status 3: a measure is significantly worse than the baseline. / 退出状态 3：有指标显著变差。
"""


def register(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Adds the commands to the program's parser; `common` carries --index and --json."""
    parser = subparsers.add_parser(
        "eval",
        parents=[common],
        help="measure retrieval and answers / 评测检索与回答",
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dataset", nargs="?", type=Path, metavar="DATASET", help="what to ask / 数据集")
    parser.add_argument(
        "--retriever",
        default="fused",
        metavar="NAME",
        help="fused (default), words, bigrams, terms (both), dense, sentence, vectors (both), or no-ARM / 检索方式",
    )
    parser.add_argument("--encoder", action="append", default=[], metavar="NAME", help="another encoder / 其他编码模型")
    parser.add_argument("--split", metavar="NAME", help="dev or test; of BEIR the file in qrels/ / 数据划分")
    parser.add_argument("--qrels", type=Path, metavar="FILE", help="other judgements, TREC or .tsv / 其他相关性判定")
    parser.add_argument(
        "--run",
        type=Path,
        dest="run_file",
        metavar="FILE",
        help="write the run in TREC form, and FILE.json with settings and values / 写出 TREC 结果文件及说明",
    )
    parser.add_argument(
        "--score-run",
        type=Path,
        metavar="FILE",
        help="measure this run (of any system) instead of searching / 评测已有的 TREC 结果文件，不再检索",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write an HTML page / 写出 HTML 报告")
    parser.add_argument("--ids-only", action="store_true", help="no texts in the report / 报告只含标识，不含文本")
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="compare with a run or its FILE.json / 与基线结果比较（结果文件或其 .json）",
    )
    parser.add_argument("--no-answers", action="store_true", help="only retrieval / 只评测检索")
    parser.add_argument("--ablate", action="store_true", help="each arm alone and left out / 消融实验")
    parser.add_argument(
        "--export",
        type=Path,
        metavar="DIR",
        help="write the questions as a BEIR folder (or as .jsonl, .csv, .xlsx) and stop / 导出为 BEIR 文件夹或问题表",
    )
    parser.add_argument(
        "--draft",
        type=Path,
        metavar="DIR",
        help="print questions drafted from these documents, to be reworded by a person, and stop / 由文件草拟问题",
    )
    add_options(parser)
    add_filters(parser)
    parser.set_defaults(run=_eval, usage_error=parser.error)
    explain = subparsers.add_parser("explain", parents=[common], help="why it is answered so / 说明检索与判断过程")
    explain.add_argument("question", metavar="QUESTION", help="the question / 问题")
    explain.add_argument("--history", action="append", default=[], metavar="Q", help="an earlier question / 先前的问题")
    add_filters(explain)
    explain.set_defaults(run=_explain)


def _eval(args: argparse.Namespace) -> int:
    _check(args)
    if args.draft is not None:
        return _draft(args)
    if args.accept is not None:
        return accept_drafts(args)
    if args.feedback is not None:
        return review_feedback(args)
    from eval.session import Session

    session = Session(args, filters_of(args))
    session.check()
    if args.export is not None:
        session.export(args.export)
        say(f"Written: {args.export}", f"已写出：{args.export}")
        return 0
    if args.ablate:
        return _ablate(args, session)
    return _measure(args, session)


def _draft(args: argparse.Namespace) -> int:
    import json

    from eval.drafts import drafts, lines
    from index.corpus import gather, load
    from index.errors import ReadError

    documents = []
    for source in gather([args.draft]):
        try:
            documents.append(load(source))
        except ReadError as error:
            say(f"left out: {source.path}: {error}", f"未读取：{source.path}：{error.zh}")
    found = lines(drafts(documents))
    if args.json:
        print_json(found)
    else:
        print("\n".join(json.dumps(line, ensure_ascii=False) for line in found))
    say(
        f"{len(found)} questions drafted: read each, reword it, keep or delete it; then policyqa eval FILE.",
        f"草拟 {len(found)} 个问题：请逐一阅读、改写、取舍，再用 policyqa eval FILE 评测。",
    )
    return 0


def _explain(args: argparse.Namespace) -> int:
    from eval.explain import explanation_lines
    from qa.engine import PolicyQA
    from qa.explain import Explanation

    found = Explanation.of(PolicyQA.open(args.index), args.question, args.history, filters_of(args))
    if args.json:
        print_json(found.payload())
    else:
        print("\n".join(explanation_lines(found)))
    return 0


def _check(args: argparse.Namespace) -> None:
    """Refuses options that contradict each other."""
    if args.score_run is not None and (args.run_file is not None or args.ablate or args.encoder):
        args.usage_error("--score-run measures a run that exists: it goes without --run, --ablate and --encoder")
    if args.ablate and (args.run_file is not None or args.baseline is not None):
        args.usage_error("--ablate compares systems with each other: it goes without --run and --baseline")
    if len(args.encoder) > 1 and not args.ablate:
        args.usage_error("several --encoder go with --ablate")
    if args.run_file is not None and args.run_file.suffix == ".json":
        args.usage_error("--run writes a run in TREC form and its header FILE.json: give FILE another ending")


def _ablate(args: argparse.Namespace, session: "Session") -> int:
    from eval.ablation import ablate
    from eval.listing import ablation_lines

    ablation = ablate(session.evaluate, args.encoder or [None])
    _write_report(args, session, None, ablation)
    if args.json:
        systems = [{"system": each.name, **each.evaluation.payload()} for each in ablation.systems]
        print_json({"dataset": session.name, "systems": systems})
    else:
        print("\n".join(ablation_lines(ablation)))
    return 0


def _measure(args: argparse.Namespace, session: "Session") -> int:
    from eval.header import header_path, write_header
    from eval.listing import comparison_lines, evaluation_lines
    from eval.trec import write_run

    evaluation = session.scored(args.score_run) if args.score_run else session.evaluate_one()
    differences = session.compared(evaluation, args.baseline) if args.baseline else ()
    if args.run_file is not None:
        write_run(evaluation.run, args.run_file, evaluation.retriever)
        write_header(evaluation, header_path(args.run_file))
    _write_report(args, session, evaluation, None, differences)
    session.tell(evaluation)
    if args.json:
        value = evaluation.payload()
        print_json(value | ({"baseline": session.comparison_payload(differences)} if differences else {}))
    else:
        print("\n".join(evaluation_lines(evaluation)))
        if differences:
            print("\n".join(["", *comparison_lines(differences, evaluation.main)]))
    worse = [each.measure for each in differences if each.worse]
    if worse:
        say(f"Significantly worse: {', '.join(worse)}", f"显著变差：{', '.join(worse)}")
    return 3 if worse else 0


def _write_report(
    args: argparse.Namespace,
    session: "Session",
    evaluation: Any,
    ablation: Any,
    differences: Sequence[Any] = (),
) -> None:
    if args.report is None:
        return
    from eval.report import report
    from eval.trec import write_atomically

    page = report(evaluation, ablation, differences, texts=not args.ids_only, environment=session.environment())
    write_atomically(args.report, page)
    say(*(f"{told('Report', '报告')}: {args.report}",) * 2)
