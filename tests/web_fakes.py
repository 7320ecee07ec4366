"""A service of invented documents for the tests of the page; it honours `qa.web.service.Service`."""

import os
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.errors import QueryError
from index.model import Document, Metadata, OffsetMap, Passage, Section, Span
from index.validity import Force, force
from qa.model import Answer, Citation, Filters, Notice
from qa.web.service import Listing
from qa.wording import Language

HOSTILE = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>${window.hacked=1} '
    "[点我](javascript:alert(1)) $$x$$ ![](https://example.org/a.png)"
)
TALENT = """青屿市鼓励人才创新创业办法
第一章 总则
第一条 为吸引各类人才来青屿市创新创业，制定本办法。
第二条 市人才工作局负责本办法的组织实施。
第二章 支持措施
第三条 对新引进的博士研究生，给予购房补贴四十二万元，分三年发放。对新引进的硕士研究生，给予购房补贴十八万元。
第四条 创业团队可以申请场地补贴，每平方米每月最高三十元，期限不超过三年。
第五条 符合条件的人才应当在入职后六个月内，通过市人才服务平台提出申请。
第六条 本办法自2024年4月1日起施行，有效期五年。
附件 任务分工
序号 | 任务 | 责任单位 |
1 | 建设人才公寓六百套 | 市住房局 |
2 | 发布紧缺人才目录 | 市人才工作局、市统计局 |
"""
NOTICE = f"""云峤区人才公寓申请通知
一、申请条件
申请人应当在云峤区就业满六个月，且本人及配偶在本区没有住房。
二、租金标准
人才公寓租金按市场价的百分之六十收取，租期最长五年。
三、其他
{HOSTILE}
本区另有\ufffd\ufffd万元专项资金。
本通知有效期至2024年12月31日。
"""
REPORT = (
    "海棠市人才发展报告\n一、基本情况\n二〇二三年，海棠市新增高层次人才一千二百人，同比增长百分之八。\n"
    + "\n".join(
        f"（{n}）{'其间每月报告一次进展，遇到困难及时说明。' * 8}第{n}项工作由第{n}组承担，年底前完成并报送总结。"
        for n in range(1, 40)
    )
)


def document(id: str, text: str, metadata: Metadata, damaged: tuple[Span, ...] = ()) -> Document:
    """A document whose every line is a passage; lines without a full stop are headings."""
    sections: list[Section] = []
    passages: list[Passage] = []
    at = 0
    for line in text.split("\n"):
        span = Span(at, at + len(line))
        at = span.end + 1
        if not line:
            continue
        if "。" not in line and "|" not in line and "<" not in line:
            level = 1 if line.startswith(("第", "一", "二", "三", "附")) else 2
            sections.append(Section(level, line.split(" ")[0], line, span, span))
        else:
            locator = line.split(" ")[0] if line.startswith("第") else (sections[-1].locator if sections else "")
            passages.append(Passage(span, locator))
    return Document(
        id,
        f"{id}.txt",
        f"{id}.txt",
        "0" * 64,
        text,
        text,
        OffsetMap((0,), (0,), len(text)),
        metadata,
        tuple(sections),
        tuple(passages),
        (),
        damaged,
    )


QINGYU = Metadata(
    title="青屿市鼓励人才创新创业办法",
    issuer="青屿市人民政府",
    number="青政发〔2024〕7号",
    published="2024-03-15",
    region="东澜省/青屿市",
    kind="policy",
)
YUNQIAO = Metadata(
    title="云峤区人才公寓申请通知",
    issuer="云峤区住房局",
    published="2023-11",
    region="东澜省/青屿市/云峤区",
    region_inferred=True,
    kind="notice",
    url="https://example.org/n",
    origin="通知原文.txt",
    origin_sha256="0" * 64,
)
HAITANG = Metadata(title="海棠市人才发展报告", region="西澜省/海棠市", kind="report")
LOST = Span(NOTICE.index("\ufffd"), NOTICE.index("\ufffd") + 2)
DOCUMENTS = (
    document("qingyu", TALENT, QINGYU),
    document("yunqiao", NOTICE, YUNQIAO, (LOST,)),
    document("haitang", REPORT, HAITANG),
)


