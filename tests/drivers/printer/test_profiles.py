"""What we know of printers says where we know it from; what others know is found by its model name."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import drivers.printer.profiles
from drivers.errors import SettingError
from drivers.printer.profiles import Confirm, Cutter, Images, Profile, profile

TABLE = tomllib.loads(Path(drivers.printer.profiles.__file__).with_name("profiles.toml").read_text(encoding="utf-8"))

GAINS = ("native_qr", "native_digits", "images", "store_bytes", "clears")


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_profile_has_a_source_and_can_be_used(name: str) -> None:
    row = TABLE[name]
    assert len(row["source"]) > 10
    gains = {key: row[key] for key in GAINS if key in row}
    assert set(row) == {"width_dots", "cutter", "confirm", "source", *gains}
    gains["images"] = Images(gains.get("images", "none"))
    assert profile(name) == Profile(name, row["width_dots"], Cutter(row["cutter"]), Confirm(row["confirm"]), **gains)
    assert row["width_dots"] in (384, 512, 576, 640)


def test_the_plain_paper_widths_do_not_trust_the_printer_to_know_epsons_receipt() -> None:
    assert (profile("80mm").width_dots, profile("58mm").width_dots) == (576, 384)
    assert {profile("80mm").confirm, profile("58mm").confirm} == {Confirm.QUEUED_STATUS}


@pytest.mark.parametrize("name", sorted(name for name in TABLE if not name.startswith("virtual")))
def test_no_real_printer_is_trusted_with_what_no_person_has_accepted(name: str) -> None:
    known = profile(name)
    assert (known.native_qr, known.native_digits, known.images, known.store_bytes, known.clears) == (
        False,
        False,
        Images.NONE,
        0,
        False,
    )


@pytest.mark.parametrize(
    ("model", "width", "cutter"),
    [("TM-T88III", 512, Cutter.PARTIAL), ("TM-T20II", 576, Cutter.PARTIAL), ("POS-5890", 384, Cutter.NONE)],
)
def test_a_model_of_python_escpos_is_found_with_its_width(model: str, width: int, cutter: Cutter) -> None:
    assert profile(model) == Profile(model, width, cutter, Confirm.QUEUED_STATUS)


@pytest.mark.parametrize("name", ["", "TM-T88IIII", "tm-t88iii", "default", "../80mm", "TM-U220", "OCD-300"])
def test_a_name_that_is_unknown_or_of_a_machine_without_rasters_is_refused_with_a_sentence_that_names_what_is_known(
    name: str,
) -> None:
    with pytest.raises(SettingError) as refused:
        profile(name)
    assert repr(name) in str(refused.value)
    assert "80mm" in str(refused.value)


def test_their_list_is_read_without_running_their_code() -> None:
    program = "import sys; from drivers.printer.profiles import profile; profile('TM-T88III'); sys.exit('escpos.capabilities' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
