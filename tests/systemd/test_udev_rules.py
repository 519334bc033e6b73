"""The udev rules: every line is well formed, and every name that they give lies in /dev/moiso."""

import re
from pathlib import Path

RULES = Path(__file__).parents[2] / "systemd" / "99-moiso.rules"

MATCHES = re.compile(r'(ACTION|KERNEL|SUBSYSTEM|SUBSYSTEMS|ENV\{\w+\}|ATTRS\{\w+\})(==|!=)"[^"]+"')
GIVES = re.compile(r'(GROUP|MODE|SYMLINK|LABEL|GOTO|ENV\{\w+\}|IMPORT\{builtin\})(=|\+=)"[^"]+"')
"""What we use of udev(7)."""


def rules() -> list[list[str]]:
    """The parts of each rule."""
    text = RULES.read_text(encoding="utf-8")
    return [line.split(", ") for line in text.splitlines() if line and not line.startswith("#")]


def given(name: str) -> list[str]:
    """All values that the rules give to `name`."""
    return [part.split("=", 1)[1].strip('"') for rule in rules() for part in rule if re.match(rf"{name}\+?=[^=]", part)]


def test_every_part_of_every_rule_is_well_formed() -> None:
    wrong = [part for rule in rules() for part in rule if not (MATCHES.fullmatch(part) or GIVES.fullmatch(part))]
    assert wrong == []


def test_every_jump_has_its_label() -> None:
    assert set(given("GOTO")) == set(given("LABEL"))


def test_every_name_lies_in_the_folder_of_moiso() -> None:
    names = given("SYMLINK")
    assert "moiso/printer" in names
    assert all(re.fullmatch(r"moiso/(printer|(printer|serial)-\$env\{ID_PATH_TAG\})", name) for name in names)


def test_printers_and_adapters_belong_to_the_groups_that_the_server_is_in() -> None:
    unit = RULES.with_name("moiso-server.service").read_text(encoding="utf-8")
    assert f"SupplementaryGroups={' '.join(sorted(set(given('GROUP'))))}\n" in unit
    assert set(given("MODE")) == {"0660"}


def test_ch340_and_ftdi_adapters_are_known() -> None:
    vendors = "|".join(part for rule in rules() for part in rule if part.startswith("ATTRS{idVendor}"))
    assert "1a86" in vendors
    assert "0403" in vendors
