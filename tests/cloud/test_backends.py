"""Which backend is reached, and what must be said before it is (design.md section 4, cloud)."""

import os
from collections.abc import Iterator

import boto3
import pytest

import helpers
from helpers.cloud import Cloud, backends
from helpers.cloud.embedded import server
from helpers.cloud.notes import TOPICS
from helpers.errors import BackendError, LabError

MINE = "555566667777"


@pytest.fixture
def aws_stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The learner's own settings reach a local server that knows account MINE."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint())
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", MINE)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    yield


def key_of(backend: str | None = None, account: str | None = None) -> str:
    with pytest.raises(BackendError) as caught:
        helpers.connect(backend, account=account)
    assert caught.value.what and caught.value.why and caught.value.hint
    return caught.value.key


def test_aws_is_reached_when_backend_and_account_are_both_named(
    aws_stand_in: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_BACKEND", "aws")
    monkeypatch.setenv("LAB_AWS_ACCOUNT", MINE)
    with helpers.connect() as cloud:
        assert (cloud.backend, cloud.account_id) == ("aws", MINE)
        assert cloud.client("ec2").describe_vpcs()["Vpcs"]


def test_either_alone_or_another_account_is_refused(
    aws_stand_in: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key_of("aws") == "cloud.aws-account-missing"
    assert key_of("aws", account="111122223333") == "cloud.aws-account-differs"
    monkeypatch.setenv("LAB_AWS_ACCOUNT", MINE)
    assert key_of() == "cloud.aws-not-chosen"


def test_aws_after_embedded_uses_the_learners_own_settings_again(aws_stand_in: None) -> None:
    helpers.connect(account="111122223333")
    assert os.environ["AWS_ACCESS_KEY_ID"] == "111122223333"
    with helpers.connect("aws", account=MINE):
        assert boto3.client("sts", region_name="us-east-1").get_caller_identity()["Account"] == MINE


def test_an_unknown_backend_or_account_is_named() -> None:
    assert key_of("gcp") == "cloud.unknown-backend"
    assert key_of(account="1234") == "cloud.bad-account"


@pytest.mark.parametrize("host", ["localhost:1", "[::1]:1"])
def test_localstack_that_does_not_run_says_how_to_start_it(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_LOCALSTACK_HOST", host)
    assert key_of("localstack") == "cloud.localstack-unreachable"
    assert "AWS_ENDPOINT_URL" not in os.environ


def test_a_malformed_localstack_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_LOCALSTACK_HOST", "http://somewhere")
    assert key_of("localstack") == "cloud.localstack-host"


@pytest.mark.localstack
def test_localstack_answers_for_the_account_also_to_a_bare_client(localstack: str) -> None:
    with helpers.connect("localstack", account="111122223333") as cloud:
        cloud.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
        assert cloud.client("sts").get_caller_identity()["Account"] == "111122223333"
        vpcs = boto3.client("ec2").describe_vpcs()["Vpcs"]
        assert "10.0.0.0/16" in [vpc["CidrBlock"] for vpc in vpcs]


@pytest.mark.parametrize("backend", ["embedded", "localstack", "aws"])
def test_every_backend_has_a_note_on_every_topic(backend: str) -> None:
    cloud = Cloud(backend, "ap-northeast-2", MINE, lambda service, region: None, lambda: None)
    lines = cloud.note(*TOPICS).replace("\n  ", " ").splitlines()
    assert MINE in lines[0]
    assert [line.split(":")[0] for line in lines[1:]] == list(TOPICS)


def test_an_unknown_topic_lists_those_that_there_are() -> None:
    with helpers.connect() as cloud, pytest.raises(LabError) as caught:
        cloud.note("weather")
    assert all(topic in str(caught.value) for topic in TOPICS)


def test_a_client_is_made_once_for_each_region() -> None:
    with helpers.connect() as cloud:
        assert cloud.client("ec2") is cloud.client("ec2", "ap-northeast-2")
        assert cloud.client("ec2", "us-east-1").meta.region_name == "us-east-1"
        assert repr(cloud) == "<Cloud embedded ap-northeast-2 123456789012>"


@pytest.mark.parametrize("account", [None, "111122223333"])
def test_a_refused_change_to_aws_leaves_the_kernel_guarded(account, monkeypatch):
    monkeypatch.delenv("LAB_AWS_ACCOUNT", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREALKEY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    with helpers.connect("embedded") as cloud:
        guarded = os.environ["AWS_ENDPOINT_URL"]
        with monkeypatch.context() as learner, pytest.raises(BackendError):
            learner.setattr(backends, "_caller", lambda sts: "999988887777")
            helpers.connect("aws", account=account)
        assert os.environ["AWS_ENDPOINT_URL"] == guarded
        assert boto3.client("ec2").meta.endpoint_url == cloud.client("ec2").meta.endpoint_url
