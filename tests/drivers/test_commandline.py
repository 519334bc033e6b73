"""What all command lines share."""

import argparse
import os
import signal
from pathlib import Path

import pytest

from drivers import commandline


@pytest.mark.parametrize(("text", "size"), [("1920x1080", (1920, 1080)), ("800x480", (800, 480))])
def test_a_size_is_width_times_height(text: str, size: tuple[int, int]) -> None:
    assert commandline.size(text) == size


@pytest.mark.parametrize("text", ["", "1920", "x", "1920x", "0x0", "-5x400", "99999x400", "wide"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        commandline.size(text)


def test_the_named_file_wins_over_the_machines_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = argparse.ArgumentParser()
    commandline.add_config(parser)
    own = tmp_path / "moiso.toml"
    monkeypatch.setattr(commandline, "SYSTEM_FILE", own)
    assert commandline.config_file(parser.parse_args([])) is None
    own.touch()
    assert commandline.config_file(parser.parse_args([])) == own
    assert commandline.config_file(parser.parse_args(["--config", "other.toml"])) == Path("other.toml")


def test_a_signal_is_remembered_and_does_not_end_the_process() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop = commandline.told_to_stop()
        assert not stop()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
