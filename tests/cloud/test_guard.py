"""Not one byte leaves loopback, whatever the environment says; a socket hook is the witness."""

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

import helpers
from helpers.cloud import guard
from helpers.errors import GuardError

# Every interpreter that starts with this folder on PYTHONPATH writes down where it would go, and
# cannot go anywhere but loopback.
HOOK = """
import os, sys
def watch(event, arguments):
    if event == "socket.connect": host = arguments[1][0] if isinstance(arguments[1], tuple) else "unix"
    elif event == "socket.getaddrinfo": host = arguments[0]
    else: return
    with open(os.environ["WITNESS"], "a") as file: file.write(f"{event} {host}\\n")
    if str(host) not in ("127.0.0.1", "localhost", "::1"): raise OSError("stopped by the test")
sys.addaudithook(watch)
"""
PROFILE = """
[default]
region = us-east-1
endpoint_url = https://endpoint.invalid
services = far
credential_process = /bin/false
[profile trap]
endpoint_url = https://profile.invalid
services = far
[services far]
s3 =
  endpoint_url = https://s3.invalid
ec2 =
  endpoint_url = https://ec2.invalid
"""
HOSTILE = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "token",
    "AWS_PROFILE": "trap",
    "AWS_ENDPOINT_URL": "https://everything.invalid",
    "AWS_ENDPOINT_URL_S3": "https://s3.invalid",
    "AWS_ENDPOINT_URL_EC2": "https://ec2.invalid",
    "AWS_ENDPOINT_URL_STS": "https://sts.invalid",
    "AWS_ENDPOINT_URL_RDS": "https://rds.invalid",
    "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": "https://elb.invalid",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://metadata.invalid",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://container.invalid",
    "LOCALSTACK_HOST": "localstack.invalid:4566",
    "HTTP_PROXY": "http://proxy.invalid:3128",
    "HTTPS_PROXY": "http://proxy.invalid:3128",
    "http_proxy": "http://proxy.invalid:3128",
    "https_proxy": "http://proxy.invalid:3128",
    "ALL_PROXY": "http://proxy.invalid:3128",
}
EVERY_WAY = """
import subprocess, sys, boto3
boto3.setup_default_session(region_name="us-east-1")
import helpers
cloud = helpers.connect()
for client in (cloud.client, boto3.client):
    client("ec2").describe_vpcs()
    client("sts").get_caller_identity()
    client("iam").list_roles()
    client("s3").list_buckets()
    client("elbv2").describe_load_balancers()
    client("rds").describe_db_instances()
place = {"LocationConstraint": "ap-northeast-2"}
boto3.client("s3").create_bucket(Bucket="mys3gatewaytest001", CreateBucketConfiguration=place)
cloud.client("s3", "us-east-1").head_bucket(Bucket="mys3gatewaytest001")
boto3.client("s3").put_object(Bucket="mys3gatewaytest001", Key="k", Body=b"b")
boto3.Session().client("ec2", region_name="us-west-2").describe_vpcs()
for line in ("ec2 describe-vpcs", "s3 ls", "s3 ls s3://mys3gatewaytest001", "sts get-caller-identity"):
    subprocess.run([sys.executable, "-m", "awscli", *line.split()], check=True, stdout=subprocess.DEVNULL)
print("done")
"""


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    """A learner's environment with every trap that we know, and the witness."""
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    for name in ("config", "credentials"):
        (tmp_path / name).write_text(PROFILE)
    paths = os.pathsep.join([str(tmp_path), str(Path(helpers.__file__).parents[1])])
    files = {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    return os.environ | HOSTILE | files | {"PYTHONPATH": paths, "WITNESS": str(tmp_path / "witness")}


def test_nothing_leaves_loopback_in_a_hostile_environment(hostile: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERY_WAY], env=hostile, capture_output=True, text=True, timeout=240
    )
    assert done.stdout == "done\n", done.stderr
    seen = set(Path(hostile["WITNESS"]).read_text().split("\n")) - {""}
    assert seen <= {"socket.connect 127.0.0.1", "socket.getaddrinfo 127.0.0.1"}
    assert "socket.connect 127.0.0.1" in seen


def test_the_witness_sees_what_would_leave(hostile: dict[str, str]) -> None:
    attempt = "import boto3; boto3.client('s3', region_name='us-east-1').list_buckets()"
    subprocess.run([sys.executable, "-c", attempt], env=hostile, capture_output=True, timeout=120)
    assert "invalid" in Path(hostile["WITNESS"]).read_text()


def test_a_client_bent_to_another_host_is_stopped_before_a_name_is_looked_up(hostile: dict[str, str]) -> None:
    script = """
import helpers, helpers.errors
client = helpers.connect().client("s3")
def bend(request, **_): request.url = "https://s3.us-east-1.amazonaws.com/"
client.meta.events.register_last("before-sign", bend)
try: client.list_buckets()
except helpers.errors.GuardError as error: print(error.values["host"])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=hostile, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "s3.us-east-1.amazonaws.com\n", done.stderr
    witness = Path(hostile["WITNESS"])
    assert not witness.exists() or "amazonaws" not in witness.read_text()


@pytest.mark.parametrize(
    ("host", "inside"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True), ("169.254.169.254", False),
     ("localhost.evil.example", False), ("127.0.0.1.evil.example", False), ("10.0.0.1", False), ("", False)],
)  # fmt: skip
def test_loopback_is_an_address_not_a_look(host: str, inside: bool) -> None:
    assert guard.is_loopback(host) is inside


def test_the_error_tells_a_learner_what_to_do() -> None:
    assert 'connect("aws")' in GuardError("cloud.guard", host="s3.amazonaws.com").hint


def test_closing_gives_the_environment_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    before = json.dumps(dict(os.environ), sort_keys=True)
    with helpers.connect():
        assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert json.dumps(dict(os.environ), sort_keys=True) == before


def test_closing_one_of_two_clouds_leaves_the_other_ones_environment() -> None:
    before = os.environ.get("AWS_ACCESS_KEY_ID")
    older, newer = helpers.connect(account="111122223333"), helpers.connect(account="444455556666")
    older.close()
    assert os.environ["AWS_ACCESS_KEY_ID"] == "444455556666"
    latest = helpers.connect(account="777788889999")
    latest.close()
    assert os.environ["AWS_ACCESS_KEY_ID"] == "444455556666"
    newer.close()
    assert os.environ.get("AWS_ACCESS_KEY_ID") == before


def test_a_bare_client_that_ignores_the_endpoint_is_stopped_too():
    with helpers.connect("embedded"):
        client = boto3.client("ec2", config=Config(ignore_configured_endpoint_urls=True))
        with pytest.raises(GuardError, match=r"amazonaws\.com"):
            client.describe_vpcs()


def test_no_name_is_made_by_putting_something_before_the_loopback_address():
    with helpers.connect("embedded"):
        assert os.environ["AWS_DISABLE_HOST_PREFIX_INJECTION"] == "true"
        with pytest.raises(GuardError):
            boto3.client("s3").list_objects_v2(Bucket="arn:aws:s3:ap-northeast-2:123456789012:accesspoint/x")
