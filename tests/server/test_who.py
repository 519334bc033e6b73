"""Who may do what: every role and scope has its row, and what a caller may is never more than its rows."""

from datetime import UTC, datetime

import pytest

from server.devices import Device, Scope
from server.who import (
    LOCAL_RIGHTS,
    RIGHTS_OF_ROLE,
    RIGHTS_OF_SCOPE,
    Caller,
    Person,
    PersonId,
    Right,
    Role,
    Session,
)

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def signed_in(*roles: Role, local: bool = False) -> Caller:
    person = Person(PersonId("quay-1"), "Cán bộ quầy 1", frozenset(Role))
    session = Session("k", person.id, frozenset(roles), "", "192.168.1.5", AT, AT)
    return Caller("192.168.1.5", local, person=person, session=session)


def device(scope: Scope) -> Caller:
    return Caller("192.168.1.5", device=Device("may-1", scope, "", "h"))


def test_every_role_and_scope_has_its_row() -> None:
    assert set(RIGHTS_OF_ROLE) == set(Role)
    assert set(RIGHTS_OF_SCOPE) == set(Scope)


def test_a_stranger_may_only_sign_in() -> None:
    assert Caller("192.168.1.5").rights == {Right.ANYBODY}


def test_a_session_gives_what_it_was_given_and_not_what_the_person_could_have() -> None:
    assert not signed_in(Role.OFFICER).may(Right.RUN)
    assert not signed_in(Role.OFFICER).may(Right.KEEP)
    assert signed_in(Role.MANAGER, Role.TECHNICIAN).may(Right.KEEP)


def test_only_managers_run_the_office_and_only_technicians_keep_the_machines() -> None:
    assert [role for role in Role if Right.RUN in RIGHTS_OF_ROLE[role]] == [Role.MANAGER]
    assert [role for role in Role if Right.KEEP in RIGHTS_OF_ROLE[role]] == [Role.TECHNICIAN]


def test_a_paired_browser_alone_is_a_stranger() -> None:
    assert device(Scope.DESK).rights == {Right.ANYBODY}


@pytest.mark.parametrize("scope", [Scope.PRINT, Scope.KIOSK, Scope.SCREEN])
def test_a_machine_serves_nobody(scope: Scope) -> None:
    assert not device(scope).may(Right.SERVE)
    assert not device(scope).may(Right.RUN)


def test_whoever_sits_at_this_machine_may_what_a_kiosk_may() -> None:
    assert Caller("127.0.0.1", local=True).rights == LOCAL_RIGHTS
    assert Right.SERVE not in LOCAL_RIGHTS
    assert signed_in(Role.TECHNICIAN, local=True).may(Right.TAKE)


def test_the_log_says_who_by_which_device_and_from_where() -> None:
    assert signed_in(Role.OFFICER).actor == "person quay-1, 192.168.1.5"
    assert signed_in(Role.OFFICER, local=True).actor == "person quay-1, local"
    assert device(Scope.KIOSK).actor == "device may-1, 192.168.1.5"
    assert Caller("127.0.0.1", local=True, root=True).actor == "root, local"
