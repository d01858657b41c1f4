"""README says what the program does: its settings and its commands, both ways."""

import re
from pathlib import Path

from dzherelo.assistant.settings import Settings
from dzherelo.ui.cli.parser import build_parser
from dzherelo.ui.locale.texts import Words

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def section(title):
    return README.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_the_table_of_settings_is_that_of_the_program():
    rows = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", section("Settings"), re.MULTILINE))
    fields = {name: field for name, field in Settings.model_fields.items() if name != "home"}
    assert set(rows) == set(fields)
    for name, default in rows.items():
        value = fields[name].default
        assert default.strip(" `") == ("" if value is None else str(value).lower())


def test_every_command_is_named():
    used = set(re.findall(r"`(?:dzherelo )?([a-z]+)(?: [^`]*)?`", section("Use")))
    parser = build_parser(Words("en"))
    commands = next(action.choices for action in parser._actions if action.dest == "command")
    assert set(commands) <= used
