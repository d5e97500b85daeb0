"""A press on a nudge's button, through a real daemon; and one that can't be saved."""

import pytest

from conftest import Commands, Processes
from daemons import a_daemon, query, wait_for_state
from desktop.test_asking import Server
from fakes import FakeNotifier
from holdfast.app import App
from holdfast.daemon import buttons
from holdfast.daemon.buttons import Buttons
from holdfast.desktop.folders import Folders
from holdfast.errors import StorageError
from holdfast.urges.use_cases import log_urge
from waiting import wait_until

PATIENCE = "patience:urge-1"


@pytest.mark.slow
def test_let_it_go_on_the_desktop_lets_that_urge_go(
    process: Processes, holdfast: Commands, folders: Folders, bus: str
) -> None:
    with Server(bus) as server, a_daemon(process):
        assert process("log", "--no-draft").returncode == 0
        wait_for_state(folders, PATIENCE, "handed-over")
        assert "with buttons" in holdfast.ok("nudges").out
        server.press(1, next(key for key in server.shown[1] if key.startswith("let-go")))
        wait_until(
            lambda: query(folders, "SELECT outcome FROM urges") == [("let-go",)], "the answer"
        )
        wait_until(lambda: server.closed == [1], "it to be closed")
    assert query(folders, "SELECT answer FROM nudges WHERE answer IS NOT NULL") == [("let-go",)]


@pytest.mark.slow
def test_what_a_command_answers_is_closed_and_so_is_all_at_the_end(
    process: Processes, folders: Folders, bus: str
) -> None:
    with Server(bus) as server:
        with a_daemon(process) as daemon:
            assert process("log", "--no-draft").returncode == 0
            wait_for_state(folders, PATIENCE, "handed-over")
            assert process("let-go").returncode == 0
            wait_until(lambda: server.closed == [1], "the first to be closed")
            assert process("log", "--no-draft").returncode == 0
            assert daemon.end()[0] == 0
        with a_daemon(process):
            pass
        assert set(server.closed) >= {1}


@pytest.mark.parametrize(
    ("answer", "command"),
    [("let-go", "holdfast let-go"), ("less", "holdfast rate"), ("leave", "holdfast requests")],
)
def test_an_answer_that_can_not_be_saved_says_so(
    app: App,
    notifier: FakeNotifier,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    command: str,
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StorageError("The database is locked.")

    monkeypatch.setattr(buttons, "answer_nudge", locked)
    Buttons(app, lambda: None)._pressed(7, answer)
    assert notifier.shown == [("That wasn't saved", f"You can still say it: {command}")]


def test_an_answer_is_saved_once_and_wakes_the_daemon(app: App) -> None:
    woken: list[bool] = []
    app.call(log_urge)
    asked = Buttons(app, lambda: woken.append(True))
    asked._pressed(7, "let-go")  # no such nudge: nothing, quietly
    asked.withdraw_answered()
    asked.close_left()
    assert woken == [True]
    app.close()
