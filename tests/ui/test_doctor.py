from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from dzherelo.assistant import doctor
from dzherelo.assistant.settings import Settings


@contextmanager
def server(status: int, body: object) -> Iterator[int]:
    """A server on loopback that answers every GET alike; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            said = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        try:
            yield made.server_port
        finally:
            made.shutdown()
            thread.join()


def _settings(home: Path, **more) -> Settings:
    return Settings(home=home, **more)


def _free_port() -> int:
    with server(200, {}) as port:
        pass
    return port


def test_a_model_server_is_named_with_its_models():
    with server(200, {"data": [{"id": "gemma"}, {"id": "qwen"}]}) as port:
        check = doctor.language_models((("Ollama", port),))
    assert check.state == "ok"
    assert f"Ollama on port {port} (gemma, qwen)" in check.fact


@pytest.mark.parametrize(
    ("status", "body"), [(404, {}), (200, "<html>"), (200, []), (200, {"data": [1]})]
)
def test_something_else_on_the_port_is_not_taken_for_a_model(status, body):
    with server(status, body) as port:
        check = doctor.language_models((("vLLM", port),))
    assert (check.state, check.remedy) == ("ok", "")
    assert "No server found" in check.fact


def test_a_chroma_server_is_reached_or_missed(tmp_path):
    with server(200, {"nanosecond heartbeat": 1}) as port:
        check = doctor.chroma(_settings(tmp_path, chroma=f"http://127.0.0.1:{port}"))
        assert check.state == "ok"
    missed = doctor.chroma(_settings(tmp_path, chroma=f"http://127.0.0.1:{_free_port()}"))
    assert missed.state == "missing" and "chroma run" in missed.remedy


def test_a_missing_package_comes_with_the_command():
    check = doctor.packages(("pytest", "no-such-package-at-all"))
    assert check.state == "missing"
    assert check.remedy == "Run: pip install no-such-package-at-all"
    assert doctor.packages(("pytest",)).state == "ok"


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    assert doctor.data_folder(tmp_path / "not" / "made" / "yet").state == "ok"
    assert not (tmp_path / "not").exists()
    proc = doctor.data_folder(Path("/proc/dzherelo"))
    assert proc.state == "missing" and "--home" in proc.remedy


def test_little_space_is_worth_a_word(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "LITTLE_SPACE", 10**18)
    assert doctor.data_folder(tmp_path).state == "warn"


def test_models_by_path_and_by_name(tmp_path):
    assert doctor.reranker(_settings(tmp_path)).state == "ok"
    assert doctor.reranker(_settings(tmp_path, reranker=str(tmp_path))).state == "ok"
    for name in ("nobody/no-such-model", "../../what", ""):
        missing = doctor.embedding_model(_settings(tmp_path, embedder=name or "x/y/z"))
        assert missing.state == "missing" and "DZHERELO_EMBEDDER" in missing.remedy


def test_an_empty_library_says_what_to_run(tmp_path):
    check = doctor.library(_settings(tmp_path))
    assert (check.state, check.remedy) == ("warn", "Run: dzherelo add FILE")


def test_a_check_that_breaks_is_a_finding_not_a_crash(tmp_path, monkeypatch):
    def broken(settings):
        raise RuntimeError("libfoo.so is gone")

    monkeypatch.setattr(doctor, "library", broken)
    monkeypatch.setattr(doctor, "embedding_model", broken)
    checks = {check.name: check for check in doctor.examine(_settings(tmp_path))}
    assert checks["library"].state == "missing"
    assert "libfoo.so is gone" in checks["library"].fact
    assert checks["python"].state == "ok"


def test_the_bundled_model_is_loaded_and_tried(tmp_path):
    check = doctor.embedding_model(_settings(tmp_path))
    assert check.state == "ok", check
    assert "384 dimensions" in check.fact


def test_the_model_of_the_settings_is_reached_or_missed(tmp_path):
    assert doctor.language_model(_settings(tmp_path)).state == "ok"
    with server(200, {"data": [{"id": "qwen"}]}) as port:
        address = f"http://127.0.0.1:{port}"
        assert doctor.language_model(_settings(tmp_path, llm=address)).state == "ok"
        other = doctor.language_model(_settings(tmp_path, llm=address, llm_model="gemma"))
        assert other.state == "missing" and "It has: qwen." in other.remedy
    missed = doctor.language_model(_settings(tmp_path, llm=f"http://127.0.0.1:{_free_port()}/v1"))
    assert missed.state == "missing" and "DZHERELO_LLM_KEY" in missed.remedy


def test_a_local_server_comes_with_the_option_that_uses_it():
    with server(200, {"data": [{"id": "qwen"}]}) as port:
        check = doctor.language_models((("Ollama", port),))
    assert check.remedy == f"To use it: dzherelo chat --llm 'http://127.0.0.1:{port}/v1#qwen'"
