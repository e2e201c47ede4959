"""Which words of a text carry what it is about: without function words, dates, numbers and words that any text of the trade has."""

import re

from matching.characters import nfkc

_ENGLISH = re.compile(r"[a-z][a-z0-9+#]*+(?:[-'./][a-z0-9+#]++)*+")
_HAN = re.compile(r"[一-龥]")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|e?s|e|is|ally|ly)$")
# The parts of speech (rjieba) that name things: nouns, verbal nouns, idioms, abbreviations, verbs, adjectives, foreign words.
_NAMING = frozenset({"n", "v", "a", "l", "i", "j", "e", "b", "z", "s"})
_FUNCTION = frozenset(
    (  # Chinese: what a text says of anything at all
        "我们 你们 他们 自己 本人 进行 通过 实现 提供 支持 具有 具备 需要 需求 要求 能够 可以 以及 没有 不得 不能 不会 不可 不要 不是 "
        "无法 不用 就是 还是 只是 只有 仅有 可能 应该 必须 希望 期望 愿意 欢迎 请问 包括 包含 其中 其他 其它 以上 以下 以内 以外 之内 "
        "左右 上下 前后 目前 现在 当前 今年 去年 明年 每年 每天 每日 每月 每周 平时 时候 时间 小时 分钟 工作日 一个 一种 一些 一次 "
        "一张 两个 几个 多个 各类 各种 不同 相关 有关 主要 重要 重点 问题 情况 方面 方式 方法 过程 结果 内容 部分 范围 功能 版本 作为 "
        "使用 采用 利用 应用 用于 适用 适合 开展 完成 达到 做到 得到 看到 知道 说明 建议 增加 减少 提高 提升 降低 影响 出现 发生 存在 "
        "成为 属于 作出 给出 选择 工作 系统 平台 产品 软件 项目 技术 方案 服务 单位 公司 企业 团队 用户 客户 人员 本院 我院 我局 我厂 "
        "难点 痛点 现场 场景 效果 质量 水平 能力 经验 原因 条件 标准 目标 指标 报价 费用 价格 合同 合作 甲方 乙方 供给 供应商 同时 "
        "提醒 提示 统一 认得 标出 安装 环境 规则 工具 方法 信号 直接 全部 所有 任何 每个 每次 这个 那个 这些 那些 什么 怎么 如何 以前 以后 之前 之后 开始 结束 继续 已经 正在 "
        "第一 第二 第三 首先 其次 最后 比较 特别 非常 容易 简单 复杂 真正 一般 通常 往往 往来 不少 多数 大约 大概 约为 至少 至多 最多 "
        "超过 不足 不超过 不低于 计划 预计 准备 安排 负责 参与 接入 对接 上线 部署 运行 运营 管理 处理 处置 操作 维护 建设 改造 试点 "
        "人工 智能 人工智能 自动 智慧 数字化 信息化 模型 算法 数据 信息 设备 材料 资料 记录 "
        # English
        "the a an of and or to in for on with is are was were be been being by as at it its this that these those we our you your they "
        "their he she i not no nor but if so than then too very can could may might must shall should will would do does did done has "
        "have had having which who whom whose what when where how why there here from into onto over under up down out off about after "
        "before between during through per each every any all some more most less least other another such own same only also just now "
        "one two three first second use used using user users need needs needed want wants system systems platform product products "
        "software service services solution solutions project data information model models result results work works working time day "
        "days hour hours minute minutes week weeks month months year years today currently company team support supports provide "
        "designed suitable meant intended part process provides offer offers offered available include includes including make makes made get gets well within without"
    ).split()
)
"""Words that say nothing of what a text is about: no shared term, no content of a quote."""


def words(text: str) -> dict[str, int]:
    """Words of content, in lower case, with the first place they stand at."""
    import rjieba  # at the first explanation: its dictionary takes 30 MB

    lowered = text.lower() if len(text.lower()) == len(text) else text
    found: dict[str, int] = {}
    at = 0
    for word, kind in rjieba.tag(lowered):
        if _carries(word, kind):
            found.setdefault(word, at)
        at += len(word)
    return found


def _carries(word: str, kind: str) -> bool:
    if len(word) < 2 or word in _FUNCTION:
        return False
    return bool(_ENGLISH.fullmatch(word)) or (kind[:1] in _NAMING and bool(_HAN.search(word)))


def stems(text: str) -> frozenset[str]:
    """The words of content for comparing: NFKC, lower case, English ones without their endings."""
    return frozenset(_ENDING.sub("", word) if word.isascii() else word for word in words(nfkc(text).replace("-", " ")))
