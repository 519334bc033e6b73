"""What a screen says back on its line (/api/hear): what it has shown and spoken, and whether it can be heard. All else is read and forgotten."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from server.wire.asks import Ticket

Calls = Annotated[int, Field(ge=1, le=99, strict=True)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(_Message):
    """This call, the `calls`th of the ticket's turn, stands on the screen."""

    t: Literal["shown"] = "shown"
    ticket: Ticket
    calls: Calls


class Spoken(_Message):
    """It was spoken to its last word."""

    t: Literal["spoken"] = "spoken"
    ticket: Ticket
    calls: Calls


class Stands(_Message):
    """How the screen is; said on connecting and at every change. See ScreenStanding. `tested_at`: when the loudspeaker was last tried, by the
    server's clock; null: not since the screen was started."""

    t: Literal["stands"] = "stands"
    sound: Literal["ready", "none", "off"]
    tested_at: AwareDatetime | None = None


Said = Shown | Spoken | Stands
SAID: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="t")])
SAID_BYTES = 300
"""Nothing that a screen has to say is longer."""


def said(text: str) -> Said | None:
    """The message in a frame, None for anything else."""
    try:
        return SAID.validate_json(text) if len(text) <= SAID_BYTES else None
    except ValidationError:
        return None
