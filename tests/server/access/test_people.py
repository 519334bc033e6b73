"""Officers come and go, lose and change their secrets; devices are let in by a code and thrown out."""

from typing import Any

import pytest

from server.access.people import Wanted
from server.access.refusals import NotLetIn, Why
from server.devices import Scope
from server.who import Caller, Person, Right, Role

HERE = Caller("127.0.0.1", local=True)
BOSS = Wanted("hoa", "Người quản lý", frozenset({Role.MANAGER}), password="mot cau de nho")


def refusal(entrance: Any, work: Any) -> tuple[Why, str]:
    with pytest.raises(NotLetIn) as error:
        entrance.run(work)
    return error.value.why, error.value.field


def officer(**facts: Any) -> Wanted:
    return Wanted(**{"id": "lan", "name": "Cán bộ lan", "roles": frozenset({Role.OFFICER}), "pin": "258036", **facts})


def test_the_first_person_may_everything_and_is_in(entrance: Any) -> None:
    assert entrance.gate.is_new
    cookie, session = entrance.run(entrance.people.first(HERE, BOSS))
    assert session.roles == set(Role) and entrance.caller(cookie).may(Right.KEEP)
    assert not entrance.gate.is_new
    assert refusal(entrance, entrance.people.first(HERE, BOSS)) == (Why.SET_UP_ALREADY, "")


def test_the_first_person_needs_a_password(entrance: Any) -> None:
    assert refusal(entrance, entrance.people.first(HERE, officer())) == (Why.NO_SECRET, "password")
    assert entrance.gate.is_new


