"""Data sets in BEIR form: a folder with corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv (Thakur and others 2021)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from eval.bad_lines import bad
from eval.json_lines import json_object, text_of, texts_of
from eval.trec import Qrels, read_lines, refuse_white_space, write_atomically
from index.errors import EvalError

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels"
_HEADER = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a corpus; what is retrieved and judged."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """One query; `metadata` is whatever the file says of it, `answers` its answers in words of relevant entries."""

    id: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BeirDataset:
    """A corpus, queries on it and judgements.

    Attributes:
        name: the folder's.
        corpus, queries: in the order of the files.
        qrels: relevance by query and corpus id; a query that is not in it has no relevant entry.
        sha256: of the corpus file.
    """

    name: str
    corpus: tuple[Item, ...]
    queries: tuple[Query, ...]
    qrels: Qrels
    sha256: str = ""

    @property
    def judged(self) -> tuple[Query, ...]:
        """The queries that have something relevant; the others cannot be measured by retrieval."""
        return tuple(query for query in self.queries if any(r > 0 for r in self.qrels.get(query.id, {}).values()))


def is_beir(path: Path) -> bool:
    """Whether a path is a folder that holds a corpus or queries in BEIR form."""
    return path.is_dir() and any((path / name).exists() for name in (CORPUS, QUERIES))


def load_beir(folder: Path, split: str = "test", *, judge: bool = True) -> BeirDataset:
    """Reads a folder in BEIR form; without its judgements if others are to be used.

    Raises:
        EvalError: a file is missing, empty or not in that form, an id is twice there, has white space or is unknown;
            the message names file and line.
    """
    for name in (CORPUS, QUERIES):
        if not (folder / name).is_file():
            raise EvalError(
                f"{folder}: no {name}; a data set in BEIR form has {CORPUS}, {QUERIES} and {QRELS}/{split}.tsv",
                zh=f"{folder}：缺少 {name}；BEIR 形式的数据集包含 {CORPUS}、{QUERIES} 和 {QRELS}/{split}.tsv",
            )
    corpus = tuple(
        Item(id_, text_of(values, "title", where, ""), text_of(values, "text", where))
        for id_, values, where in _entries(folder / CORPUS)
    )
    queries = read_queries(folder / QUERIES)
    digest = sha256((folder / CORPUS).read_bytes()).hexdigest()
    dataset = BeirDataset(folder.resolve().name, corpus, queries, {}, digest)
    path = folder / QRELS / f"{split}.tsv"
    if not judge:
        return dataset
    if not path.is_file():
        others = ", ".join(sorted(p.name for p in (folder / QRELS).glob("*.tsv"))) or "nothing"
        raise EvalError(
            f"{path}: no such file ({QRELS}/ holds {others}); expected judgements: {' '.join(_HEADER)}, tab-separated",
            zh=f"{path}：没有这个文件（{QRELS}/ 中有：{others}）；应为以制表符分隔的判定：{' '.join(_HEADER)}",
        )
    return judged_by(dataset, read_beir_qrels(path), path)


def read_queries(path: Path) -> tuple[Query, ...]:
    """Reads queries, one a line: `_id`, `text`, and as far as they are there `metadata` and `answers`.

    Raises:
        EvalError: the file cannot be read, is empty or not of that form; the message names file and line.
    """
    return tuple(
        Query(id_, text_of(values, "text", where), _metadata(values, where), texts_of(values, "answers", where))
        for id_, values, where in _entries(path)
    )


def judged_by(dataset: BeirDataset, qrels: Qrels, where: Path) -> BeirDataset:
    """The data set with other judgements.

    Raises:
        EvalError: they name a query or corpus entry that the data set does not have.
    """
    corpus = {item.id for item in dataset.corpus}
    queries = {query.id for query in dataset.queries}
    for query, row in qrels.items():
        if query not in queries:
            raise unknown(where, "query", query, query)
        for document in row:
            if document not in corpus:
                raise unknown(where, "document", query, document)
    found = replace(dataset, qrels=qrels)
    if not found.judged:
        raise EvalError(
            f"{where}: nothing is relevant to any query, so nothing can be measured",
            zh=f"{where}：没有任何查询有相关文档，无法评测",
        )
    return found


def read_beir_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Reads judgements, tab-separated: query-id, corpus-id, score; the header line may be missing.

    Raises:
        EvalError: the file is empty or a line is not of that form; the message names file and line.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        columns = [column.strip() for column in line.split("\t")]
        if tuple(columns) == _HEADER or (number == 1 and columns[:1] == [_HEADER[0]]):
            continue
        if len(columns) != len(_HEADER):
            raise bad(
                where,
                f"{len(columns)} columns; expected 3, tab-separated: {' '.join(_HEADER)}",
                f"有 {len(columns)} 列，应为以制表符分隔的 3 列：{' '.join(_HEADER)}",
            )
        query, document, score = columns
        refuse_white_space(query, where)
        refuse_white_space(document, where)
        try:
            relevance = int(score)
        except ValueError:
            raise bad(where, f"score {score!r} is not a whole number", f"得分 {score!r} 不是整数") from None
        if document in qrels.setdefault(query, {}):
            raise bad(where, f"{query} {document} is judged twice", f"{query} {document} 的判定重复")
        qrels[query][document] = relevance
    if not qrels:
        raise bad(
            str(path),
            f"no judgement in it; expected lines of {' '.join(_HEADER)}, tab-separated",
            f"其中没有判定；每行应为以制表符分隔的 {' '.join(_HEADER)}",
        )
    return qrels


def save_beir(dataset: BeirDataset, folder: Path, split: str = "test") -> None:
    """Writes a data set; each file is replaced only when it is written whole."""
    (folder / QRELS).mkdir(parents=True, exist_ok=True)
    corpus = ({"_id": item.id, "title": item.title, "text": item.text} for item in dataset.corpus)
    queries = (
        {"_id": query.id, "text": query.text, "metadata": dict(query.metadata)}
        | ({"answers": list(query.answers)} if query.answers else {})
        for query in dataset.queries
    )
    rows = (f"{q}\t{d}\t{r}\n" for q, row in dataset.qrels.items() for d, r in row.items())
    write_atomically(folder / CORPUS, "".join(json.dumps(v, ensure_ascii=False) + "\n" for v in corpus))
    write_atomically(folder / QUERIES, "".join(json.dumps(v, ensure_ascii=False) + "\n" for v in queries))
    write_atomically(folder / QRELS / f"{split}.tsv", "\t".join(_HEADER) + "\n" + "".join(rows))


def _entries(path: Path) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Id, fields, and file and line, of each entry of a JSON Lines file."""
    seen: dict[str, int] = {}
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        values = json_object(line, where)
        id_ = values.get("_id")
        if not isinstance(id_, str) or not id_:
            raise bad(where, f'"_id" must be text that is not empty, not {id_!r}', f"“_id”应为非空文本，而不是 {id_!r}")
        refuse_white_space(id_, where)
        if id_ in seen:
            raise bad(where, f"_id {id_!r} stands already in line {seen[id_]}", f"_id {id_!r} 与第 {seen[id_]} 行重复")
        seen[id_] = number
        yield id_, values, where
    if not seen:
        raise bad(
            str(path),
            'is empty; expected a JSON object a line with "_id" and "text"',
            "文件为空；每行应为含 _id 和 text 的 JSON 对象",
        )


def _metadata(values: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    value = values.get("metadata") or {}
    if not isinstance(value, dict):
        raise bad(where, f'"metadata" must be an object, not {value!r}', f"“metadata”应为对象，而不是 {value!r}")
    return value


def unknown(where: Path, what: str, query: str, id_: str) -> EvalError:
    """The error for a judgement or run that names what the data set does not have, with its line."""
    lines = ((n, text.split()) for n, text in read_lines(where))
    line = next((n for n, columns in lines if columns[0] == query and id_ in columns), 0)
    file = QUERIES if what == "query" else CORPUS
    name = {"query": "查询", "document": "文档"}[what]
    return bad(f"{where}, line {line}", f"{what} {id_!r} is not in {file}", f"{file} 中没有{name} {id_!r}")
