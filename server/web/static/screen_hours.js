// What the office's time means for the picture: its part of the day, whether the glass is dark, what takes turns beside the calls. Pure.
// The same as display/hours.py and display/turns.py. A local time is milliseconds as if the office's clock were UTC.

(function (moiso) {
  "use strict";

  const state = moiso.state;
  const MINUTE = 60000;
  const DAY = 1440 * MINUTE;
  const DARK_MARGIN = 30 * MINUTE; // people come early, and officers finish
  const SERVICES_A_PAGE = 4;
  const SHORTEST_S = 5;
  const OFFSET_FOR = 15 * MINUTE; // no zone changes its clocks between two quarters of an hour
  const offsets = { zone: "", quarter: -1, ms: 0 };
  let ours = null; // the office's own, from the page: { zone, ms }

  // Which offset the server itself reckons with: for a browser that does not know its zones.
  function setOffset(zone, ms) {
    ours = { zone: zone, ms: ms };
  }

  // Milliseconds that the zone is ahead of UTC at that moment.
  function offsetOf(zone, ms) {
    const quarter = Math.floor(ms / OFFSET_FOR);
    if (offsets.zone !== zone || offsets.quarter !== quarter) {
      offsets.zone = zone;
      offsets.quarter = quarter;
      offsets.ms = reckoned(zone, quarter * OFFSET_FOR);
    }
    return offsets.ms;
  }

  function reckoned(zone, ms) {
    const how = { timeZone: zone, hour12: false, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
    try {
      const parts = new Intl.DateTimeFormat("en-US", how).format(new Date(ms)).match(/\d+/g).map(Number);
      return Date.UTC(parts[2], parts[0] - 1, parts[1], parts[3] % 24, parts[4]) - ms;
    } catch (error) {
      return ours !== null ? ours.ms : 0;
    }
  }

  function toLocal(standing, text) {
    const ms = Date.parse(text);
    return ms + offsetOf(standing.timezone, ms);
  }

  // The office's own time; null while it is not known or its machine doubts it.
  function local(known, nowS) {
    if (known.standing === null || known.aheadS === null || known.standing.clock_doubt) return null;
    const ms = Math.round((nowS + known.aheadS) * 1e6) / 1e3;
    return ms + offsetOf(known.standing.timezone, ms);
  }

  function dayOf(localMs) {
    return Math.floor(localMs / DAY) * DAY;
  }

  function at(text, localMs) {
    const parts = text.trim().split(":");
    return dayOf(localMs) + (Number(parts[0]) * 60 + Number(parts[1])) * MINUTE;
  }

  function sessionsOf(standing, localMs) {
    return (standing.sessions || []).map((text) => {
      const ends = text.split("-");
      return { start: at(ends[0], localMs), end: at(ends[1], localMs) };
    });
  }

  function hasSessions(standing) {
    return standing.sessions !== null && standing.sessions !== undefined;
  }

  function later(standing, localMs) {
    if (!standing.opens_next) return null;
    const opens = toLocal(standing, standing.opens_next);
    return opens > localMs ? opens : null;
  }

  // { phase: before, open, pause or over; until: when it goes on (local), null when nobody can say }
  function hours(standing, localMs) {
    const begun = standing.is_open ? "open" : "over";
    if (localMs === null || !hasSessions(standing)) {
      return { phase: begun, until: localMs === null || begun === "open" ? null : later(standing, localMs) };
    }
    const next = later(standing, localMs);
    if (dayOf(toLocal(standing, standing.now)) !== dayOf(localMs)) return { phase: next !== null ? "over" : begun, until: next };
    const sessions = sessionsOf(standing, localMs);
    if (sessions.some((one) => one.start <= localMs && localMs < one.end)) return { phase: begun, until: standing.is_open ? null : next };
    const coming = sessions.map((one) => one.start).filter((start) => start > localMs);
    if (coming.length === 0) return { phase: "over", until: next };
    return { phase: sessions.some((one) => one.end <= localMs) ? "pause" : "before", until: Math.min.apply(null, coming) };
  }

  // Whether the glass is black: the office wants that outside its hours, nothing urgent is to be read, nobody is at a desk.
  function dark(known, nowS) {
    const standing = known.standing;
    const localMs = local(known, nowS);
    if (standing === null || localMs === null || !standing.screen.off_hours || Object.keys(standing.screen.emergency || {}).length > 0) return false;
    const found = hours(standing, localMs);
    if (found.phase === "open" || found.phase === "pause" || anybodyAtADesk(known)) return false;
    if (found.until !== null && localMs >= found.until - DARK_MARGIN) return false;
    return hasSessions(standing) && !sessionsOf(standing, localMs).some((one) => one.end <= localMs && localMs < one.end + DARK_MARGIN);
  }

  function anybodyAtADesk(known) {
    return state.here(known, known.board).some((call) => {
      const ticket = known.tickets[call.ticket];
      return ticket !== undefined && (ticket.state === "called" || ticket.state === "serving");
    });
  }

  // All that take turns on this screen, in their order. `around.ready`: marks of the media that are at hand.
  function slides(known, around) {
    const standing = known.standing;
    const place = state.placeOf(known);
    if (standing === null || (place.layout !== "media" && place.layout !== "notices")) return [];
    const screen = standing.screen;
    const turnS = Math.max(screen.slide_s, SHORTEST_S);
    const out = [];
    const pages = Math.ceil(state.servicesHere(known).length / SERVICES_A_PAGE);
    for (let page = 0; page < pages; page += 1) out.push({ kind: "waiting", seconds: turnS, page: page });
    if (screen.procedures || screen.hours) out.push({ kind: "codes", seconds: turnS });
    const languages = place.second !== "" && place.second !== "vi" ? ["vi", place.second] : ["vi"];
    for (const notice of screen.notices || []) {
      for (const one of languages) {
        if (notice.texts[one]) out.push({ kind: "notice", seconds: turnS, text: notice.texts[one] });
      }
    }
    if (place.layout !== "media") return out;
    for (const mark of around.ready) {
      const medium = (standing.media || []).filter((one) => one.mark === mark && one.mark !== screen.emblem)[0];
      if (medium) out.push({ kind: medium.kind === "video" ? "video" : "image", seconds: Math.max(medium.seconds, SHORTEST_S), mark: mark });
    }
    return out;
  }

  function slideAt(known, nowS, around) {
    const turns = slides(known, around);
    if (turns.length === 0) return null;
    let leftS = nowS % turns.reduce((sum, one) => sum + one.seconds, 0);
    for (const slide of turns) {
      leftS -= slide.seconds;
      if (leftS < 0) return slide;
    }
    return turns[turns.length - 1];
  }

  moiso.hours = {
    setOffset: setOffset, local: local, toLocal: toLocal, dayOf: dayOf, at: at, hours: hours, dark: dark, anybodyAtADesk: anybodyAtADesk,
    slideAt: slideAt, SERVICES_A_PAGE: SERVICES_A_PAGE, MINUTE: MINUTE,
  };
}(window.moiso = window.moiso || {}));
