"""What a figure is said of: the words around it, the group, the period and the places, by which two can be compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from index.dates import years
from index.model import Span
from index.places import covers, find_places
from index.quantities import Quantity, QuantityKind, quantities
from index.search_key import fold, search_key
from index.store import Index, PassageRef

_GROUPS = re.compile(
    r"小学|初中|高中|幼儿园|民办|公办|博士后|博士|硕士|本科|大专|专科|研究生|学士|中专|中职|高职|技师|高级工|中级工|技工|正高|副高|高级|中级|初级|院士|顶尖|领军"
    r"|拔尖|高层次|高端|高技能|青年|优秀|紧缺|急需|急缺|团队|个人|企业|单位|机构|家庭|单身|已婚|配偶|子女|老人"
    r"|国家级|省级|市级|区级|县级|校级|国际|全国|全省|全市|全区|全县|[一二三四五特优]等奖?|金奖|银奖|铜奖"
    r"|第[一二三四五六七八九十\d]+[类层档名批期届次]|[a-z]\+?类|[一二三四五六七八九十]类|[一二三四五]档|[一二三四五]星|首次|首套|二套|新建|在建|建成|筹建|竣工|开工|改建"
    r"|新增|新认定|新签约|全职|柔性|兼职|应届|往届|在职|退休|海外|留学|外籍|境外|国内|创新|创业|租房|购房|生活|安家|住房|交通"
    r"|培训|见习|实习|就业|社保|规上|科技型|中小|小微|大型|总部|上市|男|女|本科生|上门|线上|线下|最低|最高"
)
_PERIOD = re.compile(
    r"每人每[年月天]|每[年月季天周次户人家]|按[年月季]|[年月]均|人均|累计|总计|合计|一次性|分[一二三四五\d]年"
    r"|首年|第[一二三]年|当年|同比|截至|上半年|下半年|[一二三四]季度|(?<!\d)\d{1,2}月"
)
_SHARED = re.compile(
    r"分别|依次|各(?!类|级|地|种|项|区)|其中|或者?|至|平均|以上不足|不足|超过部分|差额|增长|提高|减少|下降"
)
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z]{2,}")
_COMMON = (
    "给予 可以 最高 不超过 超过 不低于 不少于 一次性 标准 按照 其中 以及 对于 进行 实施 根据 有关 相关 达到 目前 已经 "
    "符合 条件 予以 享受 发放 申请 共计 累计 万元 人民币 我市 我区 我县 本市 本区 全市 全区 全县 资金 每年 每月 奖励 "
    "补助 补贴 资助 支持 提供"
)
_EMPTY = frozenset(_COMMON.split())
_TITLES = (
    "关于 印发 转发 发布 公布 通知 办法 规定 意见 方案 措施 条例 细则 暂行 试行 实施 管理 若干 有关 问题 工作 做好 "
    "人民政府 政府 办公厅 办公室 进一步 加强 完善 加快 推进 促进 贯彻 落实 我市 全市 年度 问答 政策 情况 报告 公告 "
    "通告 决定 指南"
)
_FORMS = frozenset(_TITLES.split())


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure of one sentence or row.

    Attributes:
        passage: where it stands.
        sentence: the sentence or row, over clean positions of its document.
        figure: over positions of `text`.
        place: its place among the figures of the sentence.
        frame: the sentence's key with a sign for every figure.
        text: the sentence.
        words: content words said of the figure, headings and column included.
        groups: the groups, kinds and levels among them.
        periods: per year, cumulative, until June ...
        years: those the sentence names, or else its headings and title.
        places: the places that it names, as paths, other than the document's own and those around it.
        subject: words of the document's title, place and kind of document aside.
        row: whether it is a row of a table.
        alone: whether no other figure of its kind and no sharing word (分别) stands beside it.
    """

    passage: PassageRef
    sentence: Span
    figure: Quantity
    place: int
    frame: str
    text: str
    words: frozenset[str]
    groups: frozenset[str]
    periods: frozenset[str]
    years: frozenset[str]
    places: frozenset[str]
    subject: frozenset[str]
    row: bool
    alone: bool

    @property
    def span(self) -> Span:
        """Where the figure stands, its qualifiers included, over clean positions of its document."""
        return Span(self.sentence.start + self.figure.span.start, self.sentence.start + self.figure.span.end)


