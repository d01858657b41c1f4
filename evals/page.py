"""A question asked of a running chat through its page's own queue, as a browser does."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

from dzherelo.corpus.errors import InputError

ANSWERED_WITHIN = 120.0  # seconds
_ASKED = ("ask", "dz-talk")  # the event of the conversation that takes a question
_LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask_page(url: str, question: str) -> None:
    """Asks `question` at the Gradio page `url` and waits until the answer is complete.

    Raises InputError if the page has no field for a question or does not answer.
    """
    try:
        config = json.loads(_read(f"{url}config"))
        api = f"{url.rstrip('/')}{config['api_prefix']}/queue"
        session = uuid.uuid4().hex
        asked = {**_submission(config, question), "session_hash": session}
        _read(f"{api}/join", json.dumps(asked).encode())
        _follow(f"{api}/data?session_hash={session}")
    except (urllib.error.URLError, OSError, ValueError, KeyError) as error:
        raise InputError(
            f"The chat at {url} cannot be asked: {error}.", "Open it in a browser to see why."
        ) from error


def _submission(config: dict[str, Any], question: str) -> dict[str, Any]:
    """What the browser sends when the question is asked: nothing for the states that the server
    keeps, and of other components the value that the page shows."""
    shown = {part["id"]: part.get("props", {}) for part in config["components"]}
    for event in config["dependencies"]:
        asked = [place for place, name in event["targets"] if (name, _id(shown, place)) == _ASKED]
        if asked:
            return {
                "fn_index": event["id"],
                "data": [shown.get(part, {}).get("value") for part in event["inputs"]],
                "event_data": {"question": question, "typed": "1"},
                "trigger_id": asked[0],
            }
    raise ValueError("its page has no field for a question")


def _id(shown: dict[Any, dict[str, Any]], place: Any) -> Any:
    return shown.get(place, {}).get("elem_id")


def _follow(url: str) -> None:
    """Reads the stream of the answer to its end; raises ValueError if nothing was answered."""
    seen = set()
    for message in _events(url):
        seen.add(message["msg"])
        if message["msg"] == "process_completed":
            if not message["success"] or "process_generating" not in seen:
                raise ValueError("it answered nothing")
            return
    raise ValueError("it stopped before the answer was complete")


def _events(url: str) -> Iterator[dict[str, Any]]:
    with _LOCAL.open(url, timeout=ANSWERED_WITHIN) as stream:
        for line in stream:
            if line.startswith(b"data:"):
                yield json.loads(line.removeprefix(b"data:"))


def _read(url: str, data: bytes | None = None) -> bytes:
    headers = {"Content-Type": "application/json"} if data else {}
    request = urllib.request.Request(url, data, headers)
    with _LOCAL.open(request, timeout=ANSWERED_WITHIN) as page:
        return bytes(page.read())
