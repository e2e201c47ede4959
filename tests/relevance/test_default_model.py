"""The packaged model: routes agree, meaning is found across words and languages, nonsense is not."""

from pathlib import Path

import numpy as np
import pytest

from matching import Encoder, Matcher, Source, build_entries, load_encoder
from matching.calibrate import FOLDER
from matching.encoders.loading import load_plain
from matching.evaluate.gibberish import gibberish

pytestmark = pytest.mark.slow

SUPPLY = {
    1: ("胸部影像辅助阅片软件", "自动标出结节位置与大小，供放射科医生复核，可部署在院内服务器。"),
    2: ("井下甲烷浓度探头", "本安型仪表，连续测量巷道空气成分，超限报警。"),
    3: ("Dialect speech-to-text engine", "Transcribes regional accents of Chinese in call centres and meetings."),
    4: ("桥面病害巡查无人机", "航拍混凝土表面，识别开裂与剥落并生成台账。"),
    5: ("水厂加药量预测", "根据进水浊度与温度给出混凝剂投加建议。"),
    6: ("机械臂视觉抓取套件", "对散乱来料定位，引导机械臂分拣入箱。"),
    7: ("老旧电梯运行状态评估", "采集振动和电流信号，提前提示可能的停梯原因。"),
    8: ("门诊病历内涵质控", "检查病历文书前后矛盾与缺项，提醒医生修改。"),
}
NEEDS = {
    "CT 片子太多，医生看不过来，想先由机器筛一遍肺部小结节": 1,
    "煤矿瓦斯超限要及时发现": 2,
    "市民热线里河南话多，希望自动转成文字": 3,
    "高架桥裂缝靠人工爬上去看，危险又慢": 4,
    "A robot arm should pick unsorted parts out of a bin": 6,
    "小区电梯老坏，能不能提前知道要出什么故障": 7,
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty each time, so that the first start is tested and not what an earlier one left behind."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def encoder(models: Path) -> Encoder:
    return load_encoder("default", models)


@pytest.fixture(scope="module")
def matcher(encoder: Encoder) -> Matcher:
    matcher = Matcher(encoder)
    matcher.upsert(build_entries(encoder, [Source(key, "supply", *text, {}) for key, text in SUPPLY.items()]))
    return matcher


@pytest.mark.parametrize(("need", "wanted"), NEEDS.items())
def test_meaning_is_found_without_common_words(matcher: Matcher, need: str, wanted: int) -> None:
    answer = matcher.search(need)
    assert next(hit.id for hit in (*answer.hits, *answer.below)) == wanted


def test_traditional_characters_ask_the_same(matcher: Matcher) -> None:
    assert matcher.search("門診病歷質控") == matcher.search("门诊病历质控")


def test_nonsense_has_no_match(matcher: Matcher) -> None:
    answered = [text for text in gibberish(60, seed=5) if not matcher.search(text).no_match]
    assert len(answered) <= 3


def test_the_default_model_is_calibrated_on_both_routes(encoder: Encoder) -> None:
    names = {path.stem for path in FOLDER.glob("*.json")}
    for route in ("openvino", "sentence-transformers-f32"):
        assert encoder.fingerprint.replace("openvino", route).replace("/", "--") in names


@pytest.mark.filterwarnings("ignore")
def test_the_fast_route_agrees_with_the_reference(models: Path) -> None:
    fast, reference = (load_plain("default", models, route) for route in ("openvino", "reference"))
    texts = [f"{title}\n{text}" for title, text in SUPPLY.values()]
    near = (fast.encode_passages(texts) * reference.encode_passages(texts)).sum(axis=1)
    assert near.min() > 0.9999
    needs = list(NEEDS)
    orders = [np.argsort(-(one.encode_queries(needs) @ one.encode_passages(texts).T)) for one in (fast, reference)]
    assert np.array_equal(orders[0], orders[1])
    assert [len(rows) for rows in fast.encode_documents(["很长。" * 900])] == [
        len(rows) for rows in reference.encode_documents(["很长。" * 900])
    ]
