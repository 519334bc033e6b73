"""The screen's section of the TOML file."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class DisplayConfig(BaseModel):
    """`server`: where the server is; `token_file`: this screen's token, where it is on another machine; `voice`: folder of the clip packs; `size`: window size, null for the whole display."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = Field(default="http://127.0.0.1:8480", pattern=r"^https?://[^/]+$")
    token_file: Path | None = None
    ca_file: Path | None = None
    language: str = Field(default="vi", pattern=r"^(vi|en)$")
    voice: Path = Path("/var/lib/moiso-screen/voice")
    speaks: bool = True
    size: tuple[int, int] | None = None
    words: Path | None = None
