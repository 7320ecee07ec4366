"""The commands for reports: cite, export, verify-pack, drift."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.console import print_json, print_text, say, told
from index.errors import ExportError
from index.store import Index
from qa.metadata_commands import register as register_metadata
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
    export.add_argument(
        "--pack", action="store_true", help="an evidence pack: a folder or .zip / 证据包：文件夹或 .zip"
    )
    export.add_argument("--sources", action="store_true", help="with the files themselves / 证据包附源文件")
    add_style(export, "note")
    export.set_defaults(run=_export, usage_error=export.error)
    verify = subparsers.add_parser("verify-pack", parents=[common], help="prove an evidence pack / 核验证据包")
    verify.add_argument("pack", type=Path, metavar="PACK", help="a folder, a .zip file or pack.json / 证据包")
    verify.add_argument(
        "--files", action="append", type=Path, default=[], metavar="DIR", help="where the files are / 源文件所在文件夹"
    )
    verify.set_defaults(run=_verify_pack)
    drift = subparsers.add_parser("drift", parents=[common], help="which saved citations no longer hold / 失效的引文")
    drift.add_argument(
        "saved", nargs="*", type=Path, metavar="FILE", help="packs or answers (default: packs made) / 证据包或答案文件"
    )
    drift.set_defaults(run=_drift)
    register_metadata(subparsers, common)


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

    suffix = args.report.suffix.lower()
    kinds = (".md", ".docx") if suffix == ".md" else (suffix,)
    out = checked_out(args.out or default_out(args.report), kinds, inputs=(args.report,))
    with Index.open(args.index) as index:
        cited = cite_draft(args.report, index, _asker(args), style_of(args), accessed_of(args))
        write_file(out, _as(out, cited.data, suffix))
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


def _as(out: Path, data: bytes, suffix: str) -> bytes:
    """The copy in the format that its name asks for: a Markdown report can become a Word file."""
    if out.suffix.lower() == suffix:
        return data
    from index.readers.text import decode
    from qa.export.pandoc import word_of_markdown

    return word_of_markdown(decode(data)[0])


def _export(args: argparse.Namespace) -> int:
    if bool(args.questions) == (args.answers is not None):
        args.usage_error("give QUESTIONs or --answers FILE, one of the two")
    if args.out is None:
        args.usage_error("name the file to write: --out FILE")
    if args.pack:
        return _export_pack(args)
    if args.sources:
        args.usage_error("--sources goes with --pack")
    from qa.export.files import checked_out, write_file
    from qa.export.formats import SUFFIXES, export, lacking

    format: str | None = args.format or next(
        (name for name, end in SUFFIXES.items() if end == args.out.suffix.lower()), None
    )
    if format is None:
        return int(args.usage_error(f"--format is one of {', '.join(SUFFIXES)}, unless the name of --out says it"))
    out = checked_out(args.out, (), inputs=() if args.answers is None else (args.answers,))
    answers = _answers(args)
    with Index.open(args.index) as index:
        write_file(out, export(answers, format, index, style_of(args), accessed_of(args)))
        found = lacking(answers, index)
        tell_missing(index, found)
    if args.json:
        missing = [{"document": document, "fields": list(fields)} for document, fields in found.items()]
        print_json({"answers": len(answers), "format": format, "out": str(out), "missing": missing})
    say(f"{len(answers)} answers: {out}", f"已导出 {len(answers)} 个答案：{out}")
    return 0


def _export_pack(args: argparse.Namespace) -> int:
    from qa.export.pack import keep, make_pack, write_pack

    if args.format is not None:
        args.usage_error("--pack has a format of its own; leave --format away")
    answers = _answers(args)
    with Index.open(args.index) as index:
        files = make_pack(answers, index, style_of(args), accessed_of(args), args.sources)
    write_pack(args.out, files)
    keep(args.index, files)
    if args.json:
        print_json({"answers": len(answers), "format": "pack", "out": str(args.out), "files": sorted(files)})
    say(f"{len(answers)} answers: {args.out}", f"已打包 {len(answers)} 个答案：{args.out}")
    return 0


def _answers(args: argparse.Namespace) -> list[Answer]:
    from qa.export.answers import read_answers

    return read_answers(args.answers) if args.answers is not None else list(map(_asker(args), args.questions))


def _verify_pack(args: argparse.Namespace) -> int:
    from qa.export.pack_verify import verify_pack

    proof = verify_pack(args.pack, args.files)
    if args.json:
        problems = [{"what": problem.what, "reason": problem.reason} for problem in proof.problems]
        counts = {"documents": proof.documents, "quotations": proof.quotations}
        print_json({"pack": str(args.pack), "ok": not problems, **counts, "problems": problems})
    elif not proof.problems:
        print_text(
            told(
                f"Proven: {proof.quotations} quotations stand in {proof.documents} files.",
                f"核验通过：{proof.quotations} 处引文与 {proof.documents} 份文件一致。",
            )
        )
    for problem in proof.problems:
        say(f"not proven: {problem.what} {problem.reason}", f"未通过：{problem.what} {problem.reason_zh}")
    return 3 if proof.problems else 0


def _drift(args: argparse.Namespace) -> int:
    from qa.drift import drift, saved_citations
    from qa.drift_payload import drift_lines, drift_payload
    from qa.export.pack import kept

    files = args.saved or kept(args.index)
    if not files:
        raise ExportError(
            "no citations were saved with this index; name a pack or a file of answers: policyqa drift FILE",
            zh="该索引没有保存过的引文；请指明证据包或答案文件：policyqa drift FILE",
        )
    saved = [citation for file in files for citation in saved_citations(file)]
    with Index.open(args.index) as index:
        found = drift(saved, index)
    if args.json:
        print_json(drift_payload(found))
    else:
        print_text("\n".join(drift_lines(found)))
    return 3 if any(item.fate in ("changed", "gone") for item in found) else 0


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
