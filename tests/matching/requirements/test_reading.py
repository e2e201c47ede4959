"""What is read from needs and supplies, and what is left alone."""

from fractions import Fraction

import pytest

from matching.requirements import (
    Choice,
    Credential,
    Interval,
    Kind,
    Measure,
    Place,
    Requirement,
    Stance,
    read_need,
    read_supply,
)


def _demands(text: str, kind: Kind) -> list[Requirement]:
    return [found for found in read_need({"need": text}) if found.kind is kind]


@pytest.mark.parametrize(
    "text",
    [
        "目前系统部署在公有云。",
        "无需私有化部署。",
        "不要求私有化部署。",
        "现有准确率为 90%。",
        "准确率提升5%以上。",
        "某平台的准确率98%。",
        "预算不低于 50 万元。",
        "预算 50。",
        "本项目部署了备案管理模块。",
        "TRL4 以下的成果不在此列。",
        "质保期 3 年，交付后培训 2 周。",
        "现有成熟度 TRL 4。",
        "现有预算 50 万元。",
        "位于郑州的企业较多。",
        "郑州的春天。",
    ],
)
def test_what_is_no_demand_is_left_alone(text: str) -> None:
    assert read_need({"need": text}) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("须支持私有化或边缘部署。", [("private", "edge")]),
        ("须适配昇腾、海光之一。", [("ascend", "hygon")]),
        ("须适配昇腾、麒麟。", [("ascend",), ("kylin",)]),
        ("不得使用进口芯片。", [("domestic",)]),
        ("严禁上云。", [("no_cloud",)]),
        ("数据不能离开厂区。", [("data_stays",)]),
    ],
)
def test_choices(text: str, codes: list[tuple[str, ...]]) -> None:
    found = [requirement.value for requirement in read_need({"need": text})]
    assert [value.codes for value in found if isinstance(value, Choice)] == codes


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        ("必须支持私有化部署。", True),
        ("优先支持私有化部署的产品。", False),
        ("On-premise deployment is preferred.", False),
        ("准确率不低于98%。", True),
        ("目标准确率98%。", False),
        ("希望准确率不低于98%。", False),
        ("优先考虑郑州企业。", False),
    ],
)
def test_hard_and_soft(text: str, hard: bool) -> None:
    (found,) = read_need({"need": text})
    assert found.hard is hard


def test_a_number_without_a_name_takes_the_last_one() -> None:
    (found,) = _demands("目前准确率约85%，要求提升至98%以上。", Kind.KPI)
    assert isinstance(found.value, Measure)
    assert found.value.interval == Interval(low=Fraction(98))


def test_a_name_may_follow_its_number() -> None:
    (found,) = _demands("要求达到98%以上的识别准确率。", Kind.KPI)
    assert isinstance(found.value, Measure)
    assert found.value.name.head == "accuracy"


def test_the_same_demand_twice_is_one_and_hard_if_either_is() -> None:
    found = read_need({"a": "最好支持私有化部署。", "b": "必须支持私有化部署。"})
    assert [(item.hard, item.source.origin) for item in found] == [(True, "a")]


def test_local_without_a_name_is_kept_as_such() -> None:
    (found,) = _demands("须有本地服务团队。", Kind.REGION)
    assert found.value == Place(())


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("注册于河南省郑州市高新区。", ("河南", "郑州", "高新区")),
        ("registered in Zhengzhou.", ("河南", "郑州")),
        ("总部位于北京。", ("北京",)),
    ],
)
def test_places(text: str, path: tuple[str, ...]) -> None:
    (found,) = read_supply({"s": text})
    assert found.value == Place(path, registered=True)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("支持私有化部署。", Stance.AFFIRMED),
        ("私有化部署：支持。", Stance.AFFIRMED),
        ("On-premise deployment is available.", Stance.AFFIRMED),
        ("不能上云的客户可采用私有化部署。", Stance.AFFIRMED),
        ("免费支持私有化部署。", Stance.AFFIRMED),
        ("无需私有化部署。", Stance.MENTIONED),
        ("私有化部署的优点很多。", Stance.MENTIONED),
        ("其他厂商不支持私有化部署。", Stance.MENTIONED),
        ("并非不支持私有化部署。", Stance.CONDITIONAL),
        ("支持私有化部署，但需额外付费。", Stance.CONDITIONAL),
        ("支持私有化部署与不限量的云服务。", Stance.AFFIRMED),
        ("支持私有化部署却不含安装。", Stance.CONDITIONAL),
        ("我们无法向任何尚未签约的一般企业客户承诺支持私有化部署。", Stance.CONDITIONAL),
        ("不支持公有云、私有云和私有化部署。", Stance.DENIED),
    ],
)
def test_stances(text: str, stance: Stance) -> None:
    found = [fact for fact in read_supply({"s": text}) if fact.value == Choice(("private",))]
    assert [fact.stance for fact in found] == [stance]


@pytest.mark.parametrize(
    ("text", "credential"),
    [
        ("已取得国械注准20233210123。", Credential("medical_device", ("3",), "国械注准20233210123")),
        ("豫郑械备20230012。", Credential("medical_device", (), "豫郑械备20230012")),
        ("二类医疗器械注册证，编号见附件。", Credential("medical_device", ("2",))),
        ("通过 CMMI 三级认证。", Credential("cmmi", ("3",))),
        (
            "通过等保三级（编号：41010099001-24001）、ISO 9001（证书编号：Q20240001）。",
            Credential("mlps", ("3",), "41010099001-24001"),
        ),
        ("等保三级编号：办理中。", Credential("mlps", ("3",))),
        ("Ⅱ类医疗器械注册证已取得。", Credential("medical_device", ("2",))),
        ("等保三级，算法备案编号：网信算备410105123456789240011号。", Credential("mlps", ("3",))),
    ],
)
def test_credentials(text: str, credential: Credential) -> None:
    (first, *_) = read_supply({"s": text})
    assert first.value == credential


def test_a_number_in_a_later_clause_is_quoted_with_the_claim() -> None:
    text = "产品资质：取得二类医疗器械注册证，编号为豫械注准20232210456。"
    found, *_ = read_supply({"s": text})
    assert found.source.text == "产品资质：取得二类医疗器械注册证，编号为豫械注准20232210456"


def test_a_number_in_an_earlier_clause_is_quoted_with_the_claim() -> None:
    text = "豫械注准20232210456，即二类医疗器械注册证。"
    sources = {fact.source.text for fact in read_supply({"s": text})}
    assert "豫械注准20232210456，即二类医疗器械注册证" in sources