def cite(n: int, id: str, quote: str, used: bool = True) -> Citation:
    """A citation of the first occurrence of `quote`."""
    found = next(document for document in DOCUMENTS if document.id == id)
    start = found.text.index(quote)
    passage = found.passages[bisect_left([p.span.end for p in found.passages], start + 1)]
    metadata = found.metadata
    digest = "（摘编，非原文）" if metadata.is_digest else ""
    return Citation(
        n,
        used,
        id,
        found.source,
        metadata.title,
        metadata.issuer,
        metadata.published,
        metadata.region,
        metadata.url,
        None,
        passage.locator,
        quote,
        start,
        start + len(quote),
        start,
        start + len(quote),
        found.quote(passage.span),
        passage.span.start,
        passage.span.end,
        0.9,
        f"{metadata.issuer or '佚名'}. {metadata.title}{digest}[A].",
    )


def answer(question: str, text: str, citations: Sequence[Citation], **fields: object) -> Answer:
    values: dict[str, object] = {
        "standalone": question,
        "abstained": False,
        "reason": None,
        "short": None,
        "confidence": 0.87,
    } | fields
    return Answer(id=None, question=question, answer=text, citations=tuple(citations), **values)  # type: ignore[arg-type]


DOCTOR = "对新引进的博士研究生，给予购房补贴四十二万元，分三年发放。"
MASTER = "对新引进的硕士研究生，给予购房补贴十八万元。"
RENT = "人才公寓租金按市场价的百分之六十收取，租期最长五年。"
WORK = "第25项工作由第25组承担，年底前完成并报送总结。"
PEOPLE = "二〇二三年，海棠市新增高层次人才一千二百人，同比增长百分之八。"


SLOW_SECONDS = 1.2


