"""Sentences that say no: read for what they are, and no reason for anything."""

import pytest

from matching import HashingEncoder, Matcher
from matching.content import words
from matching.denials import Asking, denials, denied
from matching.explain import explain
from matching.sides import Side, at_odds, is_list
from tests.matching.denied import ALL, CHINESE, ENGLISH, FRESH, Row
from tests.matching.denied_kinds import FINE, LAST, LATER, NO, UNSEEN

SUPPLY = "乳腺影像辅助阅片。目前没有内涵质控功能。软件自动检出肺结节，给出长短径。产品、医疗、机器视觉、本地部署、试用"


def read(row: Row) -> bool:
    return denied(denials(row.sentence), Asking.of(row.question))


@pytest.mark.parametrize("rows", [CHINESE, ENGLISH, FRESH, ALL], ids=["Chinese", "English", "fresh", "all"])
def test_of_what_is_read_as_a_no_nearly_all_is_one_and_nearly_every_one_is_found(rows: list[Row]) -> None:
    read_so = [row for row in rows if read(row)]
    true = sum(row.denied for row in read_so)
    assert true / len(read_so) >= 0.95
    assert true / sum(row.denied for row in rows) >= (0.9 if rows is FRESH else 0.95)


def test_half_of_the_pairs_only_sound_like_a_no() -> None:
    assert len([*CHINESE, *ENGLISH]) == 150
    assert sum(row.denied for row in [*CHINESE, *ENGLISH]) == 75


def contradicts(row: Row) -> bool:
    return bool(at_odds(Side.of(row.question), Side.of(row.sentence)))


@pytest.mark.parametrize("rows", [[*NO, *FINE], LATER, LAST, UNSEEN], ids=["kinds", "later", "last", "unseen"])
def test_of_every_kind_of_no_most_are_found_and_what_only_sounds_like_one_is_none(rows: list[Row]) -> None:
    assert [row for row in rows if not row.denied and contradicts(row)] == []
    found = [row for row in rows if row.denied and contradicts(row)]
    assert len(found) >= (0.95 if NO[0] in rows else 0.8) * sum(row.denied for row in rows)


def test_a_sentence_that_says_no_is_never_a_ground() -> None:
    for row in (*NO, *LATER, *LAST, *UNSEEN):
        found = explain(row.question, row.sentence, HashingEncoder(), ground=-9)
        assert not {said.text for _asked, said in found.against} & {pair.document.text for pair in found.pairs}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("除斑马鱼外的各种鱼类行为都能分析。", False),
        ("林冠遮挡下的阴燃发现不了。", False),
        ("头发和薄塑料膜密度太低，请别抱期望。", False),
        ("上链记录不可篡改，断链责任可查。", True),
        ("不停机检测轴承振动。", True),
    ],
)
def test_what_is_declined_is_no_ground_even_for_another_question(text: str, quoted: bool) -> None:
    assert bool(explain("轴承振动监测与责任追溯", text, HashingEncoder(), ground=-9).pairs) is quoted


def test_the_title_of_what_is_found_may_be_what_is_declined() -> None:
    offer, need = "我们不做焊缝检测，不支持门诊病历语音生成。", "去年门急诊两百万人次，医生写一份要四分钟。"
    matcher = Matcher(HashingEncoder())
    assert not matcher.reasons(offer, [need], seeking=True)[0].against
    (found,) = matcher.reasons(offer, [need], titles=["门诊病历语音生成"], seeking=True)
    assert [asked.text for asked, _said in found.against] == [offer]
    assert "门诊病历语音生成" not in {pair.document.text for pair in found.pairs}


def test_what_one_calls_private_and_the_other_in_house_is_one_kind_of_deployment() -> None:
    no = denials("暂不支持私有化部署。")
    assert denied(no, Asking.of("全部在院内机房推理，录音不得出院。"))
    assert denied(no, Asking.of("Everything runs on-premises."))
    assert not denied(no, Asking.of("语音随访，云端即可。"))
    assert not denied(denials("录音保存在我方云端，也可部署在院内。"), Asking.of("录音留在院内机房。"))


def test_a_denial_is_read_in_the_other_language_where_the_glossary_knows_the_words() -> None:
    assert denied(denials("目前没有脓毒症早期预警功能。"), Asking.of("sepsis early warning"))
    assert denied(denials("Federated learning is not supported."), Asking.of("联邦学习"))


