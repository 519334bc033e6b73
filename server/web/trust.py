"""/trust: how a browser learns to trust the office's own certificate, for a technician who stands before it."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Response

from server.web.pages import Pages
from server.words import Words


class TrustPage:
    """`authority`: the certificate as DER and its fingerprint, None where there is none."""

    def __init__(
        self, *, pages: Pages, words: Words, authority: Callable[[], tuple[bytes, str] | None], port: int | None
    ) -> None:
        self._pages = pages
        self._words = words
        self._authority = authority
        self._port = port

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/trust", self.page, methods=["GET"])
        router.add_api_route("/trust/moiso-ca.crt", self.certificate, methods=["GET"])
        return router

    async def page(self) -> Response:
        found = self._authority()
        return self._pages.page("trust.html", fingerprint=found[1] if found else "", port=self._port)

    async def certificate(self) -> Response:
        found = self._authority()
        if found is None:
            return self._pages.error(HTTPStatus.NOT_FOUND, self._words.say("access.trust_none"))
        headers = {"content-disposition": 'attachment; filename="moiso-ca.crt"'}
        return Response(found[0], media_type="application/x-x509-ca-cert", headers=headers)
