"""What the kernel says of graphics cards."""

from pathlib import Path

import pytest

from drivers.screen.cards import Card, cards


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A Raspberry Pi: a card that shows, one that only computes, one output with a television."""
    for name, driver in (("card0", "v3d"), ("card1", "vc4-drm")):
        folder = tmp_path / "sys" / name / "device"
        folder.mkdir(parents=True)
        (tmp_path / "drivers" / driver).mkdir(parents=True)
        (folder / "driver").symlink_to(tmp_path / "drivers" / driver)
    for name, status in (("card1-HDMI-A-1", "connected"), ("card1-HDMI-A-2", "disconnected"), ("card1-Writeback-1", "unknown")):
        (tmp_path / "sys" / name).mkdir()
        (tmp_path / "sys" / name / "status").write_text(f"{status}\n")
    (tmp_path / "sys" / "renderD128").mkdir()
    return tmp_path


def test_cards_are_told_with_what_is_plugged_in(machine: Path) -> None:
    found = cards(machine / "sys", machine / "dev", lambda path: path.name == "card1")
    assert found == [Card("card0", "v3d", {}, False), Card("card1", "vc4-drm", {"HDMI-A-1": True, "HDMI-A-2": False}, True)]
    assert found[1].connected == ["HDMI-A-1"] and found[1].has_gpu


def test_a_machine_without_a_card_has_none(tmp_path: Path) -> None:
    assert cards(tmp_path / "sys", tmp_path / "dev") == []


def test_a_card_that_only_shows_is_told_apart() -> None:
    assert not Card("card0", "virtio-pci", {}, True).has_gpu


def test_an_output_that_says_nothing_is_not_connected(machine: Path) -> None:
    (machine / "sys/card1-HDMI-A-1/status").unlink()
    assert cards(machine / "sys", machine / "dev", lambda path: True)[1].connected == []
