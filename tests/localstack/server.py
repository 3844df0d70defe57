"""A LocalStack server for the tests: started on IPv6 loopback, stopped with all its children."""

import os
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

START_SECONDS = 90  # 3 s on a quiet machine


@contextmanager
def running(python: str) -> Iterator[str]:
    """Run the LocalStack that `python` has installed; gives its `[::1]:port`.

    Raises:
        RuntimeError: it ended before it answered, or did not answer in time; carries its log.
    """
    host = f"[::1]:{free_port()}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log = Path(folder, "localstack.log")
        with log.open("wb") as output:
            command = [python, "-m", "localstack.runtime.main"]
            child = subprocess.Popen(command, env=settings(host, folder), stdout=output, stderr=output)
        try:
            wait_until_healthy(child, host, log)
            yield host
        finally:
            stop(child)


def settings(host: str, folder: str) -> dict[str, str]:
    """The server's environment: its data in `folder`, no port but `host`, nothing asked of the internet."""
    own = {
        "GATEWAY_LISTEN": host,  # a 127.0.0.1 here would be bound on 0.0.0.0, so IPv6 loopback
        "LOCALSTACK_VOLUME_DIR": folder,
        "CONFIG_DIR": folder,
        "HOME": folder,
        "DNS_ADDRESS": "0",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LOCALSTACK_"))}
    return {**kept, **own}


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(child: subprocess.Popen[bytes], host: str, log: Path) -> None:
    """Return when the server answers its health page."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(START_SECONDS * 5):
        with suppress(OSError), direct.open(f"http://{host}/_localstack/health", timeout=5):
            return
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.2)
            break
    raise RuntimeError(f"LocalStack did not start:\n{log.read_text(errors='replace')[-3000:]}")


def stop(child: subprocess.Popen[bytes]) -> None:
    """End the server and what it started; after 10 s by force."""
    with suppress(psutil.NoSuchProcess):
        family = [*psutil.Process(child.pid).children(recursive=True), psutil.Process(child.pid)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        for process in psutil.wait_procs(family, timeout=10)[1]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
    child.wait()
