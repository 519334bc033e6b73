"""The office's counter window: HTTP for asks and pages, websocket for hearing. Decides nothing."""
