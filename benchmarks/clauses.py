"""Questions made from the published files' own clauses: about the files themselves, about single facts and lists."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
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
BEGINNING = 30
"""Characters of a list's item by which it is found again."""
_PAPER = re.compile("办法|规定|条例|细则|意见|通知|方案|标准|决定")
_NAMED = re.compile("《([^《》]{6,40})》")
_BACKWARDS = re.compile("本条|前款|上述|其他|该|第[一二三四五六七八九十百]+[条款项]|以上|^[的其]")
"""What makes a clause say nothing without those before it."""
_ITEM = re.compile("（[一二三四五六七八九十]+）")
_END = r"[^。；\n]{0,30}"
_WORD = r"[^，。；、\n：:（）《》\s]"
_ITEMS = r"[：:](?P<items>(?:\s*\n?（[一二三四五六七八九十]+）[^\n]+){2,})"
_BEGINS = r"(?:^|[。；\n])(?:第[一二三四五六七八九十百]+条\s*)?"
_NUMBER = r"(?:[\d.]+|[一二三四五六七八九十百两]+)"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question.

    Attributes:
        asks: what it asks.
        clause: how its clause is told, of `SILENT` what none has; `of` is what it speaks of, `items` are of a list.
        ways: how it is asked, of the title or, where a clause has one, of what it speaks of.
    """

    asks: str
    clause: str
    ways: tuple[str, ...]


FORMAL = (
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
FACTS = (
    Kind("where to apply", rf"(?P<of>{_WORD}{{4,26}}?)，?应当?向{_WORD}{{3,20}}?(?:提出|提交)?(?:申请|申报|报告|备案)",
         ("{}要向哪个部门申请？", "{}找谁申请", "{}去哪里申请？")),
    Kind("who approves",
         rf"(?P<of>{_WORD}{{4,30}}?)，?(?:应当?|须)(?:报|经){_WORD}{{3,20}}?(?:批准|审批|同意|备案|核准)",
         ("{}要谁批准？", "{}由哪个部门审批", "{}需要报哪里？")),
    Kind("who pays",
         rf"(?P<of>{_WORD}{{4,24}}?)(?:所需|的)?(?:资金|经费|费用)由{_WORD}{{2,24}}(?:承担|负担|支付|列支|解决)",
         ("{}的钱谁出？", "{}的费用由谁承担", "{}的经费从哪里来？")),
    Kind("how it is fined",
         rf"{_BEGINS}(?P<of>[^。；\n：:]{{6,50}}?)的，由{_WORD}{{2,20}}?[^。；\n]{{0,30}}处[^。；\n，]{{2,30}}?罚款",
         ("{}罚多少钱？", "{}会被罚多少", "{}的罚款标准是多少？")),
    Kind("a bound",
         rf"(?P<of>{_WORD}{{4,20}}?)不(?:得)?(?:少于|低于|高于|超过){_NUMBER}(?:平方米|年|%|个月|日|天|小时|人|名)",
         ("{}的上下限是多少？", "{}的限额有没有规定，是多少？", "{}有没有上限或下限，是多少？")),
    Kind("how long it is valid", rf"(?P<of>{_WORD}{{3,20}}?)的?有效期限?[为是]?{_NUMBER}(?:年|个月)",
         ("{}有效期多久？", "{}能用多长时间", "{}几年有效？")),
    Kind("what a short name stands for", r"（以下(?:统称|简称)[“《]?(?P<of>[^”）》，]{2,12})[”》]?）",
         ("{}的全称是什么？", "{}指的是什么", "{}是指什么？")),
    Kind("duties, all of them",
         rf"{_BEGINS}(?P<of>{_WORD}{{2,20}}?)(?:应当)?(?:履行|承担)(?:以下|下列)(?:主要)?(?:职责|义务|责任){_ITEMS}",
         ("{}有哪些职责？", "{}要做哪些工作", "{}的主要职责是什么？")),
    Kind("what is forbidden, all of it",
         rf"{_BEGINS}(?P<of>{_WORD}{{2,20}}?)(?:不得有|禁止)(?:以下|下列)行为{_ITEMS}",
         ("{}不能做哪些事？", "{}禁止哪些行为", "{}有什么不许做的？")),
    Kind("conditions, all of them",
         rf"{_BEGINS}(?P<of>{_WORD}{{4,24}}?)，?(?:应当|须)?(?:同时)?(?:具备|符合)(?:以下|下列)条件{_ITEMS}",
         ("{}要符合什么条件？", "{}有哪些条件", "{}的条件是什么？")),
)  # fmt: skip

SUBJECT = rf"(?P<of>{_WORD}{{4,20}})应当"
"""What a question about something that the document does not speak of is asked of."""
SILENT = (
    Kind("who approves", "批|同意|备案|核准|审|认定", ("{}要谁批准？", "{}由哪个部门审批？")),
    Kind(
        "where to apply", "申请|[向到][^，。；]{2,20}(?:提|报|备|办|领|登)", ("{}要向哪个部门申请？", "{}去哪里申请？")
    ),
    Kind("how to complain", "复议|诉讼|申诉|投诉|异议|举报|不服", ("{}不服怎么办？", "{}到哪里投诉？")),
    Kind("what follows", "罚|处分|责任|追究|处理|取消|没收|警告", ("{}会受什么处罚？", "{}会有什么后果？")),
    Kind("what is forbidden", "不得|禁止|严禁|不能|不准", ("{}不能做哪些事？", "{}禁止哪些行为？")),
    Kind("how often", "每|定期|次", ("{}多久一次？", "{}多长时间一次？")),
    Kind("which website", "www|http|网|平台|系统", ("{}的网址是什么？", "{}在哪个网站申请？")),
    Kind("who pays", "承担|负担|支付|列支|经费|费用|自筹|预算|资金", ("{}的费用由谁承担？", "{}的钱谁出？")),
    Kind("how long it is valid", "有效", ("{}有效期多久？", "{}几年有效？")),
    Kind("how it is fined", "罚|倍", ("{}罚多少钱？", "{}的罚款标准是多少？")),
)
"""What is asked of documents in which no such words stand, so that only a refusal is right."""


def section(shared: Path) -> str:
    """Three tables: what is answered by the clause, and what is refused where the document is silent."""
    folder, _ = published(shared)
    engine = PolicyQA.open(folder)
    return "\n\n".join(
        [
            "## Documents asked about themselves",
            _table(FORMAL, engine),
            "## Facts and lists, asked of the document by its title",
            _table(FACTS, engine),
            "## What the document named does not speak of",
            _silent(engine),
        ]
    )


def _silent(engine: PolicyQA) -> str:
    rows = []
    for kind in SILENT:
        asked = list(_unanswerable(kind, engine.index))
        refused = sum(engine.quoted(question).abstained for question in tqdm(asked, desc=f"not said: {kind.asks}"))
        rows.append([kind.asks, str(len(asked)), str(refused)])
    return markdown(("what is asked", "questions", "refused"), rows)


def _unanswerable(kind: Kind, index: Index) -> Iterator[str]:
    """Questions that name a document in which the words of the kind do not stand, about something it obliges."""
    draw = random.Random(SEED)
    for id, title in islice(_titled(index, draw, lambda text: re.search(kind.clause, text) is None), EACH):
        found = [m["of"] for m in re.finditer(SUBJECT, index.text(id)) if not _BACKWARDS.search(m["of"])]
        if found:
            yield f"《{title}》里，" + draw.choice(kind.ways).format(draw.choice(found))


def _table(kinds: Sequence[Kind], engine: PolicyQA) -> str:
    rows = []
    for kind in kinds:
        asked = list(_questions(kind, engine.index))
        told = Counter(_told(id, match, engine.quoted(question)) for id, match, question in tqdm(asked, desc=kind.asks))
        rows.append([kind.asks, *(str(count) for count in (len(asked), told["first"], told["any"], told["refused"]))])
    heads = ("what is asked", "questions", "clause first, list whole", "clause further down, list in part", "refused")
    return markdown(heads, rows)


def _questions(kind: Kind, index: Index) -> Iterator[tuple[str, list[re.Match[str]], str]]:
    """Document, its clauses and a question.

    Where a clause says of what it speaks, one of those that say enough is drawn.
    """
    draw = random.Random(SEED)
    of_its_own = "(?P<of>" in kind.clause

    def clauses(text: str) -> list[re.Match[str]]:
        found = list(re.finditer(kind.clause, text))
        return [match for match in found if not of_its_own or not _BACKWARDS.search(match["of"])]

    for id, title in islice(_titled(index, draw, lambda text: bool(clauses(text))), EACH):
        found = clauses(index.text(id))
        if of_its_own:
            found = [draw.choice(found)]
        head = f"《{title}》里，" if of_its_own else ""
        of = found[0]["of"].removesuffix("的") if of_its_own else draw.choice(("{}", "《{}》")).format(title)
        yield id, found, head + draw.choice(kind.ways).format(of)


def _titled(index: Index, draw: random.Random, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Document and title of those with a title of their own whose text is wanted, in an order drawn by lot."""
    titles = Counter(entry.metadata.title for entry in index.documents)
    entries = [entry for entry in index.documents if entry.metadata.title and titles[entry.metadata.title] == 1]
    draw.shuffle(entries)
    for entry in entries:
        title = entry.metadata.title or ""
        inner = _NAMED.search(title)
        title = inner[1] if inner else title
        if len(title) in TITLE and _PAPER.search(title) and wanted(index.text(entry.id)):
            yield entry.id, title


def _told(id: str, clauses: Sequence[re.Match[str]], answer: Answer) -> str:
    """Whether a clause comes first, further down, or nowhere, or the question is refused; of a list all, some, none."""
    if answer.abstained:
        return "refused"
    if "items" in clauses[0].groupdict():
        quoted = "".join(search_key(c.quote) for c in answer.citations if c.used and c.document == id)
        items = [item for item in _ITEM.split(clauses[0]["items"]) if item.strip()]
        cited = [search_key(item.strip()[:BEGINNING]) in quoted for item in items]
        return "first" if all(cited) else "any" if any(cited) else "none"
    said = [search_key(match[0].strip("。；\n")) for match in clauses]
    for place, citation in enumerate(answer.citations):
        quote = search_key(citation.quote)
        if citation.document == id and any(clause in quote or quote in clause for clause in said):
            return "any" if place else "first"
    return "none"
