"""A connected cloud: which backend answers, and clients for it."""

from collections.abc import Callable
from types import TracebackType
from typing import Any

from helpers.cloud import notes

ClientMaker = Callable[[str, str], Any]


class Cloud:
    """Where API calls go.

    `backend` is "embedded", "localstack" or "aws"; `region` the Region of clients by default;
    `account_id` the account that owns what they make.  A context manager: leaving it closes it.
    """

    def __init__(
        self,
        backend: str,
        region: str,
        account_id: str,
        make: ClientMaker,
        on_close: Callable[[], None],
        *,
        count_changes: Callable[[], int | None] = lambda: None,
    ) -> None:
        self.backend = backend
        self.region = region
        self.account_id = account_id
        self._make = make
        self._on_close = on_close
        self._count_changes = count_changes
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str | None = None) -> Any:
        """boto3's client for `service` ("ec2") in `region`; the same object for the same question."""
        key = (service, region or self.region)
        if key not in self._clients:
            self._clients[key] = self._make(*key)
        return self._clients[key]

    @property
    def revision(self) -> int | None:
        """How many calls, refused ones too, can have changed the account, by any client and in any Region.

        Two equal numbers: nothing changed between.  None on localstack and aws: unknown, read again.
        """
        return self._count_changes()

    def note(self, *topics: str) -> str:
        """Which backend answers and what it gets wrong about `topics`, in words.

        Raises:
            LabError: a topic that has no note; it lists those that have.
        """
        return notes.note(self.backend, self.region, self.account_id, topics)

    def close(self) -> None:
        """Close the clients' connections and give the kernel its own environment back."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        self._on_close()

    def __enter__(self) -> "Cloud":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Cloud {self.backend} {self.region} {self.account_id}>"
