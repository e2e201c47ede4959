"""The README keeps its promises where a test can hold them."""

import re
from pathlib import Path

from app.core.settings import Settings

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings_table() -> str:
    """The table as it must stand in README."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for name, info in Settings.model_fields.items():
        default = info.default.get_secret_value() if hasattr(info.default, "get_secret_value") else info.default
        shown = f"`{default}`" if str(default) else "empty"
        rows.append(f"| `JINGHE_{name.upper()}` | {shown} | {info.description} |")
    return "\n".join(rows)


def test_every_setting_stands_in_the_table() -> None:
    assert settings_table() in README


def test_pictures_and_links_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert len(links) >= 3
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_room_of_the_map_exists() -> None:
    rooms = re.findall(
        r"^\| `([\w/.]+)`", README.split("## The map of the house")[1].split("###")[0], flags=re.MULTILINE
    )
    assert len(rooms) > 8
    assert [room for room in rooms if not (ROOT / room).exists()] == []


def test_the_top_level_is_what_was_agreed() -> None:
    allowed = {
        "pyproject.toml",
        "README.md",
        "app",
        "matching",
        "scenarios",
        "suppliers",
        "templates",
        "migrations",
        "tests",
    }
    allowed |= {"Makefile", "constraints.txt", "LICENSE", ".ci", ".git", ".gitignore"}
    ignored = {
        ".venv",
        "var",
        "build",
        ".hypothesis",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".import_linter_cache",
    }
    ignored |= {"jinghe.egg-info", ".coverage", "htmlcov", ".env", "__pycache__"}
    assert {path.name for path in ROOT.iterdir()} - ignored <= allowed
