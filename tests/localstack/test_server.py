import os
import urllib.error
import urllib.request

import psutil
import pytest

from tests.localstack.server import running

pytestmark = pytest.mark.localstack


def listening() -> set[tuple[str, int]]:
    children = psutil.Process().children(recursive=True)
    return {tuple(c.laddr) for p in children for c in p.net_connections() if c.status == psutil.CONN_LISTEN}


def test_localstack_listens_on_loopback_alone_and_leaves_nothing_behind():
    before = listening()
    with running(os.environ["LAB_LOCALSTACK_PYTHON"]) as host:
        port = int(host.rpartition(":")[2])
        assert listening() - before == {("::1", port)}
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://{host}/_localstack/health", timeout=5)
    assert listening() == before


def test_a_python_without_localstack_is_reported_with_its_own_words(tmp_path):
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho No module named localstack; exit 1\n")
    script.chmod(0o755)
    with pytest.raises(RuntimeError, match="No module named localstack"), running(str(script)):
        pass
