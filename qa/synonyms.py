"""Words for the same: the groups of the synonym file, and everyday words with the official ones that texts have."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.search_key import search_key


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that stand for others, with patterns that find them.

    Attributes:
        words: each word as a search key, English ones in small letters, and those it stands for.
        han, english: patterns for its Chinese words and for its English ones.
    """

    words: Mapping[str, tuple[str, ...]]
    han: re.Pattern[str]
    english: re.Pattern[str]

    @classmethod
    def of(cls, words: Mapping[str, tuple[str, ...]]) -> "Lexicon":
        """Makes the patterns of words; the longer before the shorter."""
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        # Words overlap: in 博士生活补贴 the 博士生 must not hide 生活补贴, nor in 高层次人才公寓 the one the other.
        han = re.compile(f"(?=({_any_of([word for word in longest_first if is_han(word)])}))")
        latin = [word for word in longest_first if not is_han(word)]
        return cls(words, han, re.compile(rf"(?<![a-z])(?:{_any_of(latin)})(?![a-z])"))

    def found(self, question: str) -> list[tuple[str, tuple[str, ...]]]:
        """The words that stand in a question, each with the Chinese words and the figures that it stands for."""
        found = [match[0] for match in self.english.finditer(question.lower())]
        found += [match[1] for match in self.han.finditer(search_key(question))]
        return [(word, tuple(filter(_may_stand, self.words[word]))) for word in dict.fromkeys(found)]


def synonyms(question: str) -> list[tuple[str, tuple[str, ...]]]:
    """The words and phrases of a question that the synonym file knows, each with the Chinese words for the same."""
    return groups().found(question)


def spoken(question: str) -> list[tuple[str, tuple[str, ...]]]:
    """The everyday words of a question, each with official words for it, the most usual first (当兵的: 军人)."""
    return _spoken().found(question)


def expansion(question: str) -> str:
    """Chinese words to look for beside an English question's own: the first of each group that it touches."""
    if is_han(question):
        return ""
    return " ".join(word for _, others in synonyms(question) for word in others[:2])


def is_han(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _may_stand(word: str) -> bool:
    """Whether a word may stand in a Chinese text: one in Chinese, or a figure (40%)."""
    return is_han(word) or not any(character.isalpha() for character in word)


@cache
def groups() -> Lexicon:
    """Each word of the synonym file with the others of its groups, and English words with the Chinese ones for them."""
    same: dict[str, dict[str, None]] = {}
    for line in _lines("synonyms.txt"):
        words = _keys(line)
        for word in words:
            same.setdefault(word, {}).update(dict.fromkeys(other for other in words if other != word))
    found = {word: tuple(others) for word, others in same.items()}
    return Lexicon.of(found | _one_way("english.txt"))


@cache
def _spoken() -> Lexicon:
    """Each everyday word with the official ones that stand in texts for it."""
    return Lexicon.of(_one_way("spoken.txt"))


def _one_way(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a file before the equals signs, each with those behind."""
    official: dict[str, tuple[str, ...]] = {}
    for line in _lines(name):
        words, _, others = line.partition("=")
        official.update(dict.fromkeys(_keys(words), tuple(_keys(others))))
    return official


def _lines(name: str) -> list[str]:
    lines = (files("qa") / "data" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _keys(words: str) -> list[str]:
    return [search_key(word.strip()) if is_han(word) else word.strip().lower() for word in words.split(",")]


def _any_of(words: Sequence[str]) -> str:
    """A pattern for any of the words, the earlier before the later; told apart by the first character it is fast."""
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in tails.items()) or "(?!)"
