"""The commands for reports: cite."""

import argparse
from pathlib import Path
from typing import Any

from index.console import print_json

Subparsers = Any  # argparse keeps the type of its sub-parsers private


def register(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Adds the commands to the program's parser; `common` carries --index and --json."""
    cite = subparsers.add_parser("cite", parents=[common], help="check a report's citations / 核对报告引文")
    cite.add_argument("report", type=Path, metavar="REPORT", help="a .docx, .md or .txt file / 报告文件")
    cite.add_argument(
        "--check", action="store_true", help="check every quotation and cited figure / 逐条核对引文与数字"
    )
    cite.set_defaults(run=_cite)


def _cite(args: argparse.Namespace) -> int:
    return _check(args)


def _check(args: argparse.Namespace) -> int:
    from index.store import Index
    from qa.drafts import read_draft
    from qa.verification import Checker
    from qa.verification_payload import check_lines, check_payload

    draft = read_draft(args.report)
    with Index.open(args.index) as index:
        findings = list(Checker(index).check(draft))
        if args.json:
            print_json(check_payload(args.report, findings, index))
        else:
            print("\n".join(check_lines(findings, index)))
    return 3 if any(finding.is_negative for finding in findings) else 0
