"""Answers over the invented documents, as the engine gives them, made by hand."""

from index.model import Span
from index.store import Index
from qa.citations import Quotation, cite
from qa.model import Answer, Citation, Notice

DOCTOR = "第三条 对新引进的博士研究生，给予购房补贴四十二万元，分三年发放。"
MASTER = "对新引进的硕士研究生，给予购房补贴十八万元。"
FALSE = "第六条 有下列情形之一的，不给予购房补贴：\n（一）在本市已有住房的；\n（二）提供虚假材料的；"
RENT = "人才公寓租金按市场价的百分之六十收取，租期最长五年。"
CONTESTS = "（一）办好赛事。连续举办六届海棠湾创新创业大赛，吸引来自18个国家和地区的2300多个项目报名，"
CONTESTS += "累计落地项目347个，带动投资近40亿元。"


def citations(index: Index, *quotes: str, used: bool = True) -> tuple[Citation, ...]:
    """A citation of each quotation, from wherever in the documents it stands."""
    return cite(index, [_quotation(index, quote, used) for quote in quotes])


def answers(index: Index) -> list[Answer]:
    """A short answer with its sentence, a comparison, one from a digest, and a refusal with its nearest passages."""
    one = citations(index, DOCTOR)
    two = citations(index, DOCTOR.removeprefix("第三条 "), CONTESTS)
    three = citations(index, RENT)
    nearest = citations(index, FALSE, MASTER, used=False)
    return [
        _answer("博士有多少补贴？", f"**四十二万元**[1]\n\n{DOCTOR}[1]", one, short="四十二万元"),
        _answer(
            "青屿和海棠怎么做？",
            "| 地区 | 规定（原文） |\n| --- | --- |\n"
            f"| 青屿市 | {two[0].quote}[1] |\n| 海棠市 | {two[1].quote}[2] |\n| 北山县 | 未提及 |",
            two,
        ),
        _answer(
            "租金呢？",
            f"{RENT}[1]",
            three,
            standalone="云峤区人才公寓租金怎么收？",
            warnings=(Notice("digest", "引文出自摘编（非原文），引用前请核对原文：云峤区人才公寓申请通知。"),),
        ),
        _answer(
            "南洲市呢？",
            "库中没有关于南洲市的文件，无法回答。\n\n下列段落与问题最接近，但未必包含答案，仅供参考：[1][2]",
            nearest,
            abstained=True,
            reason="not_covered",
        ),
    ]


def _answer(question: str, text: str, cited: tuple[Citation, ...], **values: object) -> Answer:
    fields = {"standalone": question, "abstained": False, "reason": None, "short": None, "confidence": 0.9} | values
    return Answer(id=None, question=question, answer=text, citations=cited, **fields)  # type: ignore[arg-type]


def _quotation(index: Index, quote: str, used: bool) -> Quotation:
    for entry in index.documents:
        start = index.text(entry.id).find(quote)
        if start >= 0:
            span = Span(start, start + len(quote))
            for number in range(entry.first_passage, entry.first_passage + entry.passage_count):
                if index.passage(number).passage.span.contains(span):
                    return Quotation(number, span, 0.9, used)
    raise ValueError(quote)
