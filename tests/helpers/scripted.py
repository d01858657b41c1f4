"""A model server of which a test writes every answer: OpenAI's protocol over the tests' site."""

import json
import re

COMPLETIONS = "/v1/chat/completions"


def chunk(text="", *, end=None, usage=None):
    """One event of a stream, as a server sends it."""
    choices = [] if usage else [{"index": 0, "delta": {"content": text}, "finish_reason": end}]
    data = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    data["choices"] = choices
    if usage:
        data["usage"] = dict(
            zip(("prompt_tokens", "completion_tokens", "total_tokens"), usage, strict=True)
        )
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def said(*texts, end="stop", usage=(100, 20, 120), done=True):
    """A stream with these pieces of text."""
    events = [chunk(text) for text in texts]
    events += [chunk(end=end)] if end else []
    events += [chunk(usage=usage)] if usage else []
    events += [b"data: [DONE]\n\n"] if done else []
    return b"".join(events)


def stream(*texts, **how):
    """An answer that sends a stream."""
    body = said(*texts, **how)
    return lambda handler: handler.reply(body, content_type="text/event-stream")


def failing(status, body=b'{"error": {"message": "no"}}', **headers):
    return lambda handler: handler.reply(
        body, status=status, content_type="application/json", **headers
    )


def asked(handler):
    """The request that an answer was for."""
    return json.loads(handler.body)


def prompt_of(handler):
    """All that the model was given to read."""
    return "\n".join(message["content"] for message in asked(handler)["messages"])


def numbered(prompt):
    """The passages of a prompt by number, their text last."""
    found = re.findall(r"<(p-\w{8}) \[(\d+)\] [^\n]*>\n(.*?)\n</\1>", prompt, re.DOTALL)
    return {int(number): text for fence, number, text in found if fence == found[-1][0]}


def with_marker(handler, words):
    """The number under which the passage with these words was given."""
    return next(n for n, text in numbered(prompt_of(handler)).items() if words in text)


def slow(words, text, site):
    """A model that writes a sentence and then nothing until the test ends or it is hung up on."""

    def answer(handler):
        handler.begin(content_type="text/event-stream", connection="close")
        number = with_marker(handler, words)
        handler.wfile.write(chunk(text.replace("{n}", str(number))))
        handler.wfile.flush()
        while not site.ended.wait(0.05):
            handler.wfile.write(b": still here\n\n")
            handler.wfile.flush()

    return answer
