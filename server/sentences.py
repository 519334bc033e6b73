"""What to tell the person in front: refusals and notices as whole sentences. Knows words and times, decides nothing."""

from datetime import date, datetime, timedelta

from server.domain.errors import Reason, Refused
from server.domain.faults import Fault
from server.domain.model import Admission, Ticket
from server.setupwords import place, sentences
from server.words import Words

_WITH_OPENING = frozenset({Reason.CLOSED_NOW, Reason.CLOSED_TODAY, Reason.NO_TIME_LEFT})


def refusal(refused: Refused, words: Words, now: datetime, citizen: Words | None = None, service: str = "") -> str:
    """The sentence of a refusal. `now`: aware, in the office's zone. `citizen`: the words of the one who asked, used where they have the sentence;
    `service`: what it is called in that language, "" to leave it as the refusal says."""
    facts = dict(refused.facts)
    key: str = refused.reason
    if refused.reason in _WITH_OPENING and not facts["opens"]:
        key = "closed_unknown"
    if citizen is not None and citizen.has(f"refused.{key}"):
        words = citizen
        if service and "service" in facts:
            facts["service"] = service
    if "state" in facts:
        facts["state"] = words.say(f"state.{facts['state']}")
    if "day" in facts:
        facts["day"] = f"{date.fromisoformat(str(facts['day'])):%d/%m/%Y}"
    if facts.get("opens"):
        facts["opens"] = moment(datetime.fromisoformat(str(facts["opens"])), words, now)
    if refused.reason is Reason.CHANGED_MEANWHILE:
        facts["where"] = place(str(facts["where"]), words)
    if refused.reason is Reason.BAD_SETUP:
        about = tuple((name, value) for name, value in facts.items() if name not in ("what", "where", "count"))
        facts["fault"] = sentences([Fault(str(facts["what"]), str(facts["where"]), about)], words)[0]
    return words.say(f"refused.{key}", **facts)


def notice(ticket: Ticket, words: Words, now: datetime) -> str:
    """What a citizen should know with the number, "" if nothing."""
    opens = moment(ticket.opens_at.astimezone(now.tzinfo), words, now) if ticket.opens_at is not None else ""
    match ticket.admission:
        case Admission.PLAIN:
            return ""
        case Admission.SHORT_TIME:
            return words.say("notice.short_time_opens", opens=opens) if opens else words.say("notice.short_time")
        case Admission.OUTSIDE_HOURS:
            return words.say("notice.outside_hours", opens=opens) if opens else words.say("notice.outside_hours_unknown")
        case Admission.NEXT_SESSION:
            return words.say("notice.next_session", opens=opens)
        case Admission.LATE:
            return words.say("notice.late")


def moment(at: datetime, words: Words, now: datetime) -> str:
    """ "13:00 hôm nay", "07:00 Thứ Hai, 23/11"."""
    if at.date() == now.date():
        return words.say("notice.today", time=f"{at:%H:%M}")
    soon = at.date() - now.date() < timedelta(days=300)
    day = f"{at:%d/%m}" if soon else f"{at:%d/%m/%Y}"
    return words.say("notice.day", time=f"{at:%H:%M}", weekday=words.say(f"weekday.{at.weekday()}"), date=day)
