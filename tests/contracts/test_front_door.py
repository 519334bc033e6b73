"""./moiso: what it does on a machine where something is missing, with stand-ins for apt-get, sudo and id on the PATH."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("bash", "readlink", "dirname", "sha256sum", "cut", "env", "printf")


class Machine:
    """A machine with the given commands and an installed virtual environment."""

    def __init__(self, folder: Path, user: int) -> None:
        self.bin, self.venv, self.log = folder / "bin", folder / "venv", folder / "said"
        for made in (self.bin, self.venv / "bin"):
            made.mkdir(parents=True)
        for tool in TOOLS:
            found = subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
            (self.bin / tool).symlink_to(found)
        (self.bin / "python3").symlink_to(sys.executable)
        (self.venv / "bin" / "python").symlink_to(sys.executable)
        for lock in ("requirements.lock", "tests/requirements.lock"):
            digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()[:16]
            (self.venv / f".installed-{digest}").touch()
        self.command("id", f"echo {user}")
        self.command("apt-get", f'echo "apt-get $*" >> {self.log}')

    def command(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def moiso(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": str(self.bin),
            "HOME": str(self.bin),
            "MOISO_VENV": str(self.venv),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }
        environment["PYTHONHOME"] = sys.base_prefix
        environment["PYTHONPATH"] = ":".join([str(ROOT), *(path for path in sys.path if "site-packages" in path)])
        return subprocess.run(
            [str(ROOT / "moiso"), *words], capture_output=True, text=True, timeout=60, env=environment, check=False
        )

    def apt(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


def test_the_administrator_gets_what_is_missing_installed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0)
    result = machine.moiso("desk-url")
    assert "espeak-ng" in machine.apt() and "--no-install-recommends" in machine.apt()
    assert (result.returncode, result.stdout) == (0, "http://127.0.0.1:8480/desk\n"), result.stderr


def test_somebody_without_rights_is_told_the_one_line_and_it_goes_on(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=1000)
    result = machine.moiso("desk-url")
    assert machine.apt() == ""
    assert "sudo apt-get install -y --no-install-recommends" in result.stderr and "espeak-ng" in result.stderr
    assert result.returncode == 0 and "desk" in result.stdout


def test_sudo_is_used_when_it_asks_for_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=1000)
    machine.command("sudo", 'shift; [ "$1" = true ] && exit 0; exec "$@"')
    machine.command("true", "exit 0")
    machine.moiso("desk-url")
    assert "espeak-ng" in machine.apt()


def test_a_failing_installation_is_said_and_does_not_stop_it(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0)
    machine.command("apt-get", "exit 100")
    result = machine.moiso("desk-url")
    assert "could not install" in result.stderr and result.returncode == 0


def test_nothing_is_installed_when_everything_is_there(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0)
    machine.command("espeak-ng", "exit 0")
    machine.moiso("desk-url")
    assert machine.apt() == ""


def test_without_python_it_says_what_is_needed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0)
    (machine.bin / "python3").unlink()
    result = machine.moiso("desk-url")
    assert result.returncode != 0 and "Python 3.11 or newer is needed" in result.stderr


@pytest.mark.parametrize("words", [(), ("help",), ("--help",)])
def test_without_a_word_it_says_what_it_can_do(tmp_path: Path, words: tuple[str, ...]) -> None:
    machine = Machine(tmp_path, user=0)
    result = machine.moiso(*words)
    assert result.returncode == 0 and "print-test" in result.stdout


@pytest.mark.parametrize("words", [(), ("nonsense",), ("../usb",), ("--log", "x")])
def test_a_rig_that_is_not_there_is_refused_and_the_others_are_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    machine = Machine(tmp_path, user=0)
    result = machine.moiso("test", "--rig", *words)
    assert (result.returncode, result.stdout, machine.apt()) == (2, "", "")
    assert "./moiso test --rig NAME" in result.stderr and "rigs: faults input kms read usb" in result.stderr
    assert not words or f"there is no rig named {words[0]}" in result.stderr


def test_a_rig_gets_its_packages_and_says_what_is_missing_still(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0)
    result = machine.moiso("test", "--rig", "usb")
    assert "qemu-system-x86" in machine.apt() and "chromium" not in machine.apt()
    assert result.returncode == 2
    assert "missing: " in result.stderr and "qemu-system-x86_64" in result.stderr


def test_a_rig_is_no_part_of_the_ordinary_tests() -> None:
    rig = ROOT / "tests" / "rig"
    assert list(rig.rglob("run.py")) != []
    assert [path.name for pattern in ("test_*.py", "*_test.py", "conftest.py") for path in rig.rglob(pattern)] == []
