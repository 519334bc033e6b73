"""What citizens may count on, in a sentence for every policy."""

import pytest

from server.domain.setup import Policy, Rule
from server.translate.guarantee import guarantee
from server.words import Words

VI = Words("vi")
IN_ORDER = "trong cùng nhóm, ai lấy số trước được gọi trước."
CAP = "Tối đa 5 người ưu tiên đến sau có thể được gọi trước ông/bà."


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (Policy(Rule.FIFO), "Ai lấy số trước được gọi trước."),
        (Policy(Rule.STRICT), f"Người ưu tiên được gọi trước; {IN_ORDER} {CAP}"),
        (
            Policy(Rule.RATIO, in_a_row=3),
            f"Mỗi quầy gọi nhiều nhất 3 người ưu tiên liền nhau rồi gọi một người khác; {IN_ORDER} {CAP}",
        ),
        (Policy(Rule.HEAD_START, minutes=20), f"Người ưu tiên được tính như đã đến sớm hơn 20 phút; {IN_ORDER} {CAP}"),
        (Policy(), f"Mỗi phút chờ của người ưu tiên được tính bằng 4 phút; {IN_ORDER} {CAP}"),
        (Policy(slope=2.5), f"Mỗi phút chờ của người ưu tiên được tính bằng 2,5 phút; {IN_ORDER} {CAP}"),
    ],
)
def test_the_sentence_says_what_the_policy_does(policy: Policy, says: str) -> None:
    assert guarantee(policy, VI) == says


def test_without_a_cap_the_sentence_does_not_promise_one() -> None:
    assert guarantee(Policy(cap=0), VI).endswith("Số người ưu tiên đến sau được gọi trước không có giới hạn.")


@pytest.mark.parametrize("rule", list(Rule))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_policy_has_a_sentence_in_every_language(rule: Rule, language: str) -> None:
    said = guarantee(Policy(rule), Words(language))
    assert said.endswith(".") and "{" not in said and "policy." not in said
