import threading

import pytest

from dzherelo.ui.page.parts import beating


def counted(most):
    yield from range(most)


def test_the_steps_come_whole_and_in_order():
    assert [step for step in beating(counted(500)) if step is not None] == list(range(500))


def test_what_the_steps_raise_is_raised():
    def failing():
        yield 1
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(beating(failing()))


def test_while_no_step_comes_it_beats_and_can_be_closed():
    go, closed = threading.Event(), threading.Event()

    def silent():
        try:
            yield "first"
            go.wait(30)
            yield "second"
        finally:
            closed.set()

    steps = beating(silent(), every=0.01)
    while next(steps) is not None:
        pass
    steps.close()
    assert not closed.is_set()
    go.set()
    assert closed.wait(30)
