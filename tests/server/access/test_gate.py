"""Coming in by password and by PIN, going out, and what a request is from."""

from typing import Any

import pytest

from server.access.gate import SESSIONS_OF_ONE
from server.access.refusals import NotLetIn, Why
from server.devices import Scope
from server.ports import StoreFull
from server.who import LOCAL_RIGHTS, Caller, Right, Role

HERE = Caller("127.0.0.1", local=True)
FAR_AWAY = Caller("192.168.1.77")


def refused(entrance: Any, name: str, secret: str, by: Caller = HERE) -> NotLetIn:
    with pytest.raises(NotLetIn) as error:
        entrance.sign_in(name, secret, by)
    return error.value


def test_a_password_opens_with_all_roles_from_everywhere(entrance: Any) -> None:
    entrance.person("lan")
    cookie = entrance.sign_in(by=FAR_AWAY)
    caller = entrance.caller(cookie, local=False)
    assert caller.person.id == "lan" and caller.session.roles == set(Role)
    assert entrance.noted()[-1] == ("sign_in", "lan")


def test_a_pin_opens_here_and_gives_an_officers_rights_only(entrance: Any) -> None:
    entrance.person("lan")
    caller = entrance.caller(entrance.sign_in(secret="258036"))
    assert caller.session.roles == {Role.OFFICER}
    assert caller.may(Right.SERVE) and not caller.may(Right.RUN) and not caller.may(Right.KEEP)


def test_a_pin_is_worth_nothing_from_far_away(entrance: Any) -> None:
    entrance.person("lan")
    assert refused(entrance, "lan", "258036", FAR_AWAY).why is Why.WRONG_SECRET


def test_a_pin_counts_at_a_paired_browser_and_its_session_nowhere_else(entrance: Any) -> None:
    entrance.person("lan")
    device, token = entrance.paired("quay-3")
    cookie = entrance.sign_in(secret="258036", by=Caller("192.168.1.77", device=device))
    assert entrance.caller(cookie, local=False, device=token).session is not None
    assert entrance.caller(cookie, local=False).session is None, "a stolen cookie is worth nothing without the browser's token"
    entrance.devices.remove("quay-3")
    assert entrance.caller(cookie, local=False, device=token).session is None


def test_a_session_of_this_machine_is_worth_nothing_elsewhere(entrance: Any) -> None:
    entrance.person("lan")
    assert entrance.caller(entrance.sign_in(), local=False).session is None


def test_nobody_learns_whether_it_was_the_name_or_the_secret(entrance: Any) -> None:
    entrance.person("lan")
    wrong_secret, wrong_name = refused(entrance, "lan", "khong dung dau"), refused(entrance, "ai-do", "mot cau de nho")
    assert (wrong_secret.why, wrong_secret.facts) == (wrong_name.why, wrong_name.facts)
    assert entrance.noted()[-2:] == [("sign_in_failed", "lan"), ("sign_in_failed", "ai-do")]


def test_guessing_gets_slower_and_the_right_secret_must_wait_too(entrance: Any) -> None:
    entrance.person("lan")
    for _ in range(4):
        refused(entrance, "lan", "111222")
    assert refused(entrance, "lan", "mot cau de nho").why is Why.WAIT
    entrance.pass_time(seconds=3)
    assert entrance.sign_in()


def test_who_guesses_from_outside_keeps_no_officer_from_her_desk(entrance: Any) -> None:
    entrance.person("lan")
    for _ in range(4):
        refused(entrance, "lan", "111222", FAR_AWAY)
    assert refused(entrance, "lan", "111222", FAR_AWAY).why is Why.WAIT
    assert entrance.sign_in(secret="258036")


def test_somebody_who_left_cannot_come_in_and_is_out_at_once(entrance: Any) -> None:
    from server.access.people import Wanted

    entrance.person("hoa", Role.MANAGER)
    entrance.person("lan", Role.OFFICER)
    cookie = entrance.sign_in("lan")
    leaving = Wanted("lan", "Cán bộ lan", frozenset({Role.OFFICER}), active=False)
    entrance.run(entrance.people.put(HERE, leaving, new=False))
    assert entrance.caller(cookie).session is None
    assert refused(entrance, "lan", "mot cau de nho").why is Why.WRONG_SECRET


def test_signing_in_again_ends_the_session_that_the_browser_had(entrance: Any) -> None:
    entrance.person("lan")
    first = entrance.sign_in()
    second = entrance.sign_in(by=entrance.caller(first))
    assert first != second
    assert entrance.caller(first).session is None and entrance.caller(second).session is not None


