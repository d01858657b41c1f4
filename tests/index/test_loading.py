"""LlamaIndex is entered lightly, and nothing of it is missing."""

import subprocess
import sys


def run(script, *argv):
    command = [sys.executable, "-c", script, *argv]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_the_vector_store_comes_without_the_rest():
    script = """
import sys
from dzherelo.index.store import enter_lightly
enter_lightly()
from llama_index.vector_stores.chroma import ChromaVectorStore
print("llama_index.core.chat_engine" in sys.modules, "sqlalchemy" in sys.modules)
"""
    assert run(script) == ["False", "False"]


def test_what_was_left_out_is_there_when_it_is_asked_for():
    script = """
from dzherelo.index.store import enter_lightly
enter_lightly()
from llama_index.core.schema import TextNode
from llama_index.core import VectorStoreIndex, __version__
from llama_index.core.indices import SummaryIndex
import llama_index.core
same = TextNode is llama_index.core.schema.TextNode
print(VectorStoreIndex.__name__, SummaryIndex.__name__, same)
"""
    assert run(script) == ["VectorStoreIndex", "SummaryIndex", "True"]


def test_a_name_that_does_not_exist_is_an_error_as_usual():
    script = """
from dzherelo.index.store import enter_lightly
enter_lightly()
try:
    from llama_index.core import NoSuchThing
except ImportError:
    print("ImportError")
"""
    assert run(script) == ["ImportError"]


def test_packages_that_are_there_already_stay_as_they_are():
    script = """
import llama_index.core
before = llama_index.core
from dzherelo.index.store import enter_lightly
enter_lightly()
import llama_index.core
print(llama_index.core is before)
"""
    assert run(script) == ["True"]


def test_opening_a_store_again_keeps_nothing_that_was_thrown_away(tmp_path):
    script = """
import gc, sys, weakref
from pathlib import Path
from dzherelo.index.store import Maker, open_store
class Ring:
    def __init__(self):
        self.itself = self
def open_and_close(name):
    open_store(Maker("test", 2, "1", "1"), folder=Path(sys.argv[1]) / name).close()
open_and_close("one")
ring = Ring()
gone = weakref.ref(ring)
open_and_close("other")
del ring
gc.collect()
print(gone() is None)
"""
    assert run(script, str(tmp_path)) == ["True"]
