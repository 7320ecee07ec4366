"""Our own words in answers, in the question's language; quotations stay as in the source."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

Language = Literal["zh", "en"]

_TEXTS: Mapping[str, tuple[str, str]] = {
    "no_evidence": (
        "现有文件中没有找到能回答这个问题的内容。",
        "The documents do not answer this question.",
    ),
    "nearest": (
        "下列段落与问题最接近，但未必包含答案，仅供参考：",
        "The nearest passages, which may not contain the answer:",
    ),
    "not_covered_place": (
        "库中没有关于{places}的文件，无法回答。现有文件涉及：{known}。",
        "No document in the corpus is about {places}, so this cannot be answered. The corpus covers: {known}.",
    ),
    "not_covered_year": (
        "库中没有{years}年的相关内容，无法回答。现有文件的年份：{known}。",
        "The corpus has nothing for {years}, so this cannot be answered. Years of its documents: {known}.",
    ),
    "undated": (
        "所引文件未注明年份，无法确认是否为{years}年的规定。",
        "The document cited names no year, so whether it holds for {years} cannot be told.",
    ),
    "not_of_year": (
        "没有找到{years}年的相关内容，无法回答。与问题最接近的文件是{known}年的。",
        "Nothing was found for {years}, so this cannot be answered. The nearest document is of {known}.",
    ),
    "damaged": (
        "原文此处有字符缺失或损坏，所问的数字无法辨认，不作推测：",
        "Characters are lost in the source here; the figure asked for is illegible and is not guessed:",
    ),
    "partly": ("未收录：{places}。以下只回答其余部分。", "Not in the corpus: {places}. The rest is answered below."),
    "unmarked": (
        "该项未标明牵头单位，列出的单位为：",
        "No lead department is marked for this item; the departments listed are:",
    ),
    "part_silent": (
        "{asked} 文件中没有找到。",
        "{asked} The documents do not say.",
    ),
    "corrected": (
        "问题中的“{said}”与文件不符，文件写的是“{found}”。",
        "The question says “{said}”; the document says “{found}”.",
    ),
    "corrected_figure": (
        "问题中的数字与文件不符，文件写的是“{found}”。",
        "The figure in the question differs; the document says “{found}”.",
    ),
    "lead": ("牵头单位", "lead department"),
    "silent": ("未提及", "not mentioned"),
    "absent": ("未收录", "not in the corpus"),
    "others": (
        "其余 {count} 个地区的文件中没有找到相应内容。",
        "Nothing was found in the documents of the other {count} places.",
    ),
    "place": ("地区", "Place"),
    "year": ("年份", "Year"),
    "content": ("规定（原文）", "What the document says"),
    "none": ("无", "none"),
    "warn_damaged": (
        "引文所在文字有缺损，缺损处未作补全。",
        "Characters are lost near the quotation; nothing was filled in.",
    ),
    "warn_digest": (
        "引文出自摘编（非原文），引用前请核对原文：{names}。",
        "Quoted from a digest, not the original; check the original before citing: {names}.",
    ),
    "warn_stale": (
        "源文件在建立索引后已变更或不存在：{names}。请重新建立索引。",
        "The source file has changed or vanished since it was indexed: {names}. Index again.",
    ),
    "warn_inferred": (
        "所属地区由文中机构和园区推断，并非文件自述：{names}。",
        "The place was inferred from bodies and parks named in the text, not stated by the document: {names}.",
    ),
    "disputed": (
        "文件对此说法不一，请核对：{figures}。",
        "The documents differ on this; compare: {figures}.",
    ),
    "disputed_text": ("{where}{place}写“{figure}”", "{where}, {place}, says “{figure}”"),
    "disputed_row": ("{where}{place}（表格）写“{figure}”", "{where}, {place} (table), says “{figure}”"),
    "warn_conflict": (
        "对同一事项的数字不一致：{items}。",
        "Different figures for the same thing: {items}.",
    ),
    "warn_replaced": (
        "{title}发布较早，同一机关就同一事项另有较晚的{by}，请核对以哪一份为准。",
        "{title} is the earlier one; the same body later issued {by} on the subject; check which of them holds.",
    ),
    "model_joined": (
        "（以上文字由语言模型据引文连缀，已逐句与引文核对。）",
        "(Joined from the quotations by a language model; every sentence was checked against them.)",
    ),
    "model_replaced": (
        "（以上文字由语言模型据引文连缀，已逐句与引文核对；有{failed}句未通过核对，已换用原文。）",
        "(Joined from the quotations by a language model; sentences that failed the check, now quoted: {failed}.)",
    ),
    "model_unused": (
        "（未使用语言模型：{reason}。以上为文件原文。）",
        "(No language model was used: {reason}. The above is the documents' own text.)",
    ),
    "model_failed_check": ("其文字未通过与引文的核对", "what it wrote failed the check against the quotations"),
    "warn_repealed": (
        "{title}已被{by}宣布废止{place}。",
        "{title} is repealed by {by}{place}.",
    ),
    "see_clause": ("，见该文{clause}", ", see there {clause}"),
    "warn_ended": (
        "{title}载明已经废止或失效。",
        "{title} says of itself that it is repealed or no longer holds.",
    ),
    "warn_expired": (
        "{title}载明的有效期到{date}为止，现已届满，请核对是否仍然有效。",
        "By its own words {title} held until {date}, which is past; check whether it still holds.",
    ),
    "warn_later": (
        "{title}有更新的同名文件：{by}，其中已没有所引的这句话。",
        "There is a later document of the same name as {title}: {by}, which no longer says what is quoted.",
    ),
}


def say(name: str, language: Language, **values: str) -> str:
    """One of our sentences in the language asked for."""
    return _TEXTS[name][0 if language == "zh" else 1].format(**values)


def listed(names: Sequence[str], language: Language) -> str:
    """Names joined as a list in the language asked for; the word for none where there are none."""
    return ("、" if language == "zh" else ", ").join(names) or say("none", language)


def is_ours(text: str) -> bool:
    """Whether a text is one of our sentences, with whatever names, dates and figures filled in."""
    return any(form.fullmatch(text) for form in _forms())


@cache
def _forms() -> tuple["re.Pattern[str]", ...]:
    """Every sentence as a pattern, a stretch of up to 400 characters on one line for each name in it.

    What is only a piece of a sentence counts where nothing is filled in: else it would match almost anything.
    """
    texts = [text for pair in _TEXTS.values() for text in pair]
    whole = [text for text in texts if "{" not in text or text.endswith(("。", "：", ".", ":"))]
    return tuple(
        re.compile(".{0,400}?".join(re.escape(piece) for piece in re.split(r"\{\w+\}", text))) for text in whole
    )


def titled(title: str, language: Language) -> str:
    """A title in 《》, those inside it as 〈〉; in English as it is."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》" if language == "zh" else title
