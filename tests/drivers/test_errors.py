"""What can go wrong says what and why."""

from drivers.errors import DeviceError, Trouble


def test_a_device_error_carries_its_reason_and_its_detail() -> None:
    error = DeviceError(Trouble.PAPER_OUT, "0x72 to DLE EOT 4")
    assert (error.trouble, error.detail, str(error)) == (Trouble.PAPER_OUT, "0x72 to DLE EOT 4", "paper_out: 0x72 to DLE EOT 4")


def test_every_trouble_is_stored_as_its_own_word() -> None:
    assert [Trouble(str(trouble)) for trouble in Trouble] == list(Trouble)
