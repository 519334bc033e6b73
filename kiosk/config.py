"""The kiosk's section of the TOML file."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class KioskConfig(BaseModel):
    """`printer`: the name of the one that stands here, "": the office's first. `language`: where the office has not chosen several. `keys`: key
    name -> service id, for keys that are buttons; empty: the digits stand for what is on the glass, in its order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = Field(default="http://127.0.0.1:8480", pattern=r"^https?://[^/]+$")
    token_file: Path | None = None
    ca_file: Path | None = None
    language: str = Field(default="vi", pattern=r"^(vi|en|km)$")
    printer: str = Field(default="", pattern=r"^[a-z0-9-]{0,20}$")
    keys: dict[str, str] = Field(default_factory=dict)
    size: tuple[int, int] | None = None
    words: Path | None = None
