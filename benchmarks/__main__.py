"""Measures retrieval, answers and speed, prints the tables and keeps them: `python -m benchmarks` (or `make bench`).

python -m benchmarks                        all parts, on the folder that POLICYQA_SHARED names
python -m benchmarks --only clauses         questions made from the published files' own clauses
python -m benchmarks --only data            data sets only (ncp_policy, domainrag, gov_faq)
python -m benchmarks --only answers         the sentences that hold the answer, and what is cited
python -m benchmarks --stard                also stard: 61,947 articles, a quarter of an hour more
"""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import answers, clauses, retrieval, speed  # noqa: E402 (the path to the packages comes first)
from eval.header import commit  # noqa: E402
from eval.trec import write_atomically  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks.md"
PARTS = ("documents", "clauses", "data", "answers", "speed")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the parts asked for, prints their tables, and writes the page if all were run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=PARTS, action="append", help="a part; the page is then left as it is")
    parser.add_argument("--stard", action="store_true", help="also stard")
    options = parser.parse_args(arguments)
    shared = Path(os.environ.get("POLICYQA_SHARED", ""))
    if not os.environ.get("POLICYQA_SHARED") or not (shared / "data").is_dir():
        print("set POLICYQA_SHARED to the folder that holds seeds/ and data/", file=sys.stderr)
        return 1
    chosen = options.only or PARTS
    sections = [_head(options.stard)]
    if "documents" in chosen:
        sections.append(retrieval.documents(shared))
    if "clauses" in chosen:
        sections.append(clauses.section(shared))
    if "data" in chosen:
        sections.append(retrieval.data_sets(shared, stard=options.stard))
    if "answers" in chosen:
        sections.append(answers.section(shared))
    if "speed" in chosen:
        sections.append(speed.section(shared))
    text = "\n\n".join(sections) + "\n"
    print(text)
    if not options.only:
        write_atomically(PAGE, text)
    return 0


def _head(stard: bool) -> str:
    command = "python -m benchmarks" + (" --stard" if stard else "")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        "# Benchmarks\n\n"
        f"Written by `{command}` at commit {commit()}, Python {platform.python_version()}, {cores} cores. "
        "Measures are explained in [evaluation.md](evaluation.md); intervals are 95 % bootstrap intervals."
    )


if __name__ == "__main__":
    raise SystemExit(main())