@pytest.mark.parametrize(
    "sentence", ["", "。", "不", "不不不不", "没有", "not not", "仅限", "无，无，无", "：不支持", "（" * 300]
)
def test_odd_sentences_are_read_without_a_word(sentence: str) -> None:
    assert not denied(denials(sentence), Asking.of("私有化部署"))


@pytest.mark.parametrize("bound", ["未超过2%", "没有超过2%", "没超过2%", "不得超过2%", "未低于0.1%", "不得低于0.1%"])
def test_a_bound_says_no_to_nothing(bound: str) -> None:
    assert denials(f"粉尘环境下煤量识别误差{bound}。") == ()


def test_what_says_no_is_counter_evidence_and_never_a_quote() -> None:
    found = explain("病历内涵质控。肺结节自动检出。", SUPPLY, HashingEncoder(), ground=0)
    assert [(asked.text, said.text) for asked, said in found.against] == [("病历内涵质控。", "目前没有内涵质控功能。")]
    assert not any("没有" in pair.document.text for pair in found.pairs)


def test_the_side_that_offers_is_the_one_that_says_no() -> None:
    need, offer = "目前没有内涵质控功能。希望自动提示矛盾。", "提供病历内涵质控功能。"
    assert not explain(offer, need, HashingEncoder(), seeking=True).against
    (found,) = Matcher(HashingEncoder()).reasons(
        "病历质控软件，不支持私有化部署。", ["须支持私有化部署。"], seeking=True
    )
    assert [said.text for _, said in found.against] == ["须支持私有化部署。"]


def test_a_quote_says_something_that_is_asked() -> None:
    found = explain("肺结节自动检出", SUPPLY, HashingEncoder())
    assert [pair.document.text for pair in found.pairs] == ["软件自动检出肺结节，给出长短径。"]
    assert not explain("难点说在前面", "先把底片过一遍。", HashingEncoder()).pairs


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("产品、医疗、机器视觉、试用", True),
        ("Product, Health care, Machine vision", True),
        ("检出气泡、结石、裂纹。", False),
        ("医疗", False),
    ],
)
def test_labels_in_a_row_are_no_sentence(text: str, so: bool) -> None:
    assert is_list(text) is so


def test_words_of_content_are_no_function_words_dates_or_what_is_ruled_out() -> None:
    assert not {"没有", "以上", "去年", "出院"} & set(words("去年以上没有停机，患者数据不得出院。"))
    assert {"结节", "灵敏度"} <= set(words("肺结节检出灵敏度"))


FOLLOWING = [
    ("夜间识别车牌", "支持白天的车牌识别，也有人做过夜间识别车牌。这一项请找别家。", True),
    ("查找白蚁洞", "堤坝巡检能看渗水与塌坡。常有人问白蚁洞的查找。抱歉，这个我们不做。", True),
    ("刀具磨损监测", "很多厂问到刀具磨损监测。请找别家。", True),
    ("刀具磨损监测", "很多厂问到刀具磨损监测。目前不支持。", True),
    ("内涵质控", "支持形式质控和时限质控。内涵质控是各院都提的要求。该功能正在研发中。", True),
    ("Detect tool wear", "Customers often ask about tool wear detection. We do not offer it.", True),
    ("Detect tool wear", "Customers often ask about tool wear detection. This is out of scope.", True),
    ("Detect tool wear", "Customers often ask about tool wear detection. It is not supported.", True),
    ("病历质控", "支持病历质控与内涵质控。它不需要人工录入。", False),
    ("病历质控", "支持病历质控。这项功能无需联网。", False),
    ("裂缝识别", "自动完成桥梁裂缝识别。这一步不影响通行。", False),
    ("裂缝识别", "自动完成桥梁裂缝识别。这类裂缝肉眼看不见。", False),
    ("裂缝识别", "自动完成桥梁裂缝识别。没有裂缝的照片自动略过。", False),
    ("裂缝识别", "自动完成桥梁裂缝识别。桥面积水请找别家。", False),
    ("焊缝缺陷检测", "用于焊缝缺陷检测。这些缺陷以前没有设备能看见。", False),
    ("crack detection", "It performs crack detection on bridges. It does not need scaffolding.", False),
    ("crack detection", "It performs crack detection on bridges. This cannot be done by eye.", False),
    ("老人跌倒识别", "老人跌倒识别准确率97%。这个场景不收集人脸。", False),
]


@pytest.mark.parametrize(("question", "text", "declined"), FOLLOWING)
def test_a_no_in_the_sentence_after_is_of_what_the_one_before_named(question: str, text: str, declined: bool) -> None:
    assert bool(at_odds(Side.of(question), Side.of(text))) is declined
