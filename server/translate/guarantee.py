"""The policy in one or two sentences: what citizens may count on."""

from server.domain.setup import Policy, Rule
from server.words import Words


def guarantee(policy: Policy, words: Words) -> str:
    """What a waiting citizen may count on, by the policy in force."""
    if policy.rule is Rule.FIFO:
        return words.say("policy.fifo")
    slope = f"{policy.slope:g}".replace(".", "." if words.language == "en" else ",")
    said = words.say(f"policy.{policy.rule.value}", slope=slope, in_a_row=policy.in_a_row, minutes=policy.minutes)
    return f"{said} {words.say('policy.cap', cap=policy.cap) if policy.cap else words.say('policy.no_cap')}"