def statements(index: Index, number: int, sentence: Span, kind: QuantityKind | None = None) -> Iterator[Statement]:
    """What one sentence or row of a passage says in figures that have a value, in order; of one kind where given."""
    passage = index.passage(number)
    first = passage.passage.span.start
    text = passage.text[sentence.start - first : sentence.end - first]
    found = quantities(text)
    for place, figure in enumerate(found):
        if figure.value is not None and kind in (None, figure.kind):
            yield _statement(passage, sentence, text, found, place)


def _statement(passage: PassageRef, sentence: Span, text: str, found: list[Quantity], place: int) -> Statement:
    figure = found[place]
    row = bool(passage.passage.cells)
    same = [other for other in found if other.kind == figure.kind and other is not figure]
    said = _row(passage, sentence, figure, text) if row else segment(text, figure, same)
    own = clause_of(text, figure.core)
    beside = [other for other in same if other.core.overlaps(own)]
    headings = " ".join(passage.passage.headings)
    region = passage.document.metadata.region or ""
    mentions = find_places(text)
    named = [text[mention.span.start : mention.span.end] for mention in mentions]
    return Statement(
        passage=passage,
        sentence=sentence,
        figure=figure,
        place=place,
        frame=_frame(text, found),
        text=text,
        words=content_words(_without(said, [text[q.span.start : q.span.end] for q in found] + named)),
        groups=(groups(said) | groups(headings)) - {_whole(region)},
        periods=periods(said),
        years=frozenset(years(text) or years(headings) or years(passage.document.metadata.title or "")),
        places=frozenset(path for mention in mentions for path in mention.paths if not covers(path, region)),
        subject=_subject(passage.document.metadata.title or ""),
        row=row,
        alone=not row and not beside and not _SHARED.search(text[own.start : own.end]),
    )


def groups(text: str) -> frozenset[str]:
    """The groups of people, kinds and levels that a text names."""
    return frozenset(_GROUPS.findall(fold(text)))


def periods(text: str) -> frozenset[str]:
    """What a text says of how often, until when or in all."""
    return frozenset(_PERIOD.findall(fold(text)))


def segment(text: str, figure: Quantity, same: Sequence[Quantity]) -> str:
    """The words up to a figure and on to its clause's end, from the clause after the last figure of its kind."""
    before = [other.core.end for other in same if other.core.end <= figure.core.start]
    start = clause_of(text, Span(before[-1] - 1, before[-1])).end if before else 0
    own = clause_of(text, figure.core)
    return text[min(start, own.start) : own.end]


def clause_of(text: str, span: Span) -> Span:
    """The clause around a span: out to the nearest comma, colon or stop on either side."""
    stops = "，,；;。！？!?、\n:："
    start = max(text.rfind(stop, 0, span.start) for stop in stops) + 1
    ends = [at for stop in stops if (at := text.find(stop, span.end)) >= 0]
    return Span(start, min(ends, default=len(text)))


def _frame(text: str, found: Sequence[Quantity]) -> str:
    parts, at = [], 0
    for quantity in found:
        parts.append(text[at : quantity.core.start])
        at = quantity.core.end
    return search_key("#".join([*parts, text[at:]]))


def _row(passage: PassageRef, sentence: Span, figure: Quantity, text: str) -> str:
    """A row's cells without figures, and the name of the column in which the figure stands."""
    at = sentence.start + figure.core.start
    column = next((c.column for c in passage.passage.cells if c.span.start <= at < c.span.end), None)
    return f"{text} {column or ''}"


def _without(said: str, parts: list[str]) -> str:
    for part in parts:
        said = said.replace(part, " ")
    return said


def _subject(title: str) -> frozenset[str]:
    places = [title[mention.span.start : mention.span.end] for mention in find_places(title)]
    return frozenset(word for word in content_words(_without(title, places)) if word not in _FORMS)


def _whole(region: str) -> str:
    """The word for all of a region, which says no more than its name: 全市."""
    return f"全{region[-1:]}"


def content_words(text: str) -> frozenset[str]:
    """The words of two characters and more that say what a text is about, as keys."""
    return frozenset(
        word
        for run in _WORD.findall(search_key(text))
        for word in rjieba.cut(run)
        if len(word) > 1 and word not in _EMPTY
    )
