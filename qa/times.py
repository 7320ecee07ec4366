"""Points in time that documents give without a date: after what, from when on, how often, and years long past."""

import re

from index.model import Span

_TO = r"[^，,。；;：:、\s（(）)|]"
_INSERT = rf"(?:{_TO}|[（(][^（）()]{{0,30}}[）)]|、)"
_PAST = re.compile(
    r"(?<![\d.])1[0-8]\d\d年(?!限|历史)|\d{1,2}世纪(?:\d0年代)?(?:[初中末]期?)?|(?<!\d)(?:1[5-9]|20)\d0年代"
    r"|[东西南北]?[夏商周秦汉晋隋唐宋辽金元明清](?:[\u4e00-\u9fff]{2})?年间"
)
_RELATIVE = re.compile(
    rf"[自从于在]?{_INSERT}{{1,30}}?(?:之日|[当次下]一?个?[年月日](?!\d)|季度|[起届期]满)[起后内前]?(?![常本益])"
    rf"|[自从]{_INSERT}{{1,30}}?(?:起|开始|以来)"
    rf"|{_TO}{{2,20}}(?<![提目当超空生面])(?<!博士)(?<![先今最背售落滞延])(?:期间|(?:之?[前后後]|当[天日月年])"
    r"(?![的续期果台者勤备代辈面缀遗进端列提景往途沿瞻言身任置后来卫]))"
    rf"|{_TO}{{2,16}}(?<![同及按小临平学课工有届实准限适])时(?=[，,。；;]|$)"
    r"|即日起?|不设[\u4e00-\u9fff]{0,5}(?:截止|期限|时限|时间)|全年|(?:常年|长期|随时)(?:均?可|开放|受理|申报|办理|有效)"
    r"|(?:春节|元旦|清明|端午|中秋|国庆|劳动节|[寒暑]假)(?:假期|期间|前后?|后)?"
    r"|逐[年月]|[按分](?:半?年|季度?|[月周])(?![人度底])"
    r"|(?:\d{1,3}|[一二三四五六七八九十两]{1,3})个?(?:工作日|自然日|小时|[天日月年周])[以之]?[内后]"
    r"|[上下本次当](?:年度|学年|学期|季度|月|周)|每(?:学年|学期|季度)"
    r"|凌晨|清晨|早晨|[上中下]午|傍晚|晚上|夜间"
)
_FROM = re.compile(r"[自从在待于](?![业事而职校岗编读册费])")


def past(text: str) -> list[Span]:
    """Years before 1900, decades, centuries and reigns, in order: 1446年, 18世纪末, 南宋嘉定年间."""
    return [Span(*match.span()) for match in _PAST.finditer(text)]


def relative(text: str) -> list[Span]:
    """What else says when, in order: 取得证书之日起, 疫情结束后, 每季度, 常年受理, 15个工作日内."""
    found: list[Span] = []
    for match in _RELATIVE.finditer(text):
        opening = _FROM.search(text, match.start() + 1, match.end() - 3)
        start = opening.start() if opening else match.start()
        if found and found[-1].end == start:
            start = found.pop().start
        found.append(Span(start, match.end()))
    return found
