"""The kiosk's section of the TOML file."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Device = Annotated[str, Field(pattern=r"^(auto|/dev/.+|serial:/dev/[^?]+(\?baud=[0-9]{3,6})?)$")]
ButtonName = Annotated[str, Field(pattern=r"^(usb:([^/]{1,200}:)?[a-z0-9 ]{1,16}|gpio:[0-9]{1,2}|serial:0x[0-9a-f]{2})$")]
Meaning = Annotated[str, Field(pattern=r"^([A-Z]{1,2}( priority)?|help)$")]
Light = Annotated[str, Field(pattern=r"^(gpio:[0-9]{1,2}|usb:(num|caps|scroll))$")]


class KioskConfig(BaseModel):
    """`printer`: the name of the one that stands here, "": the office's first. `language`: where the office has not chosen several. `keys`: key
    name -> service id, for keys that are buttons; empty: the digits stand for what is on the glass, in its order.

    `devices`: boxes of buttons, keypads and scanners that are ours alone, "auto": every USB one. `buttons`: which button means what, `lights`: what
    shines while a press is welcome, `long_press_s`: held so long means priority, 0: nothing does. `voice`: folder of the
    clip packs. See kiosk.buttons."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = Field(default="http://127.0.0.1:8480", pattern=r"^https?://[^/]+$")
    token_file: Path | None = None
    ca_file: Path | None = None
    language: str = Field(default="vi", pattern=r"^(vi|en|km)$")
    printer: str = Field(default="", pattern=r"^[a-z0-9-]{0,20}$")
    keys: dict[str, str] = Field(default_factory=dict)
    devices: tuple[Device, ...] = ()
    buttons: dict[ButtonName, Meaning] = Field(default_factory=dict)
    lights: tuple[Light, ...] = ()
    long_press_s: float = Field(default=1.2, ge=0, le=5)
    voice: Path = Path("/var/lib/moiso-kiosk/voice")
    size: tuple[int, int] | None = None
    words: Path | None = None
