"""The example configuration: whole, true to the defaults, and every mistake in it is answered with a sentence."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from display.config import DisplayConfig
from drivers.errors import SettingError
from drivers.settings import SECTIONS, read_section
from kiosk.config import KioskConfig
from server.config import KeypadConfig, PrintAgentConfig, ServerConfig

EXAMPLE = Path(__file__).parents[2] / "systemd" / "moiso.toml"
MODELS: dict[str, type[BaseModel]] = {
    "server": ServerConfig,
    "display": DisplayConfig,
    "kiosk": KioskConfig,
    "print_agent": PrintAgentConfig,
    "keypad": KeypadConfig,
}

_SECTION = re.compile(r"\[(\w+)\]$")
_SETTING = re.compile(r"(# )?(\w+) = (.+)$")

each_section = pytest.mark.parametrize("section", MODELS)


def lines(section: str) -> list[tuple[bool, str, str]]:
    """(in use, name, value as written) of every setting and every commented setting of that section."""
    here, found = "", []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if head := _SECTION.match(line):
            here = head[1]
        elif here == section and (setting := _SETTING.match(line)):
            found.append((setting[1] is None, setting[2], setting[3]))
    return found


def commented() -> list[tuple[str, str, str]]:
    return [(section, name, value) for section in MODELS for used, name, value in lines(section) if not used]


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "moiso.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(file: Path, section: str = "server") -> str:
    with pytest.raises(SettingError) as caught:
        read_section(file, section, MODELS[section])
    return str(caught.value)


# ── The example ────────────────────────────────────────────────────────────────────────────────────


def test_the_example_has_the_sections_that_moiso_knows() -> None:
    assert tuple(tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))) == SECTIONS == tuple(MODELS)


@each_section
def test_every_setting_is_in_the_example_and_nothing_else(section: str) -> None:
    assert {name for _, name, _ in lines(section)} == set(MODELS[section].model_fields)


@each_section
def test_every_value_in_the_example_is_the_default(section: str) -> None:
    from_example = read_section(EXAMPLE, section, MODELS[section])
    assert from_example == MODELS[section]()
    in_use = {name for used, name, _ in lines(section) if used}
    assert in_use == from_example.model_fields_set


@each_section
def test_only_a_setting_that_is_empty_or_differs_with_the_person_is_commented_out(section: str) -> None:
    in_use = {name for used, name, _ in lines(section) if used}
    empty = {name for name, value in MODELS[section]() if value is None}
    of_the_person = {"data"} & set(MODELS[section].model_fields)
    assert set(MODELS[section].model_fields) - in_use == empty | of_the_person


@pytest.mark.parametrize(("section", "name", "value"), commented())
def test_every_commented_example_would_be_accepted(section: str, name: str, value: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"[{section}]\n{name} = {value}\n")
    assert read_section(file, section, MODELS[section]).model_fields_set == {name}


@each_section
def test_every_setting_is_explained_in_words(section: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").split(f"\n[{section}]\n")[1].split("\n[")[0]
    for block in text.strip().split("\n\n"):
        said = [line for line in block.splitlines() if line.startswith("# ") and not _SETTING.match(line)]
        assert said, f"nothing is said about: {block}"


def test_every_way_to_a_printer_has_an_example() -> None:
    examples = {value.strip('"').partition(":")[0] for _, name, value in lines("server") if name == "printer"}
    assert examples >= {"auto", "file", "serial", "tcp", "fake"}


# ── Mistakes ───────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_section_is_named_with_those_that_exist(tmp_path: Path) -> None:
    file = written(tmp_path, "[sever]\nport = 1\n")
    said = refusal(file)
    assert str(file) in said
    assert "[sever]" in said
    assert all(name in said for name in SECTIONS)


@each_section
def test_an_unknown_setting_is_named_with_its_file(section: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"[{section}]\ncolour = 3\n")
    assert refusal(file, section) == f"setting {section}.colour in {file} cannot be used: there is no such setting"


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("server", "port", "0"),
        ("server", "port", '"many"'),
        ("server", "timezone", '"Asia/Can_Tho"'),
        ("server", "day_turns_at_hour", "24"),
        ("server", "authority", f'"{"Ủ" * 121}"'),
        ("server", "printer", '"usb0"'),
        ("server", "printer", '"serial:/dev/ttyUSB0?speed=9600"'),
        ("display", "server", '"127.0.0.1:8480"'),
        ("display", "language", '"fr"'),
        ("display", "speaks", '"perhaps"'),
        ("display", "size", "[1920]"),
        ("kiosk", "server", '"http://127.0.0.1:8480/"'),
        ("kiosk", "keys", '"1"'),
        ("kiosk", "size", '"1280x800"'),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_file(section: str, name: str, value: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"[{section}]\n{name} = {value}\n")
    said = refusal(file, section)
    assert said.startswith(f"setting {section}.{name}")
    assert f" in {file} cannot be used: " in said
    assert "\n" not in said


def test_a_file_that_is_not_toml_is_named_with_the_place_of_the_mistake(tmp_path: Path) -> None:
    file = written(tmp_path, "[server]\nport 8480\n")
    said = refusal(file)
    assert said.startswith(f"the configuration file {file} is not valid TOML: ")
    assert "line 2" in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "moiso.toml"
    assert refusal(file) == f"the configuration file {file} does not exist"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A folder in the file's place: it cannot be read even by root, who runs tests in a container."""
    assert refusal(tmp_path).startswith(f"the configuration file {tmp_path} cannot be read: ")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "moiso.toml"
    file.write_bytes('[server]\nname = "Trung tâm"\n'.encode("latin-1"))
    assert refusal(file).startswith(f"the configuration file {file} cannot be read: ")


def test_a_section_written_as_a_single_value_is_named_with_its_file(tmp_path: Path) -> None:
    file = written(tmp_path, "server = 8480\n")
    said = refusal(file)
    assert str(file) in said
    assert "server" in said


@each_section
def test_a_file_without_the_section_means_the_defaults(section: str, tmp_path: Path) -> None:
    assert read_section(written(tmp_path, ""), section, MODELS[section]) == MODELS[section]()


def test_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "[server]\nport = 9000\nprinter = 'none'\n")
    given: dict[str, Any] = {"port": 9001, "printer": None}
    config = read_section(file, "server", ServerConfig, **given)
    assert (config.port, config.printer) == (9001, "none")
