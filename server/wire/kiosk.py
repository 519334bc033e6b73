"""What a snapshot says of kiosks. Knows no other message."""

from pydantic import BaseModel, ConfigDict


class KioskView(BaseModel):
    """All kiosks, as the office chose. With several `languages` a citizen chooses first, with none it is Vietnamese. `theme`: normal, contrast
    or large; `results_service`: where a scanned appointment slip leads; one that is not among the services leads nowhere. `procedures`: mark of the
    book of procedures, "" for none (server.wire.procedures); `portal`: template of the national portal's addresses, "" for no QR code. `speaks`: with a
    voice."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    languages: tuple[str, ...] = ("vi",)
    asks_priority: bool = True
    shows_documents: bool = True
    theme: str = "normal"
    results_service: str = "R"
    procedures: str = ""
    portal: str = ""
    speaks: bool = True
