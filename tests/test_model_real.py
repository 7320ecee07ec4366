"""The model option against a real server: it streams, it answers badly, and nothing wrong gets into the answer."""

import re
from collections.abc import Iterator

import pytest
from asking import asking_engine
from language_model import language_model, require_language_model

from index.settings import Endpoint
from qa.endpoint import chat
from qa.engine import PolicyQA
from qa.markup import one_line, unescaped
from qa.phrasing_check import Grounds, faults

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTIONS = ("昆山市领军团队最高能得到多少创业启动资金？", "昆山市对全职引进的博士每月给多少租房补贴？")
_SENTENCE = re.compile(r"([^。！？]+[。！？]?)((?:\[\d+\])+)")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require_language_model()
    with language_model(tmp_path_factory.mktemp("gguf")) as found:
        yield found


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("real"))


def test_the_server_writes_in_pieces(address: str) -> None:
    messages = [{"role": "user", "content": "一、二、三、"}]
    pieces = list(chat(Endpoint(address, "gemma", seconds=120), messages, 12))
    assert len(pieces) > 1
    assert "".join(pieces).strip()


def test_every_sentence_of_the_answer_is_a_quotation_or_passes_the_checks(
    engine: PolicyQA, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_MODEL_URL", address)
    monkeypatch.setenv("POLICYQA_MODEL_TIMEOUT", "240")
    for question in QUESTIONS:
        without = engine.quoted(question)
        answer = engine.ask(question)
        assert (answer.short, answer.citations, answer.warnings) == (
            without.short,
            without.citations,
            without.warnings,
        )
        *lines, note = answer.answer.split("\n\n")
        assert "语言模型" in note
        assert "无法连接" not in note
        assert "超时" not in note
        quotes = {citation.n: citation.quote for citation in answer.citations if citation.used}
        for line in lines[1:]:
            if line in {f"{one_line(quote)}[{n}]" for n, quote in quotes.items()}:
                continue
            for sentence, markers in _SENTENCE.findall(line):
                cited = tuple(quotes[int(n)] for n in re.findall(r"\d+", markers))
                names = tuple(filter(None, (c.title for c in answer.citations)))
                assert list(faults(unescaped(sentence), Grounds(cited, ("江苏省苏州市昆山市", *names)))) == []
        assert all((f"[{c.n}]" in answer.answer) == c.used for c in answer.citations)
