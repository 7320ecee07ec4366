"""Feedback from the chat turned into eval questions: `policyqa eval --feedback` and `--accept`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.console import one_line, print_json, say
from index.errors import EvalError

if TYPE_CHECKING:
    from eval.feedback import Feedback
    from eval.review import Ledger

QUESTIONS = Path("feedback-questions.jsonl")
"""Where questions made of feedback are kept where nothing else is said."""

HERE = Path()
"""What `--feedback` stands for without a file: the feedback kept beside the index."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds what concerns feedback to the parser of `eval`."""
    parser.add_argument(
        "--feedback",
        type=Path,
        nargs="?",
        const=HERE,
        metavar="FILE",
        help="turn the chat's feedback into questions (default: that of the index) / 把对话反馈整理成评测问题",
    )
    parser.add_argument(
        "--accept", type=Path, metavar="DRAFTS", help="enter the drafts set to accepted / 录入标为 accepted 的草稿"
    )
    parser.add_argument(
        "--into",
        type=Path,
        default=QUESTIONS,
        metavar="FILE",
        help=f"file of questions (default {QUESTIONS}) / 问题文件",
    )


def review_feedback(args: argparse.Namespace) -> int:
    """Asks a person on a terminal; elsewhere, and with --json, writes drafts to a file beside the questions."""
    from eval.feedback import read_feedback
    from eval.proposals import proposer
    from eval.review import Ledger
    from eval.review_terminal import review
    from qa.feedback import NAME

    path = args.index / NAME if args.feedback == HERE else args.feedback
    if args.feedback == HERE and not path.exists():
        raise EvalError(f"{path}: no feedback has been given yet", zh=f"{path}：还没有反馈")
    ledger = Ledger.beside(path, args.into)
    everything = read_feedback(path)
    known = ledger.known()
    fresh = [each for each in everything if each.id not in known]
    if args.json or not sys.stdin.isatty():
        return _drafted(args, everything, fresh, ledger)
    if fresh:
        done = review(fresh, proposer(args.index), ledger, _ask, _show)
        entered, declined, left = (len(done[name]) for name in ("entered", "declined", "left"))
    else:
        entered = declined = left = 0
    say(
        f"{entered} entered into {args.into}, {declined} declined, {left} left for later; {len(known)} decided before.",
        f"录入 {args.into} {entered} 条，不录 {declined} 条，留待以后 {left} 条；此前已处理 {len(known)} 条。",
    )
    return 0


def accept_drafts(args: argparse.Namespace) -> int:
    """Enters the drafts that a person has set to accepted, after all of them are checked."""
    from eval.proposals import proposer
    from eval.review import Ledger, accept
    from qa.feedback import NAME

    feedback = args.index / NAME if args.feedback in (None, HERE) else args.feedback
    entered, left = accept(args.accept, proposer(args.index), Ledger.beside(feedback, args.into))
    if args.json:
        print_json({"entered": [question.id for question in entered], "left": left, "questions": str(args.into)})
    say(
        f"{len(entered)} entered into {args.into}; {left} are not set to accepted.",
        f"录入 {args.into} {len(entered)} 条；{left} 条未标为 accepted。",
    )
    return 0


def drafts_path(questions: Path) -> Path:
    """Where the drafts for a file of questions are written."""
    return questions.with_name(f"{questions.stem}.drafts.jsonl")


def _drafted(
    args: argparse.Namespace, everything: "Sequence[Feedback]", fresh: "Sequence[Feedback]", ledger: "Ledger"
) -> int:
    from eval.proposals import proposer
    from eval.review import write_drafts

    path = drafts_path(args.into)
    if fresh:
        write_drafts(fresh, proposer(args.index), ledger, path)
        say(
            f"{len(fresh)} drafts in {path}: edit them, set accepted to true in those to keep, then run "
            f"policyqa eval --accept {path}",
            f"{path} 中有 {len(fresh)} 条草稿：请修改，将要录入的改为 accepted true，再运行 "
            f"policyqa eval --accept {path}",
        )
    else:
        say("All feedback has been decided.", "反馈均已处理。")
    if args.json:
        drafts = str(path) if fresh else None
        print_json({"feedback": len(everything), "decided": len(everything) - len(fresh), "drafts": drafts})
    return 0


def _ask(prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line if line else "q"


def _show(line: str) -> None:
    print(one_line(line), file=sys.stderr)


__all__ = ["accept_drafts", "add_options", "drafts_path", "review_feedback"]
