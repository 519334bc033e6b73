"""Which right each address and each ask needs. What is not in these tables nobody may do; a test holds them to the application's routes."""

import re
from collections.abc import Mapping

from server.who import Right
from server.wire import asks

_R = Right
_GET, _POST, _SOCKET = "GET", "POST", "SOCKET"

ROUTES: Mapping[tuple[str, str], Right] = {
    (_GET, "/static/{path}"): _R.ANYBODY,
    (_GET, "/health"): _R.ANYBODY,
    (_GET, "/openapi.json"): _R.KEEP,  # only where the configuration asks for it
    # coming in
    (_GET, "/sign-in"): _R.ANYBODY,
    (_POST, "/api/sign-in"): _R.ANYBODY,
    (_POST, "/api/sign-out"): _R.ANYBODY,
    (_GET, "/api/me"): _R.ANYBODY,
    (_GET, "/trust"): _R.ANYBODY,
    (_GET, "/trust/moiso-ca.crt"): _R.ANYBODY,
    (_GET, "/t/{key}"): _R.ANYBODY,  # whoever has the paper
    (_GET, "/t/{key}/now"): _R.ANYBODY,
    (_GET, "/procedures"): _R.ANYBODY,  # posted by law, and nothing of it is personal
    (_GET, "/procedures/{mark}.json"): _R.ANYBODY,
    (_GET, "/procedures/{mark}/{place}.svg"): _R.ANYBODY,
    (_GET, "/pair"): _R.ANYBODY,
    (_POST, "/api/pair"): _R.ANYBODY,
    (_POST, "/api/pair/claim"): _R.ANYBODY,
    (_GET, "/start"): _R.ANYBODY,
    (_POST, "/api/start"): _R.ANYBODY,
    # the queue; each ask has a right of its own, see ASKS
    (_POST, "/api/ask"): _R.ANYBODY,
    (_SOCKET, "/api/hear"): _R.HEAR,
    (_GET, "/screen"): _R.HEAR,
    (_GET, "/screen/procedures.svg"): _R.HEAR,
    (_GET, "/screen/hours.svg"): _R.HEAR,
    (_GET, "/hours"): _R.ANYBODY,  # as on the door
    (_GET, "/screen/khmer.ttf"): _R.HEAR,
    (_GET, "/voice/{language}/pack.json"): _R.HEAR,
    (_GET, "/voice/{language}/sentence.wav"): _R.HEAR,
    (_GET, "/voice/{language}/{clip}.wav"): _R.HEAR,
    (_POST, "/api/help"): _R.TAKE,
    (_POST, "/api/help/known"): _R.SERVE,
    (_POST, "/api/seat"): _R.SERVE,
    (_GET, "/"): _R.HEAR,
    (_GET, "/assist"): _R.TAKE,
    (_GET, "/appointment"): _R.SERVE,
    (_GET, "/kiosk"): _R.TAKE,
    (_GET, "/desk"): _R.SERVE,
    (_GET, "/desk/{desk}"): _R.SERVE,
    (_GET, "/me"): _R.SERVE,
    (_POST, "/api/me/secret"): _R.SERVE,
    # papers
    (_GET, "/papers"): _R.LOOK,
    (_GET, "/papers/{printer}/{number}.png"): _R.LOOK,
    **{(_POST, f"/api/print/{verb}"): _R.FETCH for verb in ("report", "take", "standing", "give_back", "sending", "became")},
    # the office
    (_GET, "/office"): _R.OFFICE,
    (_GET, "/first"): _R.RUN,
    **{
        (_GET, f"/office/{page}"): _R.RUN
        for page in (
            "services",
            "desks",
            "hours",
            "calendar",
            "rules",
            "priority",
            "texts",
            "kiosk",
            "procedures",
            "procedures/file",
            "screen",
            "screens",
            "notices",
            "media",
            "emergency",
            "new/{kind}",
            "edit/{kind}/{id}",
        )
    },
    (_POST, "/api/office/media"): _R.RUN,
    (_POST, "/api/office/procedures"): _R.RUN,
    (_GET, "/media/{mark}"): _R.HEAR,
    (_GET, "/ticket"): _R.RUN,
    (_POST, "/api/ticket/preview"): _R.RUN,
    (_POST, "/api/ticket/logo"): _R.RUN,
    (_GET, "/office/voice"): _R.RUN,
    (_POST, "/api/voice/put"): _R.RUN,
    (_POST, "/api/voice/drop"): _R.RUN,
    (_GET, "/office/people"): _R.RUN,
    (_GET, "/api/people"): _R.RUN,
    (_POST, "/api/people/put"): _R.RUN,
    (_POST, "/api/people/drop"): _R.RUN,
    (_POST, "/api/sessions/end"): _R.RUN,
    **{
        (_GET, f"/office/{page}"): _R.RUN
        for page in ("today", "today/part", "log", "log/proof", "fairness", "export", "export/file", "privacy")
    },
    # the machines
    (_GET, "/office/backup"): _R.KEEP,
    (_GET, "/office/backup/file/{name}"): _R.KEEP,
    **{(_POST, f"/api/office/{what}"): _R.KEEP for what in ("backup", "restore", "restore/from", "restore/cancel", "restart")},
    (_GET, "/office/devices"): _R.KEEP,
    (_POST, "/api/devices/approve"): _R.KEEP,
    (_POST, "/api/devices/remove"): _R.KEEP,
    (_GET, "/office/printers"): _R.KEEP,
    (_POST, "/api/office/test_print"): _R.KEEP,
}
"""By method and address as the application writes it; SOCKET is a websocket."""

