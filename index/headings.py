"""Headings without numbers: short lines between paragraphs, run-in phrases ended by 。, titles of annexed documents."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.blocks import Block
from index.model import Span
from index.numbering import marker_at

_END = "。！？；：，、,.;:!?…—"
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_HEADING = re.compile(
    r"(?:来源|來源|作者|记者|記者|编辑|編輯|责编|发布|發布|时间|日期|电话|传真|地址|联系|邮编|邮箱|网址|附件|抄送|主送|审核|校对|通讯员|"
    r"浏览|瀏覽|字号|打印|扫一扫|文号|索引|关键词|主题词|摘要|https?:|www\.|〔\d{4}〕|[|@]|^[\d年月日\s\-/.:：]+$)"
)
_BYLINE = re.compile(
    r"[【\[（(]?(?:文章|信息)?(?:来源|发布时间|发布日期|发布机构|发布单位|作者|记者|浏览\w*|字号|编辑|责编|时间|日期)\s?[:：]"
)
_PERSON = re.compile(
    r"(?:部长|书记|主任|局长|处长|市长|区长|县长|教授|记者|研究员|院长|校长|主席)[\s）)]*[\u3400-\u9fff]{0,4}$"
)
_DOCUMENT = re.compile(
    r"(?:办法|规定|细则|方案|意见|条例|规划|计划|指南|标准|章程|要点|措施|决定|指引|制度|规程|预案|规则|准则|公约)"
    r"(?:\s?[（(][^（）()]{2,14}[）)])?$"
)
_YEAR = r"(?:(?:19|20)\d\d|[二一][〇○Ｏ零0oO一二三四五六七八九]{3})"
_DAY = r"[\d一二三四五六七八九十]{1,3}"
DATE = rf"{_YEAR}\s?年\s?{_DAY}\s?月\s?{_DAY}\s?日"
"""Pattern of a date as a signature has it."""

BODY_NAME = re.compile(
    r"(?:人民政府|办公[厅室]|委员会|[局厅委部院会办司处署]|中心|公司|组|党委|常委会|法院|检察院|大学|银行|协会|集团|街道|支队)"
    r"(?:[（(][^（）()]*[）)])?(?:\s*[（(](?:印|章|盖章)[）)])?$"
)
"""Pattern of the end of a line that names an issuing body."""

DATE_LINE = re.compile(rf"[（(]?{DATE}[）)]?$")
_TITLE = re.compile(
    r"(?:办法|规定|细则|方案|意见|条例|规划|计划|指南|章程|要点|措施|决定|通知|公告|通告|批复|报告|纪要|通报|函|答复|令)"
    r"(?:\s?[（(][^（）()]{2,14}[）)])?$"
)
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]$")
_RUN_IN = re.compile(
    r"(?P<bullet>[—－-]{1,2}|[●•■◆▲★※·])?\s*(?P<words>[^。！？；：，,;:!?\s\d（(]{3,16})。(?=[^”’」』）)\s])"
)
_DASHED = re.compile(r"[—－-]{1,2}\s*(?P<words>[^。！？；;!?\n]{3,30})[。：](?=[^”’」』）)\s])")
_SHORT_SENTENCE = re.compile(r"(?<=[。！？”])(?P<words>[^。！？；：，,;:!?\s\d（(]{4,14})。(?=[^”’」』）)\s])")
_STARTS_PLAIN = re.compile(r"[我你他她它这那此该其但而且则为请特是有无不同也还要因所从对]")
_QUESTION = re.compile(r"[【\[]?(?:问|Q)\s?\d{0,2}[】\]]?\s?[:：.、][^。]{6,}[？?]$")
_BODY_AFTER = 25


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A heading without a number: `words` (a line of its own), `runin` or `document` (the title of an annexed one)."""

    kind: str
    span: Span
    block: int


def unnumbered_headings(text: str, blocks: Sequence[Block], numbered: set[int]) -> list[Unnumbered]:
    """The headings without numbers, ordered by start; `numbered` are the blocks that begin with an accepted marker."""
    found = _documents(text, blocks) + _questions(text, blocks)
    taken = {heading.block for heading in found}
    found += [heading for heading in _short_lines(text, blocks, numbered) if heading.block not in taken]
    found += _run_ins(text, blocks, numbered | {heading.block for heading in found})
    return sorted(found, key=lambda heading: heading.span)


def title_blocks(text: str, blocks: Sequence[Block]) -> set[int]:
    """Headings that are the document's title: before its first prose, with no other heading on their level or above."""
    titles: set[int] = set()
    for i, block in enumerate(blocks):
        if block.kind == "cell" or is_prose(text, block):
            break
        if block.kind != "heading" or marker_at(text, block.span.start, block.span.end) or is_byline(text, block):
            continue
        words = text[block.span.start : block.span.end]
        if not titles and _TITLE.search(words):
            titles.add(i)
            continue
        later = [other.level for other in blocks[i + 1 :] if other.kind == "heading"]
        if any(level <= block.level for level in later) or (titles and not later):
            break
        titles.add(i)
    return titles


def is_byline(text: str, block: Block) -> bool:
    """Whether a block says when, where or by whom a text was published."""
    return _BYLINE.match(text, block.span.start, block.span.end) is not None


def is_prose(text: str, block: Block) -> bool:
    """Whether a block is a paragraph of sentences."""
    words = text[block.span.start : block.span.end]
    return (
        len(words) >= 40 and ("。" in words or words[-1] in "。！？；：:;") and block.kind in ("text", "plain", "cell")
    )


def _is_short(text: str, block: Block) -> bool:
    words = text[block.span.start : block.span.end]
    return (
        block.kind == "text"
        and 4 <= len(words) <= 36
        and sum(words.count(comma) for comma in "，,") < 2
        and words[-1] not in _END
        and len(_HAN.findall(words)) >= 4
        and not _NOT_HEADING.search(words)
        and not _PERSON.search(words)
        and marker_at(text, block.span.start, block.span.end) is None
    )


