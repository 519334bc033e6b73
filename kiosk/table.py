"""The scenes, what happens in them, and what follows what. Pure data."""

from enum import StrEnum


class Scene(StrEnum):
    LANGUAGE = "language"  # only where several are on
    HOME = "home"  # the services, or groups of them
    QUESTION = "question"  # what to bring, and whether somebody goes first
    MISSING = "missing"  # a paper is missing: all that is to be brought
    SEARCH = "search"  # a procedure is looked for by typing
    PROCEDURE = "procedure"  # all that is known of one
    ASKING = "asking"
    SHOWN = "shown"  # the number, large
    TROUBLE = "trouble"  # a sentence
    HELP = "help"


class Happening(StrEnum):
    SPOKE = "spoke"  # chose a language
    TURNED = "turned"  # opened a group, saw more, wanted large letters or more time
    SOUGHT = "sought"  # wants to look a procedure up
    FOUND = "found"  # and looks at this one
    PICKED = "picked"  # a service with something to be asked first
    CHOSE = "chose"  # the press goes out
    LACKED = "lacked"  # said that papers are missing
    BACK = "back"
    LEFT = "left"  # wants to begin anew
    TAPPED = "tapped"  # the glass, anywhere
    CALLED = "called"  # for help
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    TIME_UP = "time_up"


TABLE: dict[tuple[Scene, Happening], Scene] = {
    (Scene.LANGUAGE, Happening.SPOKE): Scene.HOME,
    (Scene.LANGUAGE, Happening.TURNED): Scene.LANGUAGE,
    (Scene.LANGUAGE, Happening.PICKED): Scene.QUESTION,  # an appointment slip was scanned
    (Scene.LANGUAGE, Happening.CHOSE): Scene.ASKING,
    (Scene.LANGUAGE, Happening.CALLED): Scene.HELP,
    (Scene.LANGUAGE, Happening.TIME_UP): Scene.HOME,
    (Scene.HOME, Happening.TURNED): Scene.HOME,
    (Scene.HOME, Happening.SOUGHT): Scene.SEARCH,
    (Scene.HOME, Happening.PICKED): Scene.QUESTION,
    (Scene.HOME, Happening.CHOSE): Scene.ASKING,
    (Scene.HOME, Happening.BACK): Scene.HOME,
    (Scene.HOME, Happening.LEFT): Scene.HOME,
    (Scene.HOME, Happening.CALLED): Scene.HELP,
    (Scene.HOME, Happening.TIME_UP): Scene.HOME,
    (Scene.QUESTION, Happening.TURNED): Scene.QUESTION,
    (Scene.QUESTION, Happening.FOUND): Scene.PROCEDURE,  # back to the procedure that led here
    (Scene.QUESTION, Happening.PICKED): Scene.QUESTION,
    (Scene.QUESTION, Happening.CHOSE): Scene.ASKING,
    (Scene.QUESTION, Happening.LACKED): Scene.MISSING,
    (Scene.QUESTION, Happening.BACK): Scene.HOME,
    (Scene.QUESTION, Happening.LEFT): Scene.HOME,
    (Scene.QUESTION, Happening.CALLED): Scene.HELP,
    (Scene.QUESTION, Happening.TIME_UP): Scene.HOME,
    (Scene.MISSING, Happening.TURNED): Scene.MISSING,
    (Scene.MISSING, Happening.PICKED): Scene.QUESTION,
    (Scene.MISSING, Happening.CHOSE): Scene.ASKING,
    (Scene.MISSING, Happening.BACK): Scene.QUESTION,
    (Scene.MISSING, Happening.LEFT): Scene.HOME,
    (Scene.MISSING, Happening.CALLED): Scene.HELP,
    (Scene.MISSING, Happening.TIME_UP): Scene.HOME,
    (Scene.SEARCH, Happening.TURNED): Scene.SEARCH,
    (Scene.SEARCH, Happening.FOUND): Scene.PROCEDURE,
    (Scene.SEARCH, Happening.PICKED): Scene.QUESTION,  # an appointment slip was scanned
    (Scene.SEARCH, Happening.CHOSE): Scene.ASKING,
    (Scene.SEARCH, Happening.BACK): Scene.HOME,
    (Scene.SEARCH, Happening.LEFT): Scene.HOME,
    (Scene.SEARCH, Happening.CALLED): Scene.HELP,
    (Scene.SEARCH, Happening.TIME_UP): Scene.HOME,
    (Scene.PROCEDURE, Happening.TURNED): Scene.PROCEDURE,
    (Scene.PROCEDURE, Happening.PICKED): Scene.QUESTION,
    (Scene.PROCEDURE, Happening.CHOSE): Scene.ASKING,
    (Scene.PROCEDURE, Happening.BACK): Scene.SEARCH,
    (Scene.PROCEDURE, Happening.LEFT): Scene.HOME,
    (Scene.PROCEDURE, Happening.CALLED): Scene.HELP,
    (Scene.PROCEDURE, Happening.TIME_UP): Scene.HOME,
    (Scene.ASKING, Happening.GIVEN): Scene.SHOWN,
    (Scene.ASKING, Happening.NOT_GIVEN): Scene.TROUBLE,
    (Scene.ASKING, Happening.TIME_UP): Scene.TROUBLE,
    (Scene.SHOWN, Happening.CHOSE): Scene.ASKING,  # the next citizen presses a real button
    (Scene.SHOWN, Happening.TAPPED): Scene.HOME,
    (Scene.SHOWN, Happening.CALLED): Scene.HELP,
    (Scene.SHOWN, Happening.TIME_UP): Scene.HOME,
    (Scene.TROUBLE, Happening.CHOSE): Scene.ASKING,
    (Scene.TROUBLE, Happening.GIVEN): Scene.SHOWN,  # it came after all, and is still this citizen's
    (Scene.TROUBLE, Happening.TAPPED): Scene.HOME,
    (Scene.TROUBLE, Happening.CALLED): Scene.HELP,
    (Scene.TROUBLE, Happening.TIME_UP): Scene.HOME,
    (Scene.HELP, Happening.CHOSE): Scene.ASKING,
    (Scene.HELP, Happening.TAPPED): Scene.HOME,
    (Scene.HELP, Happening.TIME_UP): Scene.HOME,
}
"""What is not in the table changes nothing: a press while asking is the same citizen's impatience. Whoever goes home by being done, by time or
by leaving finds the kiosk as nobody had touched it (`rested`): where several languages are on, home is the scene that asks for one."""
WALK = (Scene.LANGUAGE, Scene.HOME, Scene.QUESTION, Scene.MISSING, Scene.SEARCH, Scene.PROCEDURE)
"""Where a citizen is on the way to a number, and may go to sleep."""
OVER = (Scene.SHOWN, Scene.TROUBLE, Scene.HELP)
