"""What a form says of a value that does not fit: one sentence for each kind of misfit that Pydantic finds."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from app.core.i18n import N_
from app.core.i18n import gettext as _

TOO_LONG = N_("最多填写 {max_length} 个字，请删减一些。")
TOO_LARGE = N_("数字太大，请检查。")
SENTENCES: Mapping[str, str] = {
    "missing": N_("请填写这一项。"),
    "string_too_short": N_("至少填写 {min_length} 个字。"),
    "string_too_long": TOO_LONG,
    "string_pattern_mismatch": N_("格式不对，请检查后重新填写。"),
    "too_short": N_("至少选择或填写 {min_length} 项。"),
    "too_long": N_("最多选择或填写 {max_length} 项。"),
    "int_parsing": N_("请填写整数。"),
    "int_parsing_size": TOO_LARGE,
    "int_from_float": N_("请填写整数。"),
    "float_parsing": N_("请填写数字。"),
    "decimal_parsing": N_("请填写数字。"),
    "greater_than_equal": N_("不能小于 {ge}。"),
    "greater_than": N_("必须大于 {gt}。"),
    "less_than_equal": N_("不能大于 {le}。"),
    "less_than": N_("必须小于 {lt}。"),
    "date_parsing": N_("请填写有效的日期，例如 2026-12-31。"),
    "date_from_datetime_parsing": N_("请填写有效的日期，例如 2026-12-31。"),
    "datetime_parsing": N_("请填写有效的日期和时间。"),
    "enum": N_("请从列表中选择。"),
    "literal_error": N_("请从列表中选择。"),
    "bool_parsing": N_("请重新勾选。"),
}
FALLBACK = N_("填写的内容不符合要求，请检查。")


def sentence_of(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    template = _(SENTENCES.get(detail["type"], FALLBACK))
    return template.format(**detail.get("ctx", {}))
