"""What the kiosk in a browser plays: whole sentences or nothing, Vietnamese for what a language lacks, and a number to its end."""

from typing import Any

from playwright.sync_api import Page

SPEAKER = """() => {
  window.played = [];
  window.AudioContext = function () {
    Object.assign(this, { state: "running", currentTime: 10, destination: {}, resume() {} });
    this.decodeAudioData = (data, good) => good({ duration: 1, name: new TextDecoder().decode(data) });
    this.createBufferSource = () => ({
      connect() {}, start(at) { this.at = at; window.played.push(this); }, stop() { this.stopped = true; },
    });
    window.context = this;
  };
  return import("/static/kiosk_voice.js").then((it) => { window.voice = new it.Voice(); });
}"""
"""A loudspeaker that writes down what would be heard and when; every clip is a second long."""
PACKS: dict[str, list[str]] = {"vi": ["say_choose", "say_yours", "so_1", "chu_A"], "km": ["say_yours", "so_1", "chu_A"]}


def heard(page: Page, count: int, speech: list[dict[str, Any]], *, number: bool = False) -> list[list[Any]]:
    """Clip, when, and whether it was broken off, of all that was played so far, as soon as they are so many."""
    page.evaluate("([speech, number]) => window.voice.say(speech, number)", [speech, number])
    page.wait_for_function("count => window.played.length >= count", arg=count)
    return page.evaluate("window.played.map((one) => [one.buffer.name, Math.round(one.at * 100) / 100, Boolean(one.stopped)])")


def test_sentences_are_whole_or_silent_and_a_number_is_said_to_its_end(js: Page) -> None:
    def serve(route: Any) -> None:
        _, _, language, name = route.request.url.partition("?")[0].removeprefix("http://kiosk.test").split("/")
        if name == "pack.json":
            route.fulfill(json={"mark": f"{language}1", "clips": {clip: clip for clip in PACKS[language]}})
        else:
            route.fulfill(body=f"{language}/{name.removesuffix('.wav')}")

    js.route("**/voice/**", serve)
    js.evaluate(SPEAKER)
    js.evaluate("window.voice.want({ vi: 'vi1', km: 'km1' })")
    js.wait_for_function("performance.getEntriesByType('resource').filter((one) => one.name.includes('pack.json')).length === 2")
    assert heard(js, 0, [{"language": "km", "clips": ["say_lost"]}]) == [], "what no pack has is silence"
    assert heard(js, 1, [{"language": "km", "clips": ["say_choose"]}]) == [["vi/say_choose", 10.05, False]]
    number = {"language": "km", "clips": ["say_yours", "chu_A", "so_1", "say_wait"], "least": ["chu_A", "so_1"]}
    assert heard(js, 3, [number], number=True) == [
        ["vi/say_choose", 10.05, True],
        ["km/chu_A", 10.05, False],
        ["km/so_1", 11.12, False],
    ]
    after = heard(js, 4, [{"language": "vi", "clips": ["say_choose"]}])
    assert after[1:] == [["km/chu_A", 10.05, False], ["km/so_1", 11.12, False], ["vi/say_choose", 12.19, False]]
    js.unroute("**/voice/**")
