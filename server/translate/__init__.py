"""Between the wire and the domain, both ways. The only room that knows both tongues."""

from server.translate.asks import command_of
from server.translate.heard import facts_of, news_of, office_of, places_of, printers_of, snapshot_of, ticket_view

__all__ = ["command_of", "facts_of", "news_of", "office_of", "places_of", "printers_of", "snapshot_of", "ticket_view"]
