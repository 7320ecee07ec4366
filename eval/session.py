"""One call of `policyqa eval`: opens what it needs once, and evaluates, scores, compares and exports with it."""

import argparse
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from eval.baselines import baseline_table, check_baseline
from eval.beir import BeirDataset, Item, Query, save_beir
from eval.compare import Difference, compare
from eval.evaluation import Evaluation
from eval.gold import Gold
from eval.header import environment, header_path, read_header
from eval.on_beir import evaluate_beir, score_beir
from eval.on_questions import as_beir, evaluate_questions, score_questions
from eval.opening import DIGESTS, Encoders, QuestionSet, beir_index, open_dataset, with_encoder
from eval.questions import FORMS, save
from eval.retrieval import weights_of
from eval.trec import read_run, write_qrels
from index.console import say
from index.errors import EvalError
from index.store import Index
from qa.model import Filters
from qa.retrieval import lacking


class Session:
    """What the options of one call stand for.

    Raises:
        EvalError: the data set or the retriever is not there.
    """

    def __init__(self, args: argparse.Namespace, filters: Filters) -> None:
        self._args = args
        self._filters = filters
        weights_of(args.retriever)
        self.target = open_dataset(args.dataset, args.split, args.qrels)
        self._open_index = cache(self._opened)
        self._open_encoders = cache(Encoders.open)

    @property
    def name(self) -> str:
        """The data set's."""
        return self.target.name

    def environment(self) -> dict[str, Any]:
        """What ran the evaluation, for reports."""
        return environment()

    def evaluate_one(self) -> Evaluation:
        """The evaluation that the options ask for."""
        return self.evaluate((self._args.encoder or [None])[0], self._args.retriever)

    def evaluate(self, encoder: str | None, retriever: str) -> Evaluation:
        """The evaluation of one encoder (by name, None for the index's own) and retriever."""
        index, encoders = self._open_index(encoder)
        timed = encoders.plain if self._is_costed and not self._args.ablate else None
        if isinstance(self.target, BeirDataset):
            return evaluate_beir(
                self.target,
                index,
                encoders.plain,
                retriever,
                self._filters,
                sample=timed,
                quiet=self._args.json,
            )
        return evaluate_questions(
            self.target.name,
            self.target.questions,
            index,
            encoders.plain,
            retriever,
            self._filters,
            digests=DIGESTS,
            answers=not (self._args.no_answers or self._args.ablate),
            sample=timed,
            quiet=self._args.json,
        )

    def scored(self, path: Path) -> Evaluation:
        """The evaluation of a run that exists."""
        if isinstance(self.target, BeirDataset):
            return score_beir(self.target, read_run(path), path)
        return score_questions(self.target.name, self.target.questions, self._asked, read_run(path), path, DIGESTS)

    def compared(self, evaluation: Evaluation, baseline: Path) -> tuple[Difference, ...]:
        """How an evaluation differs from a baseline."""
        index = None if isinstance(self.target, BeirDataset) else self._asked
        table = baseline_table(baseline, self.target, evaluation, index)
        differences = compare(evaluation.measures, evaluation.table, table)
        left = len(evaluation.table.ids) - max(each.questions for each in differences)
        if left:
            say(f"{left} questions are not in the baseline.", f"有 {left} 个问题不在基线中。")
        return differences

    def comparison_payload(self, differences: Sequence[Difference]) -> dict[str, Any]:
        """The differences as JSON, by measure."""
        return {
            each.measure: {
                "value": each.value,
                "baseline": each.baseline,
                "difference": each.difference,
                "low": each.low,
                "high": each.high,
                "p": each.p,
                "p_holm": each.holm,
                "questions": each.questions,
                "worse": each.worse,
                "won": list(each.won),
                "lost": list(each.lost),
            }
            for each in differences
        }

    def check(self) -> None:
        """Refuses what could only fail after all is measured.

        Raises:
            EvalError: the baseline cannot be read, a folder to write to is missing, or a run's header would replace
                another kind of file.
        """
        if self._args.baseline is not None:
            check_baseline(self._args.baseline)
        for path in (self._args.run_file, self._args.report):
            if path is not None and not path.absolute().parent.is_dir():
                raise EvalError(f"{path}: its folder does not exist", zh=f"{path}：所在文件夹不存在")
        if self._args.run_file is not None and (header := header_path(self._args.run_file)).exists():
            read_header(header)

    def export(self, folder: Path) -> None:
        """Writes the questions with the index's passages and derived judgements as a BEIR folder.

        Where the place named ends in .jsonl, .csv or .xlsx, the questions alone are written, in that form.

        Raises:
            EvalError: the data set is in BEIR form already.
        """
        if isinstance(self.target, BeirDataset):
            raise EvalError(f"{self.name} is in BEIR form already", zh=f"{self.name} 已经是 BEIR 形式")
        if folder.suffix.lower() in FORMS:
            save(self.target.questions, folder)
            return
        gold = Gold(self.target.questions, self._asked, DIGESTS)
        corpus, qrels = as_beir(self.name, gold)
        queries = [Query(q.id, q.standalone or q.question, {"type": q.type, "lang": q.lang}) for q in gold.questions]
        save_beir(BeirDataset(self.name, tuple(Item(*entry) for entry in corpus), tuple(queries), qrels), folder)
        write_qrels(qrels, folder / "qrels" / "test.trec")

    def tell(self, evaluation: Evaluation) -> None:
        """Says what a reader of the figures has to know."""
        if evaluation.left_out:
            say(
                f"{evaluation.left_out} queries have nothing relevant and are left out.",
                f"有 {evaluation.left_out} 个查询没有相关文档，未计入。",
            )
        if isinstance(self.target, QuestionSet):
            silent = sum(not question.answerable for question in self.target.questions)
            say(
                f"{len(self.target.questions)} questions, {silent} of them without an answer in the documents.",
                f"共 {len(self.target.questions)} 个问题，其中 {silent} 个在文件中没有答案。",
            )
        if self._filters:
            index = self._open_index((self._args.encoder or [None])[0])[0]
            for field, count in lacking(index, self._filters).items():
                say(
                    f"{count} of {len(index.documents)} documents have no {field} and are left out by the filter.",
                    f"{len(index.documents)} 份文件中有 {count} 份没有 {field} 信息，未参与筛选结果。",
                )

    @cached_property
    def _asked(self) -> Index:
        return Index.open(self._args.index)

    @property
    def _is_costed(self) -> bool:
        """Whether anyone will read how fast passages are embedded."""
        return bool(not self._args.json or self._args.report or self._args.run_file)

    def _opened(self, encoder: str | None) -> tuple[Index, Encoders]:
        if isinstance(self.target, BeirDataset):
            encoders = self._open_encoders(encoder)
            return beir_index(self.target, encoders, quiet=self._args.json), encoders
        own = self._asked.manifest.encoder
        encoders = self._open_encoders(own.name if encoder is None else encoder)
        if encoders.plain.fingerprint == own.fingerprint:
            return self._asked, encoders
        return with_encoder(self._asked, encoders, quiet=self._args.json), encoders