def _short_lines(text: str, blocks: Sequence[Block], numbered: set[int]) -> list[Unnumbered]:
    """Short lines without end mark between paragraphs, where at least two do so; never lines said twice (titles)."""
    said: dict[str, int] = {}
    for block in blocks:
        if len(block.span) <= 60:
            words = text[block.span.start : block.span.end]
            said[words] = said.get(words, 0) + 1
    proper: list[int] = []
    first: int | None = None
    prose_seen = False
    for i, block in enumerate(blocks):
        prose_seen = prose_seen or is_prose(text, block)
        if i + 1 >= len(blocks) or not _is_short(text, block) or said[text[block.span.start : block.span.end]] > 1:
            continue
        if not (is_prose(text, blocks[i + 1]) or i + 1 in numbered):
            continue
        if i and (_ends_paragraph(text, blocks[i - 1]) and prose_seen):
            proper.append(i)
        elif i and not prose_seen and first is None:
            first = i
    if len(proper) + (first is not None) < 2 or not proper:
        return []
    lines = ([first] if first is not None and len(proper) >= 1 else []) + proper
    return [Unnumbered("words", blocks[i].span, i) for i in lines]


def _ends_paragraph(text: str, block: Block) -> bool:
    return block.kind in ("row", "cell", "plain") or text[block.span.end - 1] in "。！？；;”" or len(block.span) >= 60


def _documents(text: str, blocks: Sequence[Block]) -> list[Unnumbered]:
    """Titles of annexed documents: a line that names one, after prose and before its first chapter, article or item."""
    found = []
    prose_seen = False
    for i, block in enumerate(blocks):
        words = text[block.span.start : block.span.end]
        prose_seen = prose_seen or is_prose(text, block) or (len(words) >= 15 and words[-1] == "。")
        if not prose_seen or block.kind not in ("text", "heading") or not 6 <= len(words) <= 50:
            continue
        if not _DOCUMENT.search(words) or marker_at(text, block.span.start, block.span.end) or "：" in words[:6]:
            continue
        after = i + 1
        while after < len(blocks) and after < i + 3 and _is_under_title(text, blocks[after]):
            after += 1
        if after < len(blocks) and blocks[after].kind in ("text", "heading"):
            span = blocks[after].span
            marker = marker_at(text, span.start, span.end)
            begins = marker is not None and marker.number == 1 and marker.style in ("编", "部分", "章", "条", "一、")
            signed = i > 0 and DATE_LINE.match(text, blocks[i - 1].span.start, blocks[i - 1].span.end) is not None
            if begins or (signed and is_prose(text, blocks[after])):
                found.append(Unnumbered("document", block.span, i))
    return found


def _is_under_title(text: str, block: Block) -> bool:
    """Whether a line under a title says when it was passed, or by which body it was made."""
    words = text[block.span.start : block.span.end]
    return _BRACKETED.match(words) is not None or (len(words) <= 20 and BODY_NAME.search(words) is not None)


def _questions(text: str, blocks: Sequence[Block]) -> list[Unnumbered]:
    """Questions of an interview or a list of answers, where there are at least two."""
    found = [
        Unnumbered("words", block.span, i)
        for i, block in enumerate(blocks)
        if block.kind == "text" and len(block.span) <= 100 and _QUESTION.match(text, block.span.start, block.span.end)
    ]
    return found if len(found) > 1 else []


def _run_ins(text: str, blocks: Sequence[Block], taken: set[int]) -> list[Unnumbered]:
    found: list[Unnumbered] = []
    group: list[Unnumbered] = []
    for i, block in enumerate(blocks):
        opening = None if i in taken or block.kind not in ("text", "cell") else _opening_phrase(text, block, i)
        if opening is None or (
            group and abs(len(opening.span) - len(group[-1].span)) > 4 and text[opening.span.start] not in "—－-"
        ):
            found += group if len(group) > 1 else []
            group = []
        if opening is not None:
            group.append(opening)
    found += group if len(group) > 1 else []
    opened = {heading.span for heading in found}
    for i, block in enumerate(blocks):
        if block.kind in ("text", "cell"):
            found += [heading for heading in _inline_phrases(text, block, i) if heading.span not in opened]
    return found


def _opening_phrase(text: str, block: Block, number: int) -> Unnumbered | None:
    span = block.span
    phrase = _DASHED.match(text, span.start, span.end) or _RUN_IN.match(text, span.start, span.end)
    if phrase is None or span.end - phrase.end() < _BODY_AFTER or _STARTS_PLAIN.match(phrase["words"]):
        return None
    return Unnumbered("runin", Span(span.start, phrase.end() - 1), number)


def _inline_phrases(text: str, block: Block, number: int) -> list[Unnumbered]:
    """Short sentences of one length within a paragraph, each with a body of its own."""
    span = block.span
    if len(span) < 120:
        return []
    phrases = _SHORT_SENTENCE.finditer(text, span.start, span.end)
    first = _RUN_IN.match(text, span.start, span.end)
    spans = ([Span(*first.span("words"))] if first else []) + [Span(*phrase.span("words")) for phrase in phrases]
    spans = [s for s in spans if not _STARTS_PLAIN.match(text, s.start) and not marker_at(text, s.start, s.end)]
    following = [*(s.start for s in spans[1:]), span.end][: len(spans)]
    spans = [s for s, end in zip(spans, following, strict=True) if end - s.end >= _BODY_AFTER]
    lengths = Counter(map(len, spans))
    return [Unnumbered("runin", s, number) for s in spans if lengths[len(s)] > 1]
