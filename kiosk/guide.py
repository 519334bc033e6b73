"""What a voice would say as a citizen goes on: the key of a sentence and its facts. Pure; who says it is handed to the loop."""

from collections.abc import Callable, Mapping

from kiosk.choices import choices
from kiosk.state import Act, Choice, KioskState, Scene

Says = Callable[[str, str, Mapping[str, object]], None]
"""Language, key of a sentence in words, and the facts that fill it."""


def guidance(state: KioskState) -> tuple[str, Mapping[str, object]]:
    """What belongs to the scene."""
    match state.scene:
        case Scene.LANGUAGE:
            return "kiosk.choose_language", {}
        case Scene.HOME:
            return "kiosk.choose", {}
        case Scene.QUESTION:
            return ("kiosk.ask_priority" if Choice(Act.FAVOURED) in choices(state) else "kiosk.take_number"), {}
        case Scene.MISSING:
            return "kiosk.missing", {}
        case Scene.ASKING:
            return "kiosk.asking", {}
        case Scene.SHOWN:
            return "kiosk.yours", {"label": state.given.ticket.label if state.given is not None else ""}
        case Scene.TROUBLE:
            return "kiosk.lost", {"message": state.message}
    return {None: "kiosk.help_calling", True: "kiosk.help_coming", False: "kiosk.help_failed"}[state.helped], {}