_SERVE = frozenset({_R.SERVE})
ASKS: Mapping[type[asks.Ask], frozenset[Right]] = {
    asks.IssueAsk: frozenset({_R.TAKE}),
    asks.CallNextAsk: _SERVE,
    asks.CallThisAsk: _SERVE,
    asks.RecallAsk: _SERVE,
    asks.StartAsk: _SERVE,
    asks.FinishAsk: _SERVE,
    asks.NoShowAsk: _SERVE,
    asks.PutBackAsk: _SERVE,
    asks.HoldAsk: _SERVE,
    asks.ReturnAsk: _SERVE,
    asks.RejoinAsk: _SERVE,
    asks.TransferAsk: _SERVE,
    asks.AddStepAsk: _SERVE,
    asks.SetPriorityAsk: _SERVE,
    asks.CancelAsk: _SERVE,
    asks.RestoreAsk: _SERVE,
    asks.ReprintAsk: _SERVE,
    asks.SettlePaperAsk: _SERVE,
    asks.LoadPaperAsk: frozenset({_R.SERVE, _R.KEEP}),
    asks.UndoAsk: _SERVE,
    asks.OpenDeskAsk: _SERVE,
    asks.PauseDeskAsk: _SERVE,
    asks.CloseDeskAsk: _SERVE,
    asks.StartRollAsk: _SERVE,
    asks.StopRollAsk: _SERVE,
    asks.OpenDayAsk: _SERVE,
    asks.CloseDayAsk: _SERVE,
    asks.ConfirmClockAsk: frozenset({_R.SERVE, _R.KEEP}),
    asks.ChangeSetupAsk: frozenset({_R.RUN}),
}
"""Any one of the rights is enough."""

_PLAIN = {key: right for key, right in ROUTES.items() if "{" not in key[1]}
_PATTERNS = [
    (method, re.compile(re.sub(r"\\\{path\\\}", ".+", re.sub(r"\\\{(?!path)\w+\\\}", "[^/]+", re.escape(path)))), right)
    for (method, path), right in ROUTES.items()
    if "{" in path
]


def right_for(method: str, path: str) -> Right | None:
    """What a request needs; None for an address that there is not. `method`: as in HTTP, or SOCKET."""
    method = _GET if method == "HEAD" else method
    plain = _PLAIN.get((method, path))
    if plain is not None:
        return plain
    return next((right for kind, pattern, right in _PATTERNS if kind == method and pattern.fullmatch(path)), None)
