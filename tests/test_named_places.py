"""Places that questions name and documents rarely: nicknames, misspelt cities, places abroad, towns and parks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import gazetteer
from index.named_places import find_named_places, is_origin
from index.place_lists import abroad, aliases
from index.places import find_places
from index.sites import named_sites


def found(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(text[m.span.start : m.span.end], m.paths, m.form) for m in find_named_places(text)]


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        ("椰城的租房补贴", "椰城", "海南省/海口市"),
        ("我在邕城上班", "邕城", "广西壮族自治区/南宁市"),
        ("彭城引进多少硕士", "彭城", "江苏省/徐州市"),
        ("皖省的博士津贴", "皖省", "安徽省"),
        ("赣里的人才公寓", "赣里", "江西省"),
        ("三秦英才计划", "三秦", "陕西省"),
        ("那张江科技园区呢", "张江", "上海市/张江"),
        ("光谷的创业资金", "光谷", "湖北省/武汉市/光谷"),
    ],
)
def test_cities_are_known_by_nicknames_old_names_and_abbreviations(text: str, name: str, path: str) -> None:
    assert found(text) == [(name, (path,), "alias")]


def test_every_nickname_leads_to_a_place_and_is_no_name_of_its_own_but_a_district() -> None:
    assert all(aliases().values())
    assert {name for name in aliases() if name in gazetteer.names()} == {"榕城"}


def test_a_district_that_bears_a_citys_nickname_may_mean_both() -> None:
    assert found("榕城的公寓") == [("榕城", ("福建省/福州市", "广东省/揭阳市/榕城区"), "short")]


@pytest.mark.parametrize("text", ["甬城晚报", "椰城大道", "闽东各地里程", "王鹏城的申请", "龙城英才", "江城补贴"])
def test_nicknames_in_names_and_ambiguous_ones_are_no_places(text: str) -> None:
    assert [form for _, _, form in found(text) if form == "alias"] == []


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        ("泰国的创业签证", "泰国", "泰国"),
        ("釜山市有几家孵化器", "釜山市", "韩国/釜山"),
        ("Which agency in Bangkok decides?", "Bangkok", "泰国/曼谷"),
        ("the UAE golden visa", "UAE", "阿联酋"),
    ],
)
def test_countries_and_cities_abroad(text: str, name: str, path: str) -> None:
    assert found(text) == [(name, (path,), "abroad")]
    assert not is_origin(text, find_named_places(text)[0])


def test_names_abroad_that_a_dictionary_joins_are_told_apart() -> None:
    assert [name for name, _, _ in found("法国巴黎的补贴")] == ["法国", "巴黎"]


def test_no_place_abroad_is_a_place_of_the_gazetteer() -> None:
    assert set(abroad()) & set(gazetteer.names()) == set()


@pytest.mark.parametrize(
    "text",
    [
        *("从瑞典回国的博士", "留学荷兰的硕士", "瑞士籍专家", "韩国企业来投资", "在意大利取得的学位", "赴泰国招聘"),
        *(
            "港澳居民和台湾居民",
            "澳门居民参保",
            "香港、台湾地区居民",
            "与芬兰合作的项目",
            "PhDs from Italy",
            "Thailand nationals",
        ),
    ],
)
def test_where_somebody_comes_from_is_told_from_where_something_holds(text: str) -> None:
    assert all(is_origin(text, mention) for mention in find_named_places(text))


@pytest.mark.parametrize("text", ["香港的租房津贴", "澳门人才计划", "台中市的青年公寓", "从苏州回来的博士"])
def test_only_places_beyond_the_mainland_are_origins(text: str) -> None:
    assert not any(is_origin(text, mention) for mention in find_named_places(text))


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        ("昆善市的公寓", "昆善市", "江苏省/苏州市/昆山市"),
        ("长杀市博士津贴", "长杀市", "湖南省/长沙市"),
        ("佛衫市怎么申请", "佛衫市", "广东省/佛山市"),
        ("在贵羊市创业", "贵羊市", "贵州省/贵阳市"),
        ("珠嗨市的安家费", "珠嗨市", "广东省/珠海市"),
    ],
)
def test_cities_misspelt_with_characters_of_the_same_sound(text: str, name: str, path: str) -> None:
    assert found(text) == [(name, (path,), "sound")]


@pytest.mark.parametrize(
    "text", ["哪个大洋区", "各市和区县", "本市户籍", "向城市居民", "超市和夜市", "设区的市", "外向型城市"]
)
def test_words_that_end_like_a_kind_are_no_misspelt_cities(text: str) -> None:
    assert found(text) == []


def test_a_county_of_one_character_counts_where_it_stands_by_itself() -> None:
    assert [name for name, _, _ in found("沛县的安家费是多少")] == ["沛县"]
    assert found("各县级单位") == found("全县城乡居民") == found("市和县的") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甪直镇的公寓", "甪直"),
        ("在周庄镇创业", "周庄"),
        ("那震泽镇呢", "震泽"),
        ("燕郊高新区的奖励", "燕郊"),
        ("陆家嘴街道的补贴", "陆家嘴"),
        ("各乡镇的任务", None),
        ("国家级高新区", None),
        ("特色小镇有哪些", None),
        ("产业园区的补贴", None),
        ("大学科技园的房租", None),
        ("我的宅基地", None),
        ("城乡居民养老保险", None),
        ("横行乡里", None),
        ("海外人才离岸创新创业基地", None),
    ],
)
def test_towns_and_parks_count_with_a_name_of_their_own(text: str, name: str | None) -> None:
    assert [site.name for site in named_sites(text)] == ([name] if name else [])


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("羊城椰新加坡厦们市德国香港的居民在县镇沛 ,Thailand"), max_size=30))
def test_mentions_are_in_order_apart_and_hold_those_of_the_gazetteer(text: str) -> None:
    mentions = find_named_places(text)
    ends = [0, *(m.span.end for m in mentions)]
    assert all(before <= m.span.start < m.span.end <= len(text) for before, m in zip(ends, mentions, strict=False))
    assert {m.span for m in find_places(text)} <= {m.span for m in mentions}
