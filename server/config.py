"""The server's section of the TOML file: what needs root or a screwdriver. What the office changes on a Tuesday is in the database."""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from drivers.errors import SettingError
from drivers.printer.link import parse_address

MAIN = "main"
"""The name of the printer in `printer`."""
AGENT = "agent"
"""The address of a printer whose worker is on another machine."""
PRINTERS_MAX = 8
RESTART_STATUS = 75
"""The server ends with this exit status when a page asked for it to be started again. Source: sysexits.h, EX_TEMPFAIL: try again."""


def default_data() -> Path:
    """Where a person's own Moiso keeps its data; the service has /var/lib/moiso."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "moiso"


def _usable(address: str) -> str:
    try:
        parse_address(address)
    except SettingError as error:
        raise ValueError(str(error)) from None
    return address


class PrinterConfig(BaseModel):
    """One of several printers. `address` is empty for `main` only; `roll_m`: length of a full roll, 0: by the width of the paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = ""
    title: str = Field(default="", max_length=40)
    roll_m: int = Field(default=0, ge=0, le=500)

    @field_validator("address")
    @classmethod
    def _known_address(cls, value: str) -> str:
        return value if value in ("", AGENT) else _usable(value)


class ServerConfig(BaseModel):
    """Defaults are those of a commune's centre with one printer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(default_factory=default_data)
    port: int = Field(default=8480, ge=1, le=65535)
    timezone: str = "Asia/Ho_Chi_Minh"
    day_turns_at_hour: int = Field(default=0, ge=0, le=12)
    authority: str = Field(default="ỦY BAN NHÂN DÂN XÃ, PHƯỜNG", max_length=120)
    name: str = Field(default="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", max_length=120)
    complaint_phone: str = Field(default="", max_length=40)
    ticket_qr: str = Field(default="https://dichvucong.gov.vn", max_length=200)
    printer: str = "auto"
    printers: dict[str, PrinterConfig] = Field(default_factory=dict)
    lan: str = Field(default="", max_length=60)
    tls: str = Field(default="", max_length=60)
    docs: bool = False
    names: tuple[str, ...] = Field(default=(), max_length=20)
    words: Path | None = None
    voices: bool = True
    backups_kept: int = Field(default=14, ge=0, le=365)
    backup_to: Path | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no time zone {value!r}") from None
        return value

    @field_validator("printer")
    @classmethod
    def _known_printer(cls, value: str) -> str:
        return value if value in ("auto", "none") else _usable(value)

    @field_validator("lan", "tls")
    @classmethod
    def _known_lan(cls, value: str) -> str:
        if value:
            host, _, port = value.rpartition(":")
            try:
                ip_address(host)
            except ValueError:
                raise ValueError(f"{value!r} is not an address and a port such as 0.0.0.0:8481") from None
            if not (port.isascii() and port.isdigit() and 0 <= int(port) <= 65535):
                raise ValueError(f"{port!r} is not a port")
        return value

    @field_validator("names")
    @classmethod
    def _known_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not re.fullmatch("[a-z0-9.-]{1,100}", name):
                raise ValueError(f"{name!r} is not the name of a machine: small letters, digits, dots and hyphens")
        return value

    @field_validator("printers")
    @classmethod
    def _known_printers(cls, value: dict[str, PrinterConfig]) -> dict[str, PrinterConfig]:
        if len(value) > PRINTERS_MAX:
            raise ValueError(f"more than {PRINTERS_MAX} printers")
        for name, printer in value.items():
            if not re.fullmatch("[a-z0-9-]{1,20}", name):
                raise ValueError(f"a printer is named with up to 20 small letters, digits and hyphens, not {name!r}")
            if (name == MAIN) != (printer.address == ""):
                raise ValueError(f"printer {name!r}: the address of main is server.printer, every other printer needs one")
        return value


class KeypadConfig(BaseModel):
    """The section of a box that has only a keypad. `device`: as the kernel names it, "auto": the first keypad that is plugged in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = Field(default="http://127.0.0.1:8480", pattern=r"^https?://[^/]+$")
    token_file: Path | None = None
    ca_file: Path | None = None
    desk: int = Field(default=1, ge=1, le=999)
    device: str = Field(default="auto", pattern=r"^(auto|/.+)$")


class PrintAgentConfig(BaseModel):
    """The section of a machine that only prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = Field(default="http://127.0.0.1:8481", pattern=r"^https?://[^/]+$")
    token_file: Path | None = None
    ca_file: Path | None = None
    printer: str = "auto"

    @field_validator("printer")
    @classmethod
    def _known_printer(cls, value: str) -> str:
        return value if value == "auto" else _usable(value)
