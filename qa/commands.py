"""The commands that ask: search, ask, and those registered with them."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.console import json_text, print_json, print_text, say
from index.listing import KINDS
from index.settings import settings
from qa.batch import MovedIntoPlace, answer_lines, read_batch
from qa.chat_command import register as register_chat
from qa.model import Answer, Filters
from qa.payload import answer_payload, search_payload
from qa.report_commands import register as register_reports

Subparsers = Any  # argparse keeps the type of its sub-parsers private


def register(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Adds the commands to the program's parser; `common` carries --index and --json."""
    filters = _filter_options()
    search = subparsers.add_parser("search", parents=[common, filters], help="find passages / 检索段落")
    search.add_argument("query", metavar="QUERY", help="what to look for / 检索内容")
    search.add_argument("-k", type=_positive, default=10, metavar="N", help="how many (default 10) / 条数（默认 10）")
    search.set_defaults(run=_search)
    ask = subparsers.add_parser("ask", parents=[common, filters], help="answer a question / 回答问题")
    ask.add_argument("question", metavar="QUESTION", nargs="?", help="the question / 问题")
    ask.add_argument("--history", action="append", default=[], metavar="Q", help="an earlier question / 先前的问题")
    ask.add_argument("--batch", type=Path, metavar="FILE", help="questions, JSON Lines / 批量问题（JSON Lines）")
    ask.add_argument("--out", type=Path, metavar="FILE", help="answers, JSON Lines / 答案输出文件")
    ask.set_defaults(run=_ask, usage_error=ask.error)
    register_chat(subparsers, common)
    register_reports(subparsers, common)


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Adds --region, --kind, --issuer and --year to a parser."""
    for name, type_, text in (
        ("region", str, "place, with all below it / 地区（含下辖）"),
        ("kind", _kind, f"{', '.join(KINDS)} / 文种：{'、'.join(KINDS.values())}"),
        ("issuer", str, "issuing body / 发文机关"),
        ("year", _year, "year published / 发布年份"),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], type=type_, metavar=name[0].upper(), help=text)


def filters_of(args: argparse.Namespace) -> Filters:
    """The filters given on the command line."""
    return Filters(tuple(args.region), tuple(args.kind), tuple(args.issuer), tuple(args.year))


def _filter_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    add_filters(parser)
    return parser


def _search(args: argparse.Namespace) -> int:
    from qa.engine import PolicyQA

    engine = PolicyQA.open(args.index)
    filters = filters_of(args)
    hits = engine.search(args.query, args.k, filters)
    _tell_lacking(engine.index, filters)
    if args.json:
        print_json(search_payload(args.query, hits, engine.index))
        return 0
    for hit in hits:
        found = engine.index.passage(hit.passage)
        title = found.document.metadata.title or found.document.source
        print_text(f"{hit.rank}. {title}　{found.passage.locator}　({hit.score:.3f})")
        print_text(f"   {' '.join(found.text.split())}")
    if not hits:
        say("No passage found.", "没有找到相关段落。")
    return 0


def _ask(args: argparse.Namespace) -> int:
    if (args.question is None) == (args.batch is None):
        args.usage_error("give a QUESTION or --batch FILE, one of the two")
    if args.batch is None and args.out is not None:
        args.usage_error("--out goes with --batch")
    if args.batch is not None:
        if args.history:
            args.usage_error('--history goes with a QUESTION; a line of a batch has its own "history"')
        return _ask_batch(args)
    from qa.engine import PolicyQA

    engine = PolicyQA.open(args.index)
    filters = filters_of(args)
    answers = engine.stream(args.question, args.history, filters)
    _tell_lacking(engine.index, filters)
    if args.json:
        print_json(answer_payload(_last(answers)))
    elif sys.stdout.isatty():
        print_text(below(_printed(answers)))
    else:
        print_text(readable(_last(answers)))
    return 0


def _last(answers: Iterable[Answer]) -> Answer:
    *_, answer = answers
    return answer


def _printed(answers: Iterable[Answer]) -> Answer:
    """Prints an answer as it grows, anew where a later one does not go on from it; gives back the last one."""
    shown = ""
    last: Answer | None = None
    for last in answers:
        if not last.answer.startswith(shown):
            print_text("\n\n", ended=False)
            shown = ""
        print_text(last.answer[len(shown) :], ended=False)
        shown = last.answer
    if last is None:
        raise ValueError("an answer comes at least once")
    print_text("\n\n", ended=False)
    return last


def _ask_batch(args: argparse.Namespace) -> int:
    from qa.engine import PolicyQA

    questions = read_batch(args.batch)
    engine = PolicyQA.open(args.index)
    filters = filters_of(args)
    _tell_lacking(engine.index, filters)
    lines = answer_lines(questions, lambda question, history: engine.ask(question, history, filters))
    shown = tqdm(lines, total=len(questions), file=sys.stderr, disable=not sys.stderr.isatty(), unit="question")
    if args.out is not None:
        failed = 0
        with MovedIntoPlace(args.out) as file:
            for payload, answered in shown:
                failed += not answered
                file.write(json_text(payload) + "\n")
        if args.json and not failed:
            print_json({"questions": len(questions), "failed": failed, "out": str(args.out)})
    else:
        failed = _print_batch(shown, as_list=args.json)
    if failed:
        say(
            f"{failed} of {len(questions)} questions failed; the reasons stand above or in their lines.",
            f"{len(questions)} 个问题中有 {failed} 个未能回答，原因见上文或输出各行。",
        )
    return 1 if failed else 0


def _print_batch(lines: Iterable[tuple[dict[str, Any], bool]], as_list: bool) -> int:
    """Prints each answer on a line of its own as it comes, or all as one list, and returns how many failed."""
    if not as_list:
        failed = 0
        for payload, answered in lines:
            failed += not answered
            print(json_text(payload), flush=True)
        return failed
    payloads = list(lines)
    errors = [payload for payload, answered in payloads if not answered]
    if not errors:
        print_json([payload for payload, _ in payloads])
    for payload in errors:
        say(*(f"{payload['id']}: {payload['error']}",) * 2)
    return len(errors)


def readable(answer: Answer) -> str:
    """An answer for a terminal: its text, then the citations with locator and reference, then the warnings."""
    return f"{answer.answer}\n\n{below(answer)}"


def below(answer: Answer) -> str:
    """What stands below an answer's text: citations, the question as completed, warnings."""
    zh = settings().language == "zh"
    used = [citation for citation in answer.citations if citation.used]
    lines = [f"[{citation.n}] {citation.reference}" for citation in used or answer.citations]
    if answer.standalone != answer.question:
        lines.append(("补全后的问题：" if zh else "Question as understood: ") + answer.standalone)
    lines += [("注意：" if zh else "Note: ") + notice.text for notice in answer.warnings]
    return "\n".join(lines)


def _tell_lacking(index: Any, filters: Filters) -> None:
    from qa.retrieval import lacking

    for name, count in lacking(index, filters).items():
        say(
            f"{count} of {len(index.documents)} documents have no {name} and are left out by the filter.",
            f"{len(index.documents)} 份文件中有 {count} 份没有 {name} 信息，未参与筛选结果。",
        )


def _positive(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return value


def _kind(text: str) -> str:
    kind = next((kind for kind, chinese in KINDS.items() if text in (kind, chinese)), None)
    if kind is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(KINDS)}")
    return kind


def _year(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"{text!r} is not a year of four digits")
    return text


__all__: Sequence[str] = ("add_filters", "filters_of", "readable", "register")
