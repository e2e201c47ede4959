"""Two texts that speak of one thing, and two that only share the words of all."""

import pytest

from matching import HashingEncoder, Matcher, Source, build_entries
from matching.calibrate import Tier
from matching.pairs import scored
from matching.sides import UNLIKE, Side, is_list, kindred, weighed

NEED = """夜间噪声投诉的声源辨认
夜里接到的噪声投诉，巡查人员到场时声音已经停了。
希望在路口装监听点，自动判断声源是工地、夜市还是改装车，识别准确率不低于 90%。
城市管理、声学、本地部署"""


@pytest.mark.parametrize(
    ("supply", "alike"),
    [
        ("城市噪声声源定位站\n夜间投诉多的路口装上后，能分清改装车与工地。", True),
        ("噪声地图\n为规划画出昼夜分布。", True),  # the titles have one thing in common
        ("Street noise source locator\nMicrophones tell the source of noise at night.", True),
        ("湿地鸟类鸣声自动识别\n夜间自动识别鸟鸣，识别准确率 92%，支持本地部署。", False),
        ("病历质控\n夜间自动判断病历缺项，准确率 95%，巡查人员随时查看。", False),
        ("Record check\nDetects gaps in case records at night with 95 % accuracy.", False),
        ("万能平台\n噪声、声源、投诉、路口、工地、夜市、改装车、井盖、水位、安全帽", False),
        ("万能平台\n噪声，声源，投诉，路口，工地，夜市，改装车，井盖，水位，安全帽", False),
    ],
)
def test_a_text_of_the_same_thing_is_told_from_one_of_something_else(supply: str, alike: bool) -> None:
    assert kindred(Side.of(NEED), Side.of(supply)) is alike


@pytest.mark.parametrize(
    ("typed", "text", "alike"),
    [
        ("安全帽检测", "工地安全帽识别\n摄像头看谁没有戴。", True),
        ("安全帽检测", "万能平台\n安全帽，人脸，车牌，烟火，跌倒，裂缝，井盖，渗水，积水", False),
        (
            "安全帽检测",
            "万能平台\n安全帽，人脸，车牌，烟火，跌倒，裂缝，井盖，渗水，积水。\n安全帽未戴时当场报警。",
            True,
        ),
        ("老人摔倒没人知道", "跌倒报警\n独居老人倒地后通知家属。", True),
    ],
)
def test_of_typed_words_only_a_heap_is_no_answer(typed: str, text: str, alike: bool) -> None:
    assert kindred(Side.of(typed), Side.of(text)) is alike


@pytest.mark.parametrize(
    ("sentence", "heap"),
    [
        ("安全帽，人脸，车牌，烟火，跌倒，裂缝，井盖，渗水", True),
        ("安全帽 人脸 车牌 烟火 跌倒 裂缝 井盖 渗水", True),
        ("先拍照，再上传，系统比对，给出结果，存档，导出。", False),
        ("We look at every bolt on the track and say which one is loose.", False),
    ],
)
def test_words_in_a_heap_are_no_sentence(sentence: str, heap: bool) -> None:
    assert is_list(sentence) is heap


def test_what_speaks_of_something_else_is_never_sure_and_scores_less() -> None:
    assert weighed(90, Tier.SURE, denied=False, kindred=False) == (90 * UNLIKE, Tier.MAYBE)
    assert weighed(90, Tier.SURE, denied=True, kindred=False) == (45 * UNLIKE, Tier.MAYBE)
    assert weighed(90, Tier.SURE, denied=False) == (90, Tier.SURE)
    assert weighed(15, Tier.NEAREST, denied=False, kindred=False) == (15, Tier.NEAREST)


def test_a_pair_scores_what_the_need_says_from_whichever_side_it_was_found() -> None:
    encoder, texts = HashingEncoder(), ("路面坑槽巡查", "坑槽修补记录", "病历质控", "山火烟雾识别")
    supplies = build_entries(
        encoder, [Source(at, "supply", text, f"{text}，自动完成。", {}) for at, text in enumerate(texts)]
    )
    (need,) = build_entries(encoder, [Source(10, "scenario", "路面坑槽巡查", "道路坑槽靠人找。", {})])
    matcher = Matcher(encoder)
    matcher.upsert([*supplies, need])
    found = {hit.id: (hit.score, hit.tier) for hit in matcher.search_entry(need, kinds=["supply"]).hits}
    told = scored(matcher, need, range(4))
    assert found
    assert {at: told[at] for at in found} == found
    assert scored(matcher, need, [99]) == {}
