"""Deployment modes and the domestic stack: the words for them, and which statement satisfies which demand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.requirements.folding import FLAGS, Clause, clauses
from matching.requirements.quantities import quantities
from matching.requirements.stance import demanded, exclusive, hardness, prohibited, stance
from matching.requirements.units import BARE
from matching.requirements.values import Choice, Fact, Kind, Requirement, Stance

GENERIC_STACK = "domestic"

# Order matters: the first alternative that matches at a place wins.
_DEPLOYMENT: tuple[tuple[str, str], ...] = (
    (
        "data_stays",
        (
            r"(?:数据|录音|病历|图像|影像|画面|视频|照片|图纸|资料|原文)(?:须|应|必须|要|均|都|全程|全部|严格|绝对|可|能|确保|保证|做到)*不(?:得|能|可|允许)?(?:出|离开|流出|外传|外流|离)"
            r"(?:本?地?域|院区?|厂区?|园区?|校园?|内网|本地|单位|市|网|境)?|数据(?:须|应|必须|要|均|全部)*(?:留|保留|存储|存放|处理)在?"
            r"(?:院内|本地|厂内|内网|境内|本院|本单位)|data (?:must |shall |should |will |may )?(?:not |never )(?:leave|be transferred"
            r" out)|data (?:stays?|remains?|kept)(?: \w+)? (?:on[- ]?prem\w*|in[- ]?house|on[- ]?site|local\w*)"
        ),
    ),
    ("private_cloud", r"私有云|专有云|private cloud"),
    ("hybrid", r"混合云|混合部署|hybrid(?: cloud)?"),
    (
        "private",
        (
            r"私有化|私有部署|本地化?部署|本地私有|院内部署|厂内部署|部署(?:在|于)(?:本地|院内|厂内|我方|甲方|自有|客户)[^,、]{0,6}|"
            r"[院厂站校局馆园矿](?:内|内部)(?:自有)?(?:机房|工作站|服务器)?(?:内|中|里)?(?:推理|处理|运行|部署)|"
            r"(?:inside|within) the [a-z]{3,20} (?:network|premises|data cent\w+)(?: only)?|"
            r"on[- ]?premises?|on[- ]?prem\b|self[- ]?host\w*|本地服务器部署|private deployment|\blocal deployment|locally deployed"
        ),
    ),
    (
        "offline",
        (
            r"离线部署|离线(?:环境)?运行|断网(?:运行|部署)|内网(?:离线)?(?:部署|运行)|物理隔离|不联网(?:运行|部署)|offline deployment|"
            r"(?:runs?|works?|operat\w{1,12}) (?:fully |entirely )?offline|air[- ]?gapped"
        ),
    ),
    ("edge", r"边缘(?:侧|端)?(?:部署|计算|运行|推理|盒子|设备)?|端侧(?:部署|推理|运行)?|\bedge\b|on[- ]device"),
    ("public_cloud", r"公有云|公共云|\bsaas\b|软件即服务|云服务形式|云端saas|\bpublic cloud\b"),
    ("cloud", r"上云|云端部署|云上部署|云部署|云端|cloud(?:[- ](?:based|hosted|deployment|native))?\b"),
)
_STACK: tuple[tuple[str, str], ...] = (
    ("ascend", r"昇腾|ascend"),
    ("kunpeng", r"鲲鹏|kunpeng"),
    ("phytium", r"飞腾|phytium"),
    ("hygon", r"海光|hygon"),
    ("loongson", r"龙芯|loongson|loongarch"),
    ("cambricon", r"寒武纪|cambricon"),
    ("zhaoxin", r"兆芯"),
    ("sunway", r"申威"),
    ("kunlunxin", r"昆仑芯"),
    ("moore_threads", r"摩尔线程"),
    ("metax", r"沐曦"),
    ("iluvatar", r"天数智芯|天数"),
    ("kylin", r"麒麟(?!区|阁|山)|kylin"),
    ("uos", r"统信|\buos\b"),
    ("openeuler", r"欧拉(?!公式|角|方程|数)|open ?euler"),
    ("harmony", r"鸿蒙|harmonyos"),
    ("dameng", r"达梦"),
    ("kingbase", r"人大金仓|金仓|kingbase\w*"),
    ("gaussdb", r"高斯数据库|gaussdb|opengauss"),
    ("oceanbase", r"oceanbase"),
    ("tongweb", r"东方通|tongweb"),
    ("mindspore", r"昇思|mindspore"),
    ("paddle", r"飞桨|paddle\w*"),
    ("x86", r"\bx86\w*\b"),
    ("nvidia", r"英伟达|nvidia|\bcuda\b"),
    ("windows", r"\bwindows\b"),
    (
        GENERIC_STACK,
        (
            r"国产化|信创|自主可控|国产(?:芯片|软硬件|操作系统|数据库|算力|cpu|gpu|服务器|平台|环境)|安可|"
            r"domestic (?:chips?|stack|hardware|it)|xinchuang"
        ),
    ),
)
FOREIGN = {"x86", "nvidia", "windows"}
CHIPS = {
    "ascend",
    "kunpeng",
    "phytium",
    "hygon",
    "loongson",
    "cambricon",
    "zhaoxin",
    "sunway",
    "kunlunxin",
    "moore_threads",
    "metax",
    "iluvatar",
}
SYSTEMS = {"kylin", "uos", "openeuler", "harmony"}
# demanded mode → the stated modes that satisfy it. What is absent here stays open rather than guessed.
SATISFIED_BY: dict[str, frozenset[str]] = {
    "private": frozenset({"private", "private_cloud", "offline"}),
    "offline": frozenset({"offline"}),
    "private_cloud": frozenset({"private_cloud"}),
    "hybrid": frozenset({"hybrid"}),
    "edge": frozenset({"edge"}),
    "public_cloud": frozenset({"public_cloud"}),
    "cloud": frozenset({"cloud", "public_cloud", "private_cloud", "hybrid"}),
    "data_stays": frozenset({"data_stays", "offline"}),
    "no_cloud": frozenset({"private", "offline"}),
}
_FOREIGN_BAN = re.compile(
    r"(?:不得|禁止|严禁|不接受|不允许|不能|杜绝)[^,]{0,6}(?:国外|进口|境外|外国)[^,]{0,4}(?:芯片|软件|硬件|设备|产品|技术|组件)?"
)
_ANY_OF = re.compile(r"^(?:部署|方式|环境|芯片|平台|服务器|系统)*\s*(?:、)?(?:或者?|\bor\b|均可或)\s*(?:部署)?$", FLAGS)
_ONE_OF = re.compile(r"之一|任一|任意一种|其中一种|均可|都可以?|any of|one of", FLAGS)
DEPLOYMENT_CODES = frozenset(SATISFIED_BY)
STACK_CODES = frozenset(code for code, _ in _STACK)


def _compile(table: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in table), FLAGS)


_PATTERNS = {Kind.DEPLOYMENT: _compile(_DEPLOYMENT), Kind.DOMESTIC_STACK: _compile(_STACK)}


@dataclass(frozen=True, slots=True)
class _Term:
    code: str
    start: int
    end: int


def _terms(kind: Kind, clause: Clause) -> list[_Term]:
    found = _PATTERNS[kind].finditer(clause.folded)
    return [_Term(match.lastgroup or "", match.start(), match.end()) for match in found]


def facts_of(text: str, origin: str, kind: Kind, *, on_topic: bool = False) -> Iterator[Fact]:
    """What a supply's text states of deployment or the domestic stack."""
    for sentence in clauses(text, origin):
        for clause in sentence:
            for term in _terms(kind, clause):
                yield _fact(kind, clause, term, on_topic=on_topic)