class FakeService:
    """Answers by key words, slowly if told to or if 慢 is one of them."""

    def __init__(self, seconds: float = 0.0, growing: bool = False) -> None:
        self.seconds = seconds
        self.growing = growing
        self.asked: list[tuple[str, list[str], Filters | None]] = []

    def ask(self, question: str, history: list[str], filters: Filters | None) -> Answer:
        self.asked.append((question, history, filters))
        time.sleep(self.seconds + (SLOW_SECONDS if "慢" in question else 0))
        if "出错" in question:
            raise RuntimeError("secret detail")
        if "读不懂" in question:
            raise QueryError("the filter is not known", zh="筛选条件无法识别")
        if "筛选" in question:
            return answer(question, f"{filters}", [])
        if "比较" in question:
            one, two = cite(1, "qingyu", DOCTOR), cite(2, "yunqiao", RENT)
            rows = f"| 青屿市 | {DOCTOR}[1] |\n| 云峤区 | {RENT}[2] |\n| 海棠市 | 未提及 |"
            return answer(question, f"| 地区 | 规定（原文） |\n| --- | --- |\n{rows}", [one, two])
        if "公寓" in question:
            citations = [cite(1, "yunqiao", RENT), cite(2, "qingyu", "1 | 建设人才公寓六百套 | 市住房局 |", False)]
            notice = Notice("digest", "引文出自摘编（非原文），引用前请核对原文：云峤区人才公寓申请通知。")
            return answer(
                question, f"**百分之六十**[1]\n\n{RENT}[1]", citations, short="百分之六十", warnings=(notice,)
            )
        if "月亮" in question:
            return answer(
                question,
                "现有文件中没有找到能回答这个问题的内容。\n\n下列段落与问题最接近，仅供参考：[1]",
                [cite(1, "haitang", PEOPLE, False)],
                abstained=True,
                reason="no_evidence",
                confidence=0.04,
            )
        if "第25项" in question:
            return answer(question, f"{WORK}[1]", [cite(1, "haitang", WORK)])
        if "恶意" in question:
            quote = HOSTILE
            return answer(question, f"{quote}[1]", [cite(1, "yunqiao", quote)])
        if "硕士" in question:
            standalone = "青屿市对新引进的硕士研究生给予多少购房补贴？"
            citations = [cite(1, "qingyu", MASTER), cite(2, "haitang", PEOPLE, False)]
            return answer(
                question,
                f"**十八万元**[1]\n\n{MASTER}[1]",
                citations,
                short="十八万元",
                standalone=standalone if history else question,
            )
        citations = [
            cite(1, "qingyu", DOCTOR),
            cite(2, "qingyu", "第五条 符合条件的人才应当在入职后六个月内，通过市人才服务平台提出申请。"),
            cite(3, "yunqiao", RENT, False),
        ]
        text = f"**四十二万元**[1]\n\n{DOCTOR}[1]\n\n{citations[1].quote}[2]"
        return answer(question, text, citations, short="四十二万元")

    def grows(self) -> bool:
        return self.growing

    def stream(self, question: str, history: list[str], filters: Filters | None) -> Iterator[Answer]:
        """A paragraph more each time; a question may also break off after the first."""
        whole = self.ask(question, history, filters)
        paragraphs = whole.answer.split("\n\n")
        for n in range(1, len(paragraphs)):
            yield replace(whole, answer="\n\n".join(paragraphs[:n]))
            time.sleep(self.seconds)
            if "中断" in question:
                raise RuntimeError("secret detail")
        yield whole

    def search(self, query: str, k: int, filters: Filters | None) -> dict[str, Any]:
        time.sleep(self.seconds)
        if "出错" in query:
            raise RuntimeError("secret detail")
        cited = [cite(1, "qingyu", DOCTOR), cite(2, "yunqiao", RENT)][:k]
        keys = ("document", "source", "title", "locator", "passage", "score")
        hits = [
            {"rank": c.n, **{key: getattr(c, key) for key in keys}, "start": c.passage_start, "end": c.passage_end}
            | {"scores": {"words": 1.0}, "also": []}
            for c in cited
        ]
        return {"query": query, "hits": hits}

    def corpus(self) -> list[Listing]:
        return [self._listing(found) for found in DOCUMENTS]

    def _listing(self, found: Document) -> Listing:
        of = found.metadata
        return Listing(
            found.id, of.title, of.issuer, of.region, of.published, of.kind, len(found.passages), of.is_digest
        )

    def document(self, id: str) -> Document:
        return next((d for d in DOCUMENTS if d.id == id), None) or self._missing(id)

    def force(self, id: str) -> Force:
        found = self.document(id)
        return force(found.text, found.metadata)

    def _missing(self, id: str) -> Document:
        raise KeyError(id)

    def examples(self, language: Language = "zh") -> list[str]:
        if language == "en":
            return ["What does 青屿市 give 博士研究生?", "What is the rent of “人才公寓” in 云峤区?"]
        return ["青屿市给博士研究生多少购房补贴？", "云峤区人才公寓的租金是多少？", "比较各地对人才的支持"]


@contextmanager
def served(
    seconds: float = 0.0, port: int = 0, folder: Path | None = None, **variables: str
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The page served for real by a process of its own: its address and the process, ended afterwards.

    With a `folder` it opens with all its standard parts, which keep there what they keep. `variables` are of its
    environment.
    """
    here = Path(__file__).resolve()
    environment = os.environ | {"PYTHONPATH": f"{here.parent.parent}{os.pathsep}{here.parent}"} | variables
    command = [sys.executable, str(here), str(port), str(seconds), *([str(folder)] if folder else [])]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), process.communicate()
        yield url, process
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    from index.settings import passwords
    from qa.web.server import serve
    from qa.web.standard import standard_parts

    service = FakeService(float(sys.argv[2]), growing=os.environ.get("FAKE_GROWING") == "1")
    parts = standard_parts(service, Path(sys.argv[3])) if len(sys.argv) > 3 else []
    serve(service, port=int(sys.argv[1]), parts=parts, passwords=passwords())
