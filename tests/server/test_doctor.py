"""What a technician is told of the machine's graphics."""

import pytest

from drivers.screen.cards import Card
from server.doctor import graphics


def told(*cards: Card) -> list[tuple[bool, str, str]]:
    return [(one.ok, one.says, one.todo) for one in graphics(list(cards))]


def test_a_card_with_a_television_is_well() -> None:
    assert told(Card("card1", "vc4-drm", {"HDMI-A-1": True}, True), Card("card0", "v3d", {}, True)) == [
        (True, "card1 (vc4-drm): HDMI-A-1", "")
    ]


@pytest.mark.parametrize(
    ("card", "todo"),
    [
        (Card("card0", "i915", {"HDMI-A-1": True}, False), "usermod -aG video,render"),
        (Card("card0", "i915", {"HDMI-A-1": False}, True), "video=HDMI-A-1"),
    ],
)
def test_what_stands_in_the_way_has_its_remedy(card: Card, todo: str) -> None:
    ((ok, _, says),) = told(card)
    assert not ok and todo in says


def test_without_a_card_and_without_a_gpu_it_is_said() -> None:
    assert told() == [(False, "no graphics card with an output: windows need a desktop (X)", "")]
    assert told(Card("card0", "virtio-pci", {"Virtual-1": True}, True))[0][1].endswith("no GPU, the processor draws")
