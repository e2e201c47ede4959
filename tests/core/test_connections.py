"""One connection: what it says in time and in one piece is answered, and nothing else holds the process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import uvicorn

from app.core.connections import MOST_HEAD, PunctualConnection
from app.core.site import Site
from tests.support.application import application
from tests.support.ports import free_port


class Impatient(PunctualConnection):
    head_seconds, flush_seconds, most = 0.5, 0.5, 30


@pytest.fixture
def port(site: Site) -> Iterator[int]:
    """The site behind its own kind of connection, with short patience."""
    number = free_port()
    config = uvicorn.Config(
        application(site),
        host="127.0.0.1",
        port=number,
        http=Impatient,
        h11_max_incomplete_event_size=MOST_HEAD,
        log_config=None,
        lifespan="off",
        forwarded_allow_ips="10.0.0.1",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield number
    server.should_exit = True
    thread.join()


def said(port: int, text: bytes, *, seconds: float = 10) -> bytes:
    """All that the server says to this, until it closes the connection or has nothing more."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(text)
        heard = b""
        try:
            while piece := connection.recv(65536):
                heard += piece
                if b"</html>" in piece or piece.endswith(b'"ok"}'):
                    break
        except ConnectionError:
            pass
        return heard


def alive(port: int) -> bool:
    return b'"ok"' in said(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")


def test_an_ordinary_request_is_answered(port: int) -> None:
    assert alive(port)


@pytest.mark.parametrize("text", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX: "])
def test_a_head_that_does_not_end_is_waited_for_and_no_longer(port: int, text: bytes) -> None:
    assert b"200" not in said(port, text)
    assert alive(port)


def test_a_body_in_chunks_is_refused_before_it_costs_anything(port: int) -> None:
    head = b"POST /language HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    heard = b""
    with suppress(OSError):
        heard = said(port, head + b"1\r\na\r\n" * 200_000)
    assert b" 200 " not in heard
    assert alive(port)


def test_a_head_of_any_length_is_refused(port: int) -> None:
    heard = said(port, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"a:b\r\n" * 12_800 + b"\r\n")
    assert heard.startswith(b"HTTP/1.1 400") or heard == b""


def test_a_reader_who_reads_nothing_is_let_go(port: int) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        try:
            connection.sendall(b"GET /static/app.css HTTP/1.1\r\nHost: a\r\n\r\n" * 400)
            time.sleep(2)
            connection.settimeout(5)
            while connection.recv(1 << 20):
                pass
        except ConnectionError:
            pass
    assert alive(port)


def test_beyond_what_a_process_holds_connections_are_closed_at_once(port: int) -> None:
    held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _number in range(40)]
    time.sleep(0.2)
    with suppress(ConnectionError):
        assert held[-1].recv(10) == b""
    for one in held:
        one.close()
    time.sleep(0.7)
    assert alive(port)
