"""The commands for reports: cite, export."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.console import print_json, print_text, say, told
from index.store import Index
from qa.model import Answer
from qa.report_options import accessed_of, add_style, style_of, tell_missing

FORMATS = ("docx", "md", "html", "txt", "bibtex", "ris", "csl-json")
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
    export = subparsers.add_parser(
        "export", parents=[common], help="answers as a file with references / 导出答案与引文"
    )
    export.add_argument("questions", nargs="*", metavar="QUESTION", help="what to ask and export / 要提问并导出的问题")
    export.add_argument("--answers", type=Path, metavar="FILE", help="answers of ask --batch / ask --batch 的输出文件")
    export.add_argument("--format", choices=FORMATS, help="by default by the name of --out / 格式，默认按 --out 的后缀")
    export.add_argument("--out", type=Path, metavar="FILE", help="the file to write / 输出文件")
    add_style(export, "note")
    export.set_defaults(run=_export, usage_error=export.error)


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


def _export(args: argparse.Namespace) -> int:
    if bool(args.questions) == (args.answers is not None):
        args.usage_error("give QUESTIONs or --answers FILE, one of the two")
    if args.out is None:
        args.usage_error("name the file to write: --out FILE")
    from qa.export.answers import read_answers
    from qa.export.files import checked_out, write_file
    from qa.export.formats import SUFFIXES, export, lacking

    format: str | None = args.format or next(
        (name for name, end in SUFFIXES.items() if end == args.out.suffix.lower()), None
    )
    if format is None:
        return int(args.usage_error(f"--format is one of {', '.join(SUFFIXES)}, unless the name of --out says it"))
    out = checked_out(args.out, (), inputs=() if args.answers is None else (args.answers,))
    answers = read_answers(args.answers) if args.answers is not None else list(map(_asker(args), args.questions))
    with Index.open(args.index) as index:
        write_file(out, export(answers, format, index, style_of(args), accessed_of(args)))
        found = lacking(answers, index)
        tell_missing(index, found)
    if args.json:
        missing = [{"document": document, "fields": list(fields)} for document, fields in found.items()]
        print_json({"answers": len(answers), "format": format, "out": str(out), "missing": missing})
    say(f"{len(answers)} answers: {out}", f"已导出 {len(answers)} 个答案：{out}")
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
