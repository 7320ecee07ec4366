"""One question of the eval set, and how the fields of a line become it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, cast, get_args

from eval.bad_lines import bad
from eval.facts import Requirement
from index.search_key import search_key

Split = Literal["dev", "test"]
Reason = Literal["no_evidence", "not_covered", "damaged"]
SPLITS: tuple[Split, ...] = get_args(Split)
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question, where its evidence is, and what has to stand in it.

    Attributes:
        id: without white space, so that it can stand in TREC files.
        type: what the question tries (figure, list, follow_up, wrong_place ...), for slices of a report.
        lang: language tag of the question: zh, zh-Hant, en.
        history: the person's earlier questions, oldest first.
        documents: ids of the documents that hold the evidence.
        facts: requirements, all of which have to be met; each a set of alternatives.
        split: dev for fitting, test for reporting.
        reason: why there is no answer; None for answerable questions.
        standalone: the question completed from its history by hand.
        short: the short answers that are accepted; empty where no figure, date or name is asked for.
        section: what the question is about, a part of a document or a family of questions; several joined by ` + `.
        absent: terms that no passage of the document (named before # in `section`; else of any) has together.
        places: paths of places asked about that no document covers, e.g. 江苏省/苏州市.
    """

    id: str
    type: str
    lang: str
    question: str
    history: tuple[str, ...]
    documents: tuple[str, ...]
    facts: tuple[Requirement, ...]
    answerable: bool
    split: Split
    reason: Reason | None = None
    standalone: str | None = None
    short: tuple[str, ...] = ()
    section: str | None = None
    absent: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The parts of documents and families of questions it belongs to; none may lie in both splits."""
        return tuple(self.section.split(" + ")) if self.section else ()


REQUIRED = ("id", "type", "lang", "question", "history", "documents", "facts", "answerable", "split")
FIELDS = tuple(each.name for each in fields(EvalQuestion))
LISTS = ("history", "documents", "short", "absent", "places")


def from_fields(values: Mapping[str, Any], where: str) -> EvalQuestion:
    """A question out of the fields of a line, each checked.

    Args:
        values: by name; lists as lists, a field that is absent or None taken as empty.
        where: file and line, for the message.

    Raises:
        EvalError: a field is missing, unknown or of the wrong type, or the question contradicts itself.
    """
    missing = [name for name in REQUIRED if name not in values]
    if missing:
        raise bad(
            where,
            f"missing {', '.join(missing)}; wanted: {', '.join(REQUIRED)}",
            f"缺少 {'、'.join(missing)}；应有：{'、'.join(REQUIRED)}",
        )
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise bad(
            where,
            f"unknown field {', '.join(unknown)}; known: {', '.join(FIELDS)}",
            f"未知字段 {'、'.join(unknown)}；已知：{'、'.join(FIELDS)}",
        )
    question = EvalQuestion(
        id=_word(values["id"], "id", where),
        type=_word(values["type"], "type", where),
        lang=_word(values["lang"], "lang", where),
        question=_word(values["question"], "question", where),
        history=_words(values["history"], "history", where),
        documents=_words(values["documents"], "documents", where),
        facts=_facts(values["facts"], where),
        answerable=_truth(values["answerable"], where),
        split=cast("Split", _one_of(values["split"], SPLITS, "split", where)),
        reason=cast("Reason | None", _one_of(values.get("reason"), (None, *REASONS), "reason", where)),
        standalone=_optional(values, "standalone", where),
        short=_words(values.get("short"), "short", where),
        section=_optional(values, "section", where),
        absent=_words(values.get("absent"), "absent", where),
        places=_words(values.get("places"), "places", where),
    )
    _agree(question, where)
    return question


def _agree(question: EvalQuestion, where: str) -> None:
    """Refuses a question whose fields contradict one another."""
    if any(c.isspace() for c in question.id):
        raise bad(
            where,
            f"id {question.id!r} has white space, which TREC files cannot hold",
            f"标识 {question.id!r} 含空白，TREC 文件不能保存",
        )
    if question.answerable and not (question.documents and question.facts):
        raise bad(where, "an answerable question needs documents and facts", "有答案的问题须给出文件和事实")
    if question.answerable and question.reason:
        raise bad(
            where,
            f"an answerable question has no reason, but {question.reason!r} is given",
            f"有答案的问题没有拒答理由，却给出了 {question.reason!r}",
        )
    if not question.answerable and question.facts:
        raise bad(where, "a question without an answer has no facts", "没有答案的问题不应有事实")
    if not question.answerable and not question.reason:
        known = ", ".join(REASONS)
        raise bad(where, f"a question without an answer needs a reason: {known}", f"没有答案的问题须给出理由：{known}")


def _word(value: object, name: str, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise bad(
            where, f"{name} must be text that is not empty, not {value!r}", f"{name} 应为非空文本，而不是 {value!r}"
        )
    return value


def _optional(values: Mapping[str, Any], name: str, where: str) -> str | None:
    return None if values.get(name) is None else _word(values[name], name, where)


def _words(value: object, name: str, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise bad(where, f"{name} must be a list of texts, not {value!r}", f"{name} 应为文本列表，而不是 {value!r}")
    return tuple(_word(each, f"each of {name}", where) for each in value)


def _facts(value: object, where: str) -> tuple[Requirement, ...]:
    if not isinstance(value, list | tuple):
        raise bad(
            where,
            f"facts must be a list of lists of texts, not {value!r}",
            f"facts 应为文本列表的列表，而不是 {value!r}",
        )
    facts = tuple(_words(each if each is not None else "", "each requirement of facts", where) for each in value)
    if not all(facts) or not all(search_key(fact) for requirement in facts for fact in requirement):
        raise bad(where, "a requirement of facts is empty", "facts 中有一项要求为空")
    return facts


def _truth(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise bad(
            where,
            f"answerable must be true or false, not {value!r}",
            f"answerable 应为 true 或 false，而不是 {value!r}",
        )
    return value


def _one_of(value: object, known: Sequence[str | None], name: str, where: str) -> str | None:
    if value not in known or isinstance(value, bool):
        given = ", ".join(k for k in known if k)
        raise bad(where, f"{name} must be one of {given}, not {value!r}", f"{name} 应为 {given} 之一，而不是 {value!r}")
    return cast("str | None", value)