def _fact(kind: Kind, clause: Clause, term: _Term, *, on_topic: bool) -> Fact:
    code, spoken = (
        term.code,
        stance(clause.folded, term.start, term.end, on_topic=on_topic or term.code == "data_stays", after=clause.after),
    )
    if code == "cloud" and spoken is not Stance.AFFIRMED and prohibited(clause.folded, term.start, term.end):
        spoken = Stance.DENIED
    only = spoken is Stance.AFFIRMED and exclusive(clause.folded, term.start, term.end)
    return Fact(kind, Choice((code,)), clause.source(0, len(clause.folded)), spoken, exclusive=only)


def requirements_of(text: str, origin: str, kind: Kind, *, on_topic: bool = False) -> Iterator[Requirement]:
    """What a need's text demands of deployment or the domestic stack; hard unless the words only wish."""
    for sentence in clauses(text, origin):
        for clause in sentence:
            yield from _demands(kind, clause, on_topic=on_topic)
            yield from _bans(kind, clause)


def _demands(kind: Kind, clause: Clause, *, on_topic: bool) -> Iterator[Requirement]:
    def asked(term: _Term) -> bool:
        stays = on_topic or term.code == "data_stays"
        return term.code not in FOREIGN and demanded(clause.folded, term.start, term.end, on_topic=stays)

    for group in _groups(clause, [term for term in _terms(kind, clause) if asked(term)]):
        codes = tuple(dict.fromkeys(term.code for term in group))
        # 功耗不超过15 W的边缘设备: the figure is a demand of its own
        counted = any(found.unit != BARE for found in quantities(clause.folded))
        source = clause.source(group[0].start, group[-1].end) if counted else clause.source(0, len(clause.folded))
        yield Requirement(kind, Choice(codes), source, hard=hardness(clause.folded, default=True))


def _groups(clause: Clause, terms: list[_Term]) -> list[list[_Term]]:
    """Terms joined by 或 are one demand that any of them satisfies; the others are demands of their own."""
    if len(terms) > 1 and _ONE_OF.search(clause.folded, terms[-1].end):
        return [terms]
    groups: list[list[_Term]] = []
    for term in terms:
        if groups and _ANY_OF.match(clause.folded[groups[-1][-1].end : term.start]):
            groups[-1].append(term)
        else:
            groups.append([term])
    return groups


def _bans(kind: Kind, clause: Clause) -> Iterator[Requirement]:
    """不得上云 asks for a deployment without a cloud, 不得使用进口芯片 for the domestic stack."""
    if kind is Kind.DOMESTIC_STACK:
        banned = bool(_FOREIGN_BAN.search(clause.folded))
        code = GENERIC_STACK
    else:
        clouds = [term for term in _terms(kind, clause) if term.code in {"cloud", "public_cloud"}]
        banned = any(prohibited(clause.folded, term.start, term.end) for term in clouds)
        code = "no_cloud"
    if banned:
        source = clause.source(0, len(clause.folded))
        yield Requirement(kind, Choice((code,)), source, hard=hardness(clause.folded, default=True))
