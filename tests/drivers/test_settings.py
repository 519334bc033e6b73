"""One section of the one file: checked, with the mistake named in a sentence."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from drivers.errors import SettingError
from drivers.settings import SECTIONS, read_section


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid")
    port: int = 8000
    name: str = "Moiso"


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "moiso.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_section_is_read_and_the_others_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, '[server]\nport = 9000\nname = "Ô Môn"\n[kiosk]\nanything = 1\n')
    assert read_section(path, "server", Section) == Section(port=9000, name="Ô Môn")


def test_what_is_not_there_has_its_default(tmp_path: Path) -> None:
    assert read_section(None, "server", Section) == Section()
    assert read_section(written(tmp_path, "[kiosk]\n"), "server", Section) == Section()


def test_the_command_line_goes_over_the_file_and_none_means_not_given(tmp_path: Path) -> None:
    path = written(tmp_path, '[server]\nport = 9000\nname = "Ô Môn"\n')
    assert read_section(path, "server", Section, port=7000, name=None) == Section(port=7000, name="Ô Môn")
    assert read_section(None, "server", Section, port=7000) == Section(port=7000)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_may_be_there(tmp_path: Path, section: str) -> None:
    assert read_section(written(tmp_path, f"[{section}]\nport = 1\n"), section, Section).port == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[server]\nprot = 1\n", ("server.prot", "moiso.toml", "there is no such setting")),
        ('[server]\nport = "many"\n', ("server.port", "moiso.toml", "integer")),
        ("[sever]\nport = 1\n", ("unknown section [sever]", "server, display, kiosk")),
        ("[server\n", ("not valid TOML",)),
        ("server = 5\n", ("server", "section")),
        ('server = "x"\n', ("server", "section")),
        (b"[server]\nname = '\xff'\n", ("cannot be read",)),
    ],
)
def test_a_mistake_is_named_in_one_sentence(tmp_path: Path, text: str | bytes, parts: tuple[str, ...]) -> None:
    with pytest.raises(SettingError) as refused:
        read_section(written(tmp_path, text), "server", Section)
    assert all(part in str(refused.value) for part in parts), refused.value
    assert "\n" not in str(refused.value)


def test_a_mistake_on_the_command_line_names_no_file() -> None:
    with pytest.raises(SettingError, match=r"^setting server\.port cannot be used: "):
        read_section(None, "server", Section, port="many")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"none\.toml does not exist"):
        read_section(tmp_path / "none.toml", "server", Section)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        read_section(tmp_path, "server", Section)
