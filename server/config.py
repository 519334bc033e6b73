"""The server's section of the TOML file: what needs root or a screwdriver. What the office changes on a Tuesday is in the database."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from drivers.errors import SettingError
from drivers.printer.link import parse_address


def default_data() -> Path:
    """Where a person's own Moiso keeps its data; the service has /var/lib/moiso."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "moiso"


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
    words: Path | None = None

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
        if value not in ("auto", "none"):
            try:
                parse_address(value)
            except SettingError as error:
                raise ValueError(str(error)) from None
        return value
