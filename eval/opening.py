"""What an evaluation asks: a data set with its index, an eval set with the index it is asked of, and encoders."""

import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from eval.beir import BeirDataset, is_beir, judged_by, load_beir, read_beir_qrels
from eval.corpus_index import STAMP, corpus_key, documents_of, opened
from eval.progress import build_bars
from eval.question_model import SPLITS, EvalQuestion
from eval.questions import load
from eval.trec import read_qrels
from index.encoders import CachedEncoder, Encoder, shared_encoder
from index.errors import EvalError
from index.settings import settings
from index.store import Index

ROOT = Path(__file__).resolve().parent.parent
SHIPPED, SHIPPED_NAME = ROOT / "eval" / "data", "policyqa"
DIGESTS = ROOT / "seeds"

_KEPT = 12
"""Indexes of data sets kept in the cache folder, the latest used."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """An eval set: its name and the questions chosen of it."""

    name: str
    questions: tuple[EvalQuestion, ...]


@dataclass(frozen=True, slots=True)
class Encoders:
    """One encoder, twice: as it is and with its memory; and the name by which it was opened, None for the default."""

    plain: Encoder
    remembering: Encoder
    name: str | None

    @classmethod
    def open(cls, name: str | None) -> "Encoders":
        """An encoder by name; see `shared_encoder`."""
        plain = shared_encoder(name)
        return cls(plain, CachedEncoder(plain, settings().cache / "vectors"), name)


def open_dataset(path: Path | None, split: str | None, qrels: Path | None) -> BeirDataset | QuestionSet:
    """The data set at a path, or the eval set that ships; with other judgements where they are given.

    Raises:
        EvalError: it is not there, not of a known form, or empty.
    """
    path = SHIPPED if path is None else path
    if not path.exists():
        raise EvalError(
            f"{path}: no such data set; name a folder in BEIR form or questions in .jsonl, .csv or .xlsx",
            zh=f"{path}：没有这个数据集；请指定 BEIR 形式的文件夹，或 .jsonl、.csv、.xlsx 问题文件",
        )
    if is_beir(path):
        dataset = load_beir(path, split or "test", judge=qrels is None)
        if qrels is None:
            return dataset
        return judged_by(dataset, read_beir_qrels(qrels) if qrels.suffix == ".tsv" else read_qrels(qrels), qrels)
    if qrels is not None:
        raise EvalError(
            f"{qrels}: judgements go with a data set in BEIR form; {path} has its evidence in its questions",
            zh=f"{qrels}：判定文件只用于 BEIR 形式的数据集；{path} 的证据在问题中给出",
        )
    if split is not None and split not in SPLITS:
        raise EvalError(f"{path}: its parts are {', '.join(SPLITS)}, not {split!r}")
    questions = tuple(question for question in load(path) if split in (None, question.split))
    if not questions:
        raise EvalError(f"{path}: no question of part {split!r}", zh=f"{path}：{split!r} 部分没有问题")
    name = SHIPPED_NAME if path.resolve() == SHIPPED else path.resolve().stem
    return QuestionSet(name if split is None else f"{name}-{split}", questions)


def beir_index(dataset: BeirDataset, encoders: Encoders, quiet: bool) -> Index:
    """The index of a data set's corpus, built in the cache folder if it is not there."""
    encoder = encoders.remembering
    folder = _cached(f"{dataset.sha256[:16]}-{encoder.fingerprint[:8]}")
    with build_bars(quiet) as progress:
        index = opened(
            folder,
            corpus_key(dataset.corpus),
            lambda: documents_of(dataset.corpus),
            encoder,
            encoder_name=encoders.name,
            progress=progress,
        )
    _prune(folder)
    return index


def with_encoder(index: Index, encoders: Encoders, quiet: bool) -> Index:
    """The same documents in an index made by another encoder, built in the cache folder if it is not there."""
    encoder = encoders.remembering
    held = "\n".join(f"{entry.id} {entry.sha256}" for entry in index.documents)
    key = sha256(f"{index.manifest.pipeline}\n{held}".encode("utf-8", "surrogatepass")).hexdigest()
    folder = _cached(f"{key[:16]}-{encoder.fingerprint[:8]}")
    with build_bars(quiet) as progress:
        found = opened(
            folder,
            key,
            lambda: (index.document(entry.id) for entry in index.documents),
            encoder,
            encoder_name=encoders.name,
            progress=progress,
        )
    _prune(folder)
    return found


def _cached(name: str) -> Path:
    return settings().cache / "eval" / name


def _prune(used: Path) -> None:
    """Marks an index as used now, and removes those that were not for the longest time."""
    os.utime(used / STAMP)
    stamps = sorted(used.parent.glob(f"*/{STAMP}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for stamp in stamps[_KEPT:]:
        shutil.rmtree(stamp.parent, ignore_errors=True)