def test_a_cookie_that_somebody_planted_is_never_taken_over(entrance: Any) -> None:
    """Session fixation: the cookie after signing in is always a new one."""
    entrance.person("lan")
    planted = entrance.caller("planted-by-somebody")
    assert planted.session is None
    assert entrance.sign_in(by=planted) != "planted-by-somebody"
    assert entrance.caller("planted-by-somebody").session is None


def test_signing_out_is_at_once_and_for_good(entrance: Any) -> None:
    entrance.person("lan")
    cookie = entrance.sign_in()
    entrance.run(entrance.gate.sign_out(entrance.caller(cookie)))
    assert entrance.caller(cookie).session is None
    entrance.gate = entrance.made()
    assert entrance.caller(cookie).session is None
    assert entrance.noted()[-1] == ("sign_out", "lan")


def test_a_restart_throws_nobody_out_but_those_whose_time_is_over(entrance: Any) -> None:
    entrance.person("lan")
    cookie = entrance.sign_in()
    entrance.gate = entrance.made()
    assert entrance.caller(cookie).session is not None
    entrance.pass_time(hours=4)
    entrance.gate = entrance.made()
    assert entrance.gate.sessions == {} and entrance.store.sessions() == []


def test_what_somebody_does_keeps_them_in_and_a_page_that_listens_does_not(entrance: Any) -> None:
    entrance.person("lan")
    cookie = entrance.sign_in()
    for _ in range(4):
        entrance.pass_time(minutes=29)
        assert entrance.caller(cookie).may(Right.RUN)
    for _ in range(2):
        entrance.pass_time(minutes=29)
        listening = entrance.caller(cookie, acts=False)
    assert not listening.may(Right.RUN) and listening.may(Right.SERVE), "a manager who went away is an officer still"
    assert entrance.caller(cookie).may(Right.SERVE) and not entrance.caller(cookie).may(Right.RUN)


def test_a_session_in_use_is_written_down_now_and_then_and_not_each_time(entrance: Any) -> None:
    entrance.person("lan")
    cookie = entrance.sign_in()
    began = entrance.store.sessions()[0].seen_at
    entrance.pass_time(minutes=1)
    entrance.caller(cookie)
    assert entrance.store.sessions()[0].seen_at == began
    entrance.pass_time(minutes=10)
    entrance.caller(cookie)
    assert entrance.store.sessions()[0].seen_at > began


def test_one_person_has_a_handful_of_sessions_and_the_quietest_ends(entrance: Any) -> None:
    entrance.person("lan")
    cookies = []
    for _ in range(SESSIONS_OF_ONE + 1):
        cookies.append(entrance.sign_in())
        entrance.pass_time(seconds=1)
    assert entrance.caller(cookies[0]).session is None and entrance.caller(cookies[1]).session is not None
    assert len(entrance.store.sessions()) == SESSIONS_OF_ONE


def test_the_servers_own_token_counts_on_this_machine_only(entrance: Any) -> None:
    def caller(token: str, local: bool) -> Caller:
        found: Caller = entrance.gate.caller(address="127.0.0.1", local=local, bearer=token)
        return found

    assert caller("root token", True).rights == set(Right)
    assert not caller("root token", False).root and not caller("root tokem", True).root
    assert caller("root token", True).actor == "root, local"


def test_nobody_at_all_is_whoever_sits_at_this_machine(entrance: Any) -> None:
    assert entrance.caller("").rights == LOCAL_RIGHTS
    assert entrance.caller("", local=False).rights == {Right.ANYBODY}


def test_a_browser_paired_as_a_screen_hears_and_no_more(entrance: Any) -> None:
    _, token = entrance.paired("man-hinh", Scope.SCREEN)
    assert entrance.caller("", local=False, device=token).rights == {Right.ANYBODY, Right.HEAR}


def test_a_listener_is_told_when_it_may_listen_no_more(entrance: Any) -> None:
    entrance.person("lan")
    caller = entrance.caller(entrance.sign_in())
    _, token = entrance.paired("man-hinh", Scope.SCREEN)
    screen = entrance.gate.caller(address="192.168.1.9", local=False, bearer=token)
    assert entrance.gate.still(caller) and entrance.gate.still(screen) and entrance.gate.still(HERE)
    entrance.run(entrance.gate.sign_out(caller))
    entrance.devices.remove("man-hinh")
    assert not entrance.gate.still(caller) and not entrance.gate.still(screen)


def test_with_a_full_disk_nobody_is_half_signed_in(entrance: Any) -> None:
    entrance.person("lan")
    entrance.store.fail_next = StoreFull("full")
    with pytest.raises(StoreFull):
        entrance.sign_in()
    assert entrance.gate.sessions == {}
    assert entrance.sign_in()