@pytest.mark.parametrize(
    ("facts", "why", "field"),
    [
        ({"id": "Lan"}, Why.BAD_NAME, "id"),
        ({"name": " "}, Why.NO_TITLE, "name"),
        ({"roles": frozenset()}, Why.NO_ROLE, "roles"),
        ({"pin": "123456"}, Why.WEAK_PIN, "pin"),
        ({"password": "ngan"}, Why.WEAK_PASSWORD, "password"),
        ({"pin": ""}, Why.NO_SECRET, "pin"),
        ({"roles": frozenset({Role.TECHNICIAN})}, Why.NO_SECRET, "pin"),
        ({"id": "hoa"}, Why.NAME_TAKEN, "id"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(entrance: Any, facts: Any, why: Why, field: str) -> None:
    entrance.run(entrance.people.first(HERE, BOSS))
    assert refusal(entrance, entrance.people.put(HERE, officer(**facts), new=True)) == (why, field)
    assert set(entrance.gate.people) == {"hoa"} == {one.id for one in entrance.store.people()}


def test_secrets_are_kept_as_hashes_and_never_noted(entrance: Any) -> None:
    person = entrance.person("lan", password="mot cau de nho", pin="258036")
    assert person.pin.startswith("$argon2id$") and person.password.startswith("$argon2id$")
    assert entrance.store.people() == [person]
    said = " ".join(f"{one.entry.before} {one.entry.after}" for one in entrance.store.notes(1000))
    assert "258036" not in said and "mot cau" not in said and "argon2" not in said
    assert "pin password" in said


def test_there_is_always_somebody_who_can_change_this(entrance: Any, manager: Any) -> None:
    manager()
    entrance.person("lan", Role.OFFICER)
    for change in (
        entrance.people.drop(HERE, "hoa"),
        entrance.people.put(HERE, Wanted("hoa", "Hoa", frozenset({Role.OFFICER})), new=False),
        entrance.people.put(HERE, Wanted("hoa", "Hoa", frozenset({Role.MANAGER}), active=False), new=False),
    ):
        assert refusal(entrance, change)[0] is Why.LAST_MANAGER
    with pytest.raises(NotLetIn):
        entrance.run(entrance.people.put(HERE, Wanted("hoa", "Hoa", frozenset({Role.MANAGER}), password=None), new=False))


def test_who_is_taken_out_is_out(entrance: Any, manager: Any) -> None:
    manager()
    entrance.person("lan", Role.OFFICER)
    cookie = entrance.sign_in("lan")
    entrance.run(entrance.people.drop(HERE, "lan"))
    assert entrance.caller(cookie).session is None and entrance.store.sessions() == []
    assert refusal(entrance, entrance.people.drop(HERE, "lan"))[0] is Why.UNKNOWN_PERSON
    assert entrance.noted()[-1] == ("person_removed", "lan")


def test_a_new_pin_ends_the_others_sessions_and_a_new_name_does_not(entrance: Any, manager: Any) -> None:
    manager()
    entrance.person("lan", Role.OFFICER)
    cookie = entrance.sign_in("lan")
    entrance.run(entrance.people.put(HERE, officer(name="Cán bộ khác", pin=""), new=False))
    assert entrance.caller(cookie).person.name == "Cán bộ khác"
    entrance.run(entrance.people.put(HERE, officer(pin="704815"), new=False))
    assert entrance.caller(cookie).session is None
    assert entrance.sign_in("lan", "704815")


def test_a_role_that_is_taken_away_is_gone_at_once(entrance: Any, manager: Any) -> None:
    manager()
    entrance.person("lan", Role.OFFICER, Role.MANAGER)
    cookie = entrance.sign_in("lan")
    assert entrance.caller(cookie).may(Right.RUN)
    entrance.run(entrance.people.put(HERE, officer(pin=""), new=False))
    assert not entrance.caller(cookie).may(Right.RUN)


def test_somebody_changes_their_own_pin_who_knows_the_old_one(entrance: Any, manager: Any) -> None:
    manager()
    entrance.person("lan", Role.OFFICER, password="")
    caller = entrance.caller(entrance.sign_in("lan", "258036"))
    change = entrance.people.change_own
    assert refusal(entrance, change(caller, "111222", "704815", "")) == (Why.WRONG_SECRET, "current")
    entrance.run(change(caller, "258036", "704815", ""))
    assert entrance.sign_in("lan", "704815")
    assert entrance.gate.sessions[caller.session.key] is not None, "whoever changes it stays in"


def test_a_pin_is_not_enough_to_make_a_password(entrance: Any) -> None:
    entrance.person("lan")
    caller = entrance.caller(entrance.sign_in(secret="258036"))
    why = refusal(entrance, entrance.people.change_own(caller, "258036", "", "mat khau moi toanh"))
    assert why == (Why.WRONG_SECRET, "current")
    strong = entrance.caller(entrance.sign_in())
    entrance.run(entrance.people.change_own(strong, "mot cau de nho", "", "mat khau moi toanh"))
    assert entrance.sign_in(secret="mat khau moi toanh")


def test_guessing_ones_own_old_pin_gets_slower_too(entrance: Any) -> None:
    entrance.person("lan")
    caller = entrance.caller(entrance.sign_in(secret="258036"))
    for _ in range(3):
        refusal(entrance, entrance.people.change_own(caller, "111222", "704815", ""))
    assert refusal(entrance, entrance.people.change_own(caller, "258036", "704815", ""))[0] is Why.WAIT


def test_a_manager_ends_anybodys_session(entrance: Any) -> None:
    entrance.person("lan")
    cookie = entrance.sign_in()
    key = entrance.caller(cookie).session.key
    entrance.run(entrance.people.end_session(HERE, key))
    assert entrance.caller(cookie).session is None and entrance.noted()[-1] == ("session_revoked", "lan")
    assert refusal(entrance, entrance.people.end_session(HERE, key))[0] is Why.UNKNOWN_SESSION


def test_a_device_is_let_in_by_its_code_and_thrown_out_with_its_sessions(entrance: Any) -> None:
    person: Person = entrance.person("lan")
    pending = entrance.gate.pairing.begin(Scope.DESK, "192.168.1.5", entrance.clock.monotonic_s())
    device = entrance.run(entrance.people.approve(HERE, pending.code, "quay-3", "", 0))
    token = entrance.gate.pairing.claim(pending.secret, entrance.clock.monotonic_s())
    assert entrance.devices.who(token) == device
    cookie, _ = entrance.run(entrance.gate.sign_in(Caller("192.168.1.5", device=device), person.id, "258036"))
    assert entrance.caller(cookie, local=False, device=token).session is not None
    entrance.run(entrance.people.unpair(HERE, "quay-3"))
    assert entrance.caller(cookie, local=False, device=token).rights == {Right.ANYBODY}
    assert [one for one in entrance.noted() if one[1] == "quay-3"] == [("device_paired", "quay-3"), ("device_revoked", "quay-3")]
    assert refusal(entrance, entrance.people.unpair(HERE, "quay-3"))[0] is Why.UNKNOWN_DEVICE


@pytest.mark.parametrize(
    ("scope", "name", "printer", "desk", "why", "field"),
    [
        (Scope.DESK, "Quầy 3", "", 0, Why.BAD_DEVICE, "name"),
        (Scope.KEYPAD, "ban-phim", "", 0, Why.BAD_DEVICE, "desk"),
        (Scope.PRINT, "may-in", "", 0, Why.BAD_DEVICE, "printer"),
        (Scope.DESK, "quay-1", "", 0, Why.DEVICE_TAKEN, "name"),
    ],
)
def test_a_device_that_cannot_be_is_not_let_in(
    entrance: Any, scope: Scope, name: str, printer: str, desk: int, why: Why, field: str
) -> None:
    entrance.paired("quay-1")
    pending = entrance.gate.pairing.begin(scope, "192.168.1.5", 0.0)
    assert refusal(entrance, entrance.people.approve(HERE, pending.code, name, printer, desk)) == (why, field)
    assert entrance.gate.pairing.waiting(0.0) == [pending], "the code counts still"
