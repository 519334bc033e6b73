"""Who may reach the server from other machines: by a token that is shown once, until it is taken away."""

from pathlib import Path

import pytest

from drivers.errors import SettingError
from server import devices as devices_module
from server.devices import FILE_NAME, Devices, Scope


def test_a_token_is_known_until_its_device_is_removed(tmp_path: Path) -> None:
    devices = Devices(tmp_path)
    token = devices.add("cua-sau", Scope.PRINT, "cua-sau")
    other = devices.add("kiosk-2", Scope.KIOSK)
    device = Devices(tmp_path).who(token)
    assert device is not None and (device.name, device.scope, device.printer) == ("cua-sau", Scope.PRINT, "cua-sau")
    devices.remove("cua-sau")
    assert devices.who(token) is None and devices.who(other) is not None


def test_a_running_server_hears_of_it_at_once(tmp_path: Path) -> None:
    running, technician = Devices(tmp_path), Devices(tmp_path)
    token = technician.add("a", Scope.PRINT, "x")
    assert running.who(token) is not None
    technician.remove("a")
    assert running.who(token) is None


def test_the_file_cannot_be_used_to_come_in(tmp_path: Path) -> None:
    token = Devices(tmp_path).add("a", Scope.KIOSK)
    file = tmp_path / FILE_NAME
    assert token not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    known = Devices(tmp_path).all()[0].hash
    assert Devices(tmp_path).who(known) is None


def test_a_name_is_used_once_and_an_unknown_one_is_said(tmp_path: Path) -> None:
    devices = Devices(tmp_path)
    devices.add("a", Scope.KIOSK)
    with pytest.raises(SettingError, match="already"):
        devices.add("a", Scope.KIOSK)
    with pytest.raises(SettingError, match="no device"):
        devices.remove("b")


def test_there_is_an_end_to_devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices_module, "DEVICES_MAX", 1)
    Devices(tmp_path).add("a", Scope.KIOSK)
    with pytest.raises(SettingError, match="already"):
        Devices(tmp_path).add("b", Scope.KIOSK)


@pytest.mark.parametrize("text", ["[a]\n", '[a]\nscope = "all"\nprinter = ""\nhash = ""\n', "a = 1\n", "\x00"])
def test_a_damaged_file_lets_nobody_in_and_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(SettingError, match="cannot be used"):
        Devices(tmp_path).who("anything")


def test_nobody_is_known_where_there_is_no_file(tmp_path: Path) -> None:
    assert Devices(tmp_path).all() == () and Devices(tmp_path).who("") is None
