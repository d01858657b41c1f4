"""What a method gave is remembered, and nothing is held for it."""

import gc
from weakref import ref

from dzherelo.corpus.remembered import remembered, remembered_with


class Doubling:
    def __init__(self):
        self.asked = []
        self.double = remembered(self._doubled, 2)

    def _doubled(self, number, *, times=2):
        self.asked.append(number)
        return number * times


def test_the_same_is_worked_out_once():
    doubling = Doubling()
    assert [doubling.double(3), doubling.double(3), doubling.double(3, times=5)] == [6, 6, 15]
    assert doubling.asked == [3, 3]


def test_only_the_last_are_remembered():
    doubling = Doubling()
    for number in (1, 2, 3, 1):
        assert doubling.double(number) == 2 * number
    assert doubling.asked == [1, 2, 3, 1]


def test_each_object_remembers_its_own():
    one, other = Doubling(), Doubling()
    assert one.double(4) == other.double(4) == 8
    assert one.asked == other.asked == [4]


def test_an_object_that_nobody_uses_is_gone_at_once():
    gc.disable()
    try:
        doubling = Doubling()
        doubling.double(3)
        gone = ref(doubling)
        del doubling
        assert gone() is None
    finally:
        gc.enable()


class Reader:
    def __init__(self, ending):
        self.ending = ending
        self.asked = []


@remembered_with(2)
def read(text, reader):
    reader.asked.append(text)
    return text + reader.ending


def test_a_text_is_read_once_with_each_reader():
    loud, asking = Reader("!"), Reader("?")
    assert [read("one", loud), read("one", asking), read("one", loud)] == ["one!", "one?", "one!"]
    assert loud.asked == asking.asked == ["one"]


def test_only_the_last_texts_of_a_reader_are_remembered():
    loud = Reader("!")
    for text in ("one", "two", "three", "one"):
        assert read(text, loud) == text + "!"
    assert loud.asked == ["one", "two", "three", "one"]


def test_a_reader_that_nobody_uses_is_gone_at_once():
    gc.disable()
    try:
        loud = Reader("!")
        read("one", loud)
        gone = ref(loud)
        del loud
        assert gone() is None
    finally:
        gc.enable()
