"""What people read for each rule of `app.exchange.rules`, in the language of the reader."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_, gettext
from app.exchange.rules import FileRule, RowRule, Rule, Skip, UnreadableFile
from app.exchange.values.dates import both_readings

FILES: Final[Mapping[FileRule, str]] = {
    FileRule.MISSING: N_("找不到这个文件，请检查路径。"),
    FileRule.EMPTY: N_("文件是空的，请确认选对了文件。"),
    FileRule.TOO_LARGE: N_("文件超过 {limit} MB，请拆分成几个文件后分别导入。"),
    FileRule.NOT_A_LIST: N_("这不是 CSV 或 XLSX 表格，请用 Excel 或 WPS 另存为 .xlsx 后再导入。"),
    FileRule.OLD_WORKBOOK: N_("这是旧版 Excel 文件（.xls），请打开后另存为 .xlsx 再导入。"),
    FileRule.LOCKED_WORKBOOK: N_("工作簿设有打开密码，请取消密码后再导入。"),
    FileRule.OTHER_WORKBOOK: N_("不支持这种工作簿格式，请另存为 .xlsx 再导入。"),
    FileRule.WEB_PAGE: N_("这其实是网页格式的文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"),
    FileRule.UTF16: N_("文件是 UTF-16 编码，请另存为“CSV UTF-8”或 .xlsx 再导入。"),
    FileRule.ENCODING: N_("文件既不是 UTF-8 也不是 GB18030 编码（第 {line} 行无法识别），请另存为“CSV UTF-8”再导入。"),
    FileRule.MIXED_ENCODING: N_("文件里混有不同编码的文字（从第 {line} 行开始），请统一另存为“CSV UTF-8”再导入。"),
    FileRule.BROKEN_QUOTES: N_("第 {line} 行附近的引号不成对，无法分清单元格，请改正后再导入。"),
    FileRule.BROKEN_WORKBOOK: N_("工作簿已损坏，无法读取，请用 Excel 或 WPS 打开并重新保存后再导入。"),
    FileRule.ERROR_CELL: N_("工作簿里有无法识别的公式错误，请改正或改为数值后再导入。"),
    FileRule.TOO_SPREAD: N_("表格的范围过大，请删除数据以外的空白行列后再导入。"),
    FileRule.TOO_HEAVY: N_(
        "打开这个文件要占用的内存过多，已停止读取；请只留下清单本身，删除多余的行列、图片和样式，另存为新文件再导入。"
    ),
    FileRule.TOO_SLOW: N_("读取这个文件用了太长时间，已停止；请只留下清单本身，或拆分成几个文件后分别导入。"),
    FileRule.LINE_TOO_LONG: N_("第 {line} 行的内容太长，无法读取；请确认分隔符和引号正确，或把长文字改用附件。"),
    FileRule.TOO_MANY_ROWS: N_("表格超过 {limit} 行，请拆分成几个文件后分别导入。"),
    FileRule.NO_HEADER: N_(
        "没有找到表头：前 20 行里要有一行写明列名，例如“场景名称”“单位名称”“需求描述”；也可以指定表头在第几行。"
    ),
    FileRule.HEADER_ROW: N_("第 {row} 行没有列名，请核对表头在第几行。"),
    FileRule.NO_SHEET: N_("没有名为“{sheet}”的工作表；文件里有：{sheets}。"),
    FileRule.NO_SHEETS: N_("CSV 文件没有工作表之分，不必指定工作表。"),
    FileRule.NO_ROWS: N_("表头下面没有数据行，请填好内容后再导入。"),
    FileRule.NO_NAME: N_("没有一列被认作“{column}”，请在表头写明，或指定用哪一列。"),
}

CELLS: Final[Mapping[Rule, str]] = {
    Rule.REQUIRED: N_("缺少必填内容，请补上。"),
    Rule.EXPECTED: N_("这一项是空的，可以先导入，发布前要补上。"),
    Rule.FORMULA_ERROR: N_("单元格里的公式出错（{text}），请改正公式或填写数值。"),
    Rule.FORMULA_EMPTY: N_(
        "这一格是公式，但文件里没有计算结果；请用 Excel 或 WPS 打开文件，保存后再导入。在此之前这一行只能是草稿。"
    ),
    Rule.PICTURE: N_("这一格是嵌入的图片，读不出文字；请把内容写成文字。在此之前这一行只能是草稿。"),
    Rule.TOO_LONG: N_("文字太长，这一栏放不下，请精简，或改用附件。"),
    Rule.MONEY_UNCLEAR: N_("没有看懂金额“{text}”，已保留原文；可以写成“300-500万元”。"),
    Rule.MONEY_UNIT: N_("金额“{text}”没有写单位，已保留原文；请写明元、万元或亿元。"),
    Rule.MONEY_UPSIDE_DOWN: N_("金额“{text}”的下限大于上限，原文已保留，请核对。在此之前这一行只能是草稿。"),
    Rule.MONEY_BEYOND: N_("金额“{text}”超过 1000 亿元，没有采用，原文已保留；请检查单位。"),
    Rule.MONEY_SEVERAL: N_("“{text}”里有几笔金额，没有替您取舍或相加，原文已保留；请只写一个总额。"),
    Rule.MONEY_RATE: N_("“{text}”是按年、按件一类的单价，不是总额，按原文保留，不参与金额筛选。"),
    Rule.MONEY_FOREIGN: N_("金额“{text}”是外币，按原文保留，不参与人民币筛选。"),
    Rule.DATE_UNCLEAR: N_("没有看懂日期“{text}”，原文已保留；请写成“2026-06-30”。"),
    Rule.DATE_IMPOSSIBLE: N_("日期“{text}”不存在，原文已保留，请核对。在此之前这一行只能是草稿。"),
    Rule.DATE_ORDER: N_(
        "“{text}”可能是 {first}，也可能是 {second}，没有替您决定；请写成其中一种。在此之前这一行只能是草稿。"
    ),
    Rule.DATE_AMBIGUOUS: N_("“{text}”可能是 1 月也可能是 10 月，请写成“2026-01”或“2026-10”。"),
    Rule.DATE_OPEN: N_("“{text}”不是具体日期，按未填写处理，原文已保留。"),
    Rule.DATE_YEAR: N_("日期“{text}”没有写年份，没有替您补上，原文已保留；请写成“2026-06-30”。"),
    Rule.DATE_RELATIVE: N_("“{text}”是一段时长，要从别的日子算起，没有替您推算，原文已保留；请写成“2026-06-30”。"),
    Rule.DATE_HOUR: N_("“{text}”里的时刻或时区没有采用：按当日 24:00（北京时间）计，原文已保留。"),
    Rule.DATE_WEEKDAY: N_("“{text}”里的星期与日期不符，已按日期读取，请核对。"),
    Rule.PERIOD_UPSIDE_DOWN: N_("起止时间“{text}”的开始晚于结束，原文已保留，请核对。在此之前这一行只能是草稿。"),
    Rule.PHONE_UNCLEAR: N_("没有看懂电话“{text}”，已按原文保留，请核对。"),
    Rule.EMAIL_UNCLEAR: N_("“{text}”不是邮箱地址，请核对。"),
    Rule.DIGITS_LOST: N_("“{text}”的末尾数字已被表格软件舍去，请把这一列设为文本格式后重新填写。"),
    Rule.USCC_LENGTH: N_("“{text}”不是 18 位统一社会信用代码，请核对。"),
    Rule.USCC_CHECK: N_("统一社会信用代码“{text}”的校验位不对，请核对。"),
    Rule.TRL_UNCLEAR: N_("没有看懂成熟度“{text}”；请填 1 到 9。"),
    Rule.TRL_RANGE: N_("成熟度“{text}”是一个范围，已取较低的一级。"),
    Rule.TERM_UNKNOWN: N_("“{text}”不在可选项里，原文已保留，请从可选项里选择。"),
    Rule.TERM_MANY: N_("这里只能选一项，已取“{text}”中的第一项。"),
    Rule.ANSWER_UNCLEAR: N_("没有看懂“{text}”；请填“是”或“否”。"),
    Rule.KPI_UNCLEAR: N_("指标“{text}”没有写数值，可以写成“准确率≥98%”。"),
    Rule.NO_ROOM: N_("“{text}”太长，这一栏放不下，原文已保留在附加信息里。"),
    Rule.OTHER_UNIT: N_("“{text}”不是本单位；这一行仍归在本单位名下，原文已保留。"),
    Rule.DEADLINE_PAST: N_("截止日期“{text}”已经过去，可以先导入，发布前要改为以后的日期。"),
    Rule.PERSONAL_IN_TEXT: N_(
        "公开的文字里有个人信息“{text}”：请删去，或在导入时说明为什么可以公开；在此之前这一行只能是草稿。"
    ),
    Rule.GRAVE_IN_TEXT: N_("公开的文字里有证件号码或患者信息“{text}”：请删去；在此之前这一行只能是草稿。"),
}

DEFAULTS: Final[Mapping[str, str]] = {
    "organisation": N_("清单里没有写明单位的列：各行归在“未署名单位”名下；请补上这一列，或在导入时选定一个单位。"),
    "description": N_("清单里没有写明内容的列：各行没有描述，只能是草稿。"),
    "deadline": N_("清单里没有截止日期的列：直接发布的需求，自发布之日起挂牌一年。"),
}
"""What is done in every row of a list that has no column for a field."""

ROWS: Final[Mapping[RowRule, str]] = {
    RowRule.SAME_IN_FILE: N_("与本文件第 {text} 行完全相同，没有重复导入。"),
    RowRule.OLDER_IN_FILE: N_("与本文件第 {text} 行是同一条，那一行更新，内容以那一行为准；那一行空着的沿用这一行。"),
    RowRule.MET_IN_FILE: N_("本文件第 {text} 行已经写入同一条，这一行没有采用；如果不是同一条，请写明各自的编号。"),
    RowRule.MET_IN_SHEET: N_("与工作表“{sheet}”第 {row} 行是同一条：那张表先导入的话，这一行只更新它，不再新建。"),
    RowRule.TOUCHED: N_("这一条在导入之后有人改过，为免覆盖，没有更新。"),
    RowRule.ALREADY_PUBLIC: N_("这一条已经公开，变更请在需求页面发布补充公告。"),
    RowRule.CODE_TAKEN: N_("公开编码“{text}”属于其他单位的条目，请核对编码。"),
    RowRule.NOT_PUBLISHED: N_("没有发布：{text}"),
    RowRule.HELD: N_("没有发布，留作草稿：“{text}”一栏没有读懂或没有填写，请补正后再发布。"),
    RowRule.IN_USE: N_("已有其他记录用到这一条（例如应答、关注或附件），没有撤销。"),
    RowRule.CHANGED_SINCE: N_("导入之后有人改过或办理过这一条，没有撤销。"),
}

SKIPS: Final[Mapping[Skip, str]] = {
    Skip.BLANK: N_("空行"),
    Skip.TITLE: N_("标题行"),
    Skip.REPEATED_HEADER: N_("重复的表头"),
    Skip.TOTAL: N_("合计行"),
    Skip.SECTION: N_("分组标题"),
    Skip.NOTE: N_("说明行"),
}

CELL_TOO_LONG: Final = N_("{cell} 单元格的文字超过 Excel 的上限（32767 字），请改为导出 CSV。")


def file_sentence(error: UnreadableFile) -> str:
    """Why the file cannot be read and what to do."""
    return gettext(FILES[error.rule]).format(**error.detail)


def cell_sentence(rule: Rule, text: str) -> str:
    """What is wrong with a cell that holds `text`, and what to do."""
    first, second, *_others = *both_readings(text), "", ""
    return gettext(CELLS[rule]).format(text=text, first=first, second=second)


def default_sentence(code: str) -> str:
    """What is done where the list has no column for the field `code`."""
    return gettext(DEFAULTS[code])


def skip_sentence(reason: Skip) -> str:
    """What a skipped line was taken for."""
    return gettext(SKIPS[reason])


def problem_sentence(rule: str, text: str) -> str:
    """What is wrong with a row or one of its cells, by the stored code of the rule."""
    if rule in {known.value for known in RowRule}:
        said = gettext(text) if rule == RowRule.NOT_PUBLISHED else text
        sheet, _colon, row = text.rpartition(":")
        return gettext(ROWS[RowRule(rule)]).format(text=said, sheet=sheet, row=row)
    return cell_sentence(Rule(rule), text)
