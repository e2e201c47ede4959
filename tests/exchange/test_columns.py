"""Headers to fields."""

import pytest

from app.exchange.columns import Part, export_header, label_keys, letters, likely_kind, map_columns, unique_labels
from app.exchange.fields import FIELDS, ListKind


@pytest.mark.parametrize("kind", list(ListKind))
def test_no_label_stands_for_two_fields(kind: ListKind) -> None:
    owners: dict[str, str] = {}
    for field in FIELDS[kind]:
        for label in (field.header, *field.known_as, *field.before, *field.after):
            for key in label_keys(label):
                assert owners.setdefault(key, field.code) == field.code, f"{label}: {owners[key]} and {field.code}"
    assert len({field.code for field in FIELDS[kind]}) == len(FIELDS[kind])


@pytest.mark.parametrize("kind", list(ListKind))
def test_an_export_is_understood_in_full(kind: ListKind) -> None:
    mapped = map_columns(kind, export_header(kind))
    assert [column.taken_for for column in mapped.columns] == [f.code for f in FIELDS[kind] if f.exported]
    assert mapped.missing == ()
    assert likely_kind(export_header(kind)) is kind


def test_chinese_headers_are_known_by_synonyms() -> None:
    labels = ["序号", "*场景机会名称（必填）", "发布单位", "需求 描述：", "合作方式", "项目类别", "预算（万元）"]
    mapped = map_columns(ListKind.OPPORTUNITIES, labels)
    assert mapped.report() == {
        "*场景机会名称（必填）": "title",
        "发布单位": "organisation",
        "需求 描述：": "description",
        "合作方式": "cooperation",
        "项目类别": "extra",
        "预算（万元）": "budget",
    }
    assert mapped.columns[6].unit == "万元"
    assert [column.label for column in mapped.extra] == ["项目类别"]


def test_english_headers_are_known() -> None:
    labels = ["Title", "Agency", "Tagline", "Description", "Type", "Prize", "Partners", "Start", "End"]
    mapped = map_columns(ListKind.OPPORTUNITIES, labels)
    codes = [column.taken_for for column in mapped.columns]
    assert codes == [
        "title",
        "organisation",
        "description",
        "description",
        "extra",
        "budget",
        "extra",
        "published_on",
        "deadline",
    ]
    assert mapped.columns[2].part is Part.BEFORE


def test_the_second_column_for_a_field_is_kept_as_extra() -> None:
    mapped = map_columns(ListKind.CAPABILITIES, ["产品名称", "能力名称", "能力说明"])
    assert mapped.report() == {"产品名称": "name", "能力名称": "extra", "能力说明": "description"}


def test_a_person_can_choose_otherwise() -> None:
    labels = ["事项", "单位名称", "需求描述"]
    mapped = map_columns(ListKind.OPPORTUNITIES, labels, {0: "title", 1: "extra"})
    assert mapped.report() == {"事项": "title", "单位名称": "extra", "需求描述": "description"}
    assert [field.code for field in mapped.missing] == ["organisation", "deadline"]
    with pytest.raises(KeyError):
        map_columns(ListKind.OPPORTUNITIES, labels, {0: "no_such_field"})


def test_missing_fields_are_named() -> None:
    mapped = map_columns(ListKind.RESULTS, ["成果简介"])
    assert [field.code for field in mapped.missing] == ["name", "organisation"]


def test_labels_become_unique() -> None:
    assert unique_labels(["备注", "备注", "", " "], {2}) == ("备注", "备注 (2)", "列C", "")
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
