"""How each backend is reached."""

from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from helpers.cloud import environment, guard
from helpers.cloud.cloud import Cloud

_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 1},
    proxies={},
    s3={"addressing_style": "path"},
    use_fips_endpoint=False,
    use_dualstack_endpoint=False,
    ignore_configured_endpoint_urls=True,
)


def embedded(region: str, account: str | None) -> Cloud:
    """The cloud in this process; the first call starts it."""
    from helpers.cloud.embedded import server

    account_id = account or server.DEFAULT_ACCOUNT
    endpoint = server.endpoint()
    environment.enter(endpoint, region, account_id)

    def make(service: str, client_region: str) -> Any:
        return guard.protect(_session(account_id).client(
            service, region_name=client_region, endpoint_url=endpoint, config=_CONFIG
        ))

    return Cloud("embedded", region, account_id, make, environment.leave)


def _session(account_id: str) -> boto3.Session:
    """A session that reads no config file and no environment but these dummy keys."""
    core = botocore.session.Session(profile=None)
    return boto3.Session(
        aws_access_key_id=account_id, aws_secret_access_key="embedded", botocore_session=core
    )


BY_NAME = {"embedded": embedded}
