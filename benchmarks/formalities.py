"""Questions about documents themselves (who issued it, from when it holds), made from their own clauses."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from benchmarks.retrieval import published
from benchmarks.tables import markdown
from index.search_key import search_key
from index.store import Index
from qa.engine import PolicyQA
from qa.model import Answer

EACH = 60
"""Questions of a kind."""
SEED = 21
TITLE = range(8, 41)
"""Characters of a title that a question gives."""
_PAPER = re.compile("办法|规定|条例|细则|意见|通知|方案|标准|决定")
_NAMED = re.compile("《([^《》]{6,40})》")
_END = r"[^。；\n]{0,30}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: what it asks, how its clause is told, and ways to ask."""

    asks: str
    clause: str
    ways: tuple[str, ...]


KINDS = (
    Kind("who interprets it", rf"[^。；\n]{{0,60}}(?:负责解释|解释权[归属]){_END}",
         ("{}由谁负责解释？", "{}解释权归哪个部门？", "对{}有疑问由哪个单位解释？", "Who interprets {}?")),
    Kind("from when it holds", rf"[^。；\n]{{0,60}}[自从][^。；\n]{{2,20}}起(?:施行|执行|实施|试行){_END}",
         ("{}从什么时候起施行？", "{}什么时候生效？", "{}哪天开始执行", "When did {} take effect?")),
    Kind("to what it applies", r"(?:本(?:办法|规定|条例|细则|意见|通知|方案)|[^。；\n]{0,30})适用于[^。；\n]{4,200}",
         ("{}适用于哪些人或哪些情形？", "{}的适用范围是什么？", "{}管哪些对象", "Who does {} apply to?")),
    Kind("on what it is based", rf"根据[^。；\n]{{4,160}}(?:制定本|特制定){_END}",
         ("{}是根据什么制定的？", "{}的制定依据是哪些法规？", "{}依据什么文件出台", "What is {} based on?")),
    Kind("what it repeals", rf"[^。；\n]{{0,80}}(?:同时|予以|自行)废止{_END}",
         ("{}废止了哪个文件？", "{}出台后原来哪个文件作废了？", "Which document did {} repeal?")),
    Kind("what it is for", rf"为了?[^。；\n]{{6,160}}(?:制定本|特制定){_END}",
         ("为什么要制定{}？", "{}的制定目的是什么？", "{}是为了解决什么问题")),
)  # fmt: skip


def section(shared: Path) -> str:
    """A table: of how many questions the first citation, or a later one, is the clause, and how many are refused."""
    folder, _ = published(shared)
    engine = PolicyQA.open(folder)
    rows = []
    for kind in KINDS:
        asked = list(_questions(kind, engine.index))
        told = Counter(
            _told(id, _clauses(kind, engine.index.text(id)), engine.quoted(question))
            for id, question in tqdm(asked, desc=kind.asks)
        )
        rows.append([kind.asks, *(str(count) for count in (len(asked), told["first"], told["any"], told["refused"]))])
    heads = ("what is asked", "questions", "clause first", "clause further down", "refused")
    return "\n\n".join(["## Documents asked about themselves", markdown(heads, rows)])


def _questions(kind: Kind, index: Index) -> Iterator[tuple[str, str]]:
    """Document and question, of documents with a title of their own that have the clause, in an order drawn by lot."""
    draw = random.Random(SEED)
    titles = Counter(entry.metadata.title for entry in index.documents)
    entries = [entry for entry in index.documents if entry.metadata.title and titles[entry.metadata.title] == 1]
    draw.shuffle(entries)
    left = EACH
    for entry in entries:
        title = entry.metadata.title or ""
        inner = _NAMED.search(title)
        title = inner[1] if inner else title
        if not left or len(title) not in TITLE or not _PAPER.search(title) or not _clauses(kind, index.text(entry.id)):
            continue
        left -= 1
        yield entry.id, draw.choice(kind.ways).format(draw.choice(("{}", "《{}》")).format(title))


def _clauses(kind: Kind, text: str) -> list[str]:
    return [search_key(match[0]) for match in re.finditer(kind.clause, text)]


def _told(id: str, clauses: Sequence[str], answer: Answer) -> str:
    """Whether a clause comes first, further down, or nowhere, or the question is refused."""
    if answer.abstained:
        return "refused"
    for place, citation in enumerate(answer.citations):
        quote = search_key(citation.quote)
        if citation.document == id and any(clause in quote or quote in clause for clause in clauses):
            return "any" if place else "first"
    return "none"
