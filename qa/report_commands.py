"""The commands for reports: cite."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.console import print_json, print_text, say, told
from index.store import Index
from qa.model import Answer
from qa.report_options import accessed_of, add_style, style_of, tell_missing

Subparsers = Any  # argparse keeps the type of its sub-parsers private


def register(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Adds the commands to the program's parser; `common` carries --index and --json."""
    cite = subparsers.add_parser(
        "cite", parents=[common], help="cite what a report quotes, or check it / 为报告加注，或核对引文"
    )
    cite.add_argument("report", type=Path, metavar="REPORT", help="a .docx, .md or .txt file / 报告文件")
    cite.add_argument(
        "--check", action="store_true", help="check every quotation and cited figure / 逐条核对引文与数字"
    )
    cite.add_argument("--out", type=Path, metavar="FILE", help="the copy with notes / 加注后的副本（默认 *.cited.*）")
    add_style(cite, "note")
    cite.set_defaults(run=_cite, usage_error=cite.error)


def _cite(args: argparse.Namespace) -> int:
    if args.check and args.out is not None:
        args.usage_error("--check writes no file; leave --out away")
    return _check(args) if args.check else _cite_draft(args)


def _check(args: argparse.Namespace) -> int:
    from qa.drafts import read_draft
    from qa.verification import Checker
    from qa.verification_payload import check_lines, check_payload

    draft = read_draft(args.report)
    with Index.open(args.index) as index:
        findings = list(Checker(index).check(draft))
        if args.json:
            print_json(check_payload(args.report, findings, index))
        else:
            print_text("\n".join(check_lines(findings, index)))
    return 3 if any(finding.is_negative for finding in findings) else 0


def _cite_draft(args: argparse.Namespace) -> int:
    from qa.drafts_cite import cite_draft, cited_payload, default_out
    from qa.export.files import checked_out, write_file

    out = checked_out(args.out or default_out(args.report), (args.report.suffix.lower(),), inputs=(args.report,))
    with Index.open(args.index) as index:
        cited = cite_draft(args.report, index, _asker(args), style_of(args), accessed_of(args))
        write_file(out, cited.data)
        tell_missing(index, cited.lacking)
        if args.json:
            print_json(cited_payload(args.report, out, cited, index))
        else:
            for missed in cited.missed:
                words = " ".join(missed.wanted.text.split())
                words = f"[@{words}]" if missed.wanted.kind == "mark" else f"“{words}”"
                print_text(f"{missed.wanted.paragraph.place}　{told('not found', '未找到')}　{words}")
                if missed.nearest:
                    print_text(f"    {told('nearest', '最接近')}：{' '.join(missed.nearest.split())}")
    say(
        f"{len(cited.notes.insertions)} cited, {len(cited.missed)} not found: {out}",
        f"已加注 {len(cited.notes.insertions)} 处，未找到 {len(cited.missed)} 处：{out}",
    )
    return 0


def _asker(args: argparse.Namespace) -> Callable[[str], Answer]:
    """Answers questions; the engine and its model are loaded at the first one."""
    engine: Any = None

    def ask(question: str) -> Answer:
        nonlocal engine
        if engine is None:
            from qa.engine import PolicyQA

            engine = PolicyQA.open(args.index)
        answer: Answer = engine.ask(question)
        return answer

    return ask
