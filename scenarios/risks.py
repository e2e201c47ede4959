"""What a need's text says that a risk review asks about: offered to whoever hands the need in, shown to the reviewer.

A proposal only. What is denied (不涉及未成年人) is not read, and nobody but a person ticks a box.
"""

import re
from collections.abc import Mapping

from scenarios.forms.exposing import texts_of
from scenarios.values import ScenarioValues

HINTS: Mapping[str, re.Pattern[str]] = {
    code: re.compile("|".join(words), re.IGNORECASE)
    for code, words in {
        "medical_decision": (
            r"诊断|诊疗(?:意见|建议|决策|结论|分级)|判读|危急值|用药(?:建议|剂量|决策)|处方|手术(?:方案|规划)|分诊|预检",
            r"\bdiagnos(?:is|e|tic)|\btriage\b|\bprescri(?:be|ption)|\bdosage\b|\bclinical decision",
        ),
        "minors": (
            r"未成年|儿童|幼儿|小学|初中|高中生|患儿|新生儿|青少年",
            r"\b(?:minors|children|pupils|kindergarten)\b",
        ),
        "biometrics": (
            r"人脸|面部识别|刷脸|指纹|虹膜|声纹|步态识别|掌静脉",
            r"\b(?:facial recognition|fingerprints?|iris scan|voiceprints?|biometrics?)\b",
        ),
        "public_road": (
            r"公开道路|城市道路|上路(?:测试|运行|行驶)|自动驾驶|无人驾驶|无人配送车",
            r"\b(?:public roads?|autonomous driving|self-driving)\b",
        ),
        "critical_infrastructure": (
            r"(?:电网|变电站|供水|供热|燃气|轨道交通|水厂|机场|通信网).{0,8}(?:控制|调度|闭环|联锁)|关键信息基础设施",
            r"\bcritical infrastructure\b",
        ),
        "personal_rights": (
            r"(?:自动|系统)(?:审批|拒绝|处罚|淘汰)|信用评分|贷款审批|录用(?:决定|筛选)|资格(?:自动)?认定",
            r"\b(?:credit scoring|automated decisions?)\b",
        ),
    }.items()
}
CLAUSES = re.compile(r"[，。；;！？!?\n]|[,.](?=\s|$)")
DENIED = re.compile(r"(?:不|未|无|没有|禁止|除)[^，。]{0,6}$|\b(?:no|not|without|excluding)\b.{0,20}$", re.IGNORECASE)
"""What stands before a word that is denied within its clause."""
AROUND = 12
"""Characters shown on either side of what was found."""


def suggested_risks(values: ScenarioValues) -> dict[str, str]:
    """Codes of risks that the text mentions and nobody has declared, each with the words that say so."""
    clauses = [clause for _section, _name, text in texts_of(values) for clause in CLAUSES.split(text)]
    found = {}
    for code, pattern in HINTS.items():
        hits = (match for clause in clauses for match in pattern.finditer(clause))
        said = next((match for match in hits if not DENIED.search(match.string[: match.start()])), None)
        if said is not None and code not in values.risk_triggers:
            found[code] = said.string[max(0, said.start() - AROUND) : said.end() + AROUND]
    return found
