"""The cloud room's data files hold what their sources say."""

import ipaddress

import pytest

from helpers.cloud import facts

# facts.md C1: describe-prefix-lists of all Regions; ids are unique only within a Region.
KNOWN = {
    ("ap-northeast-2", "s3"): "pl-78a54011",
    ("ap-northeast-1", "dynamodb"): "pl-78a54011",
    ("us-east-1", "s3"): "pl-63a5400a",
    ("us-east-1", "dynamodb"): "pl-02cd2c6b",
    ("eu-north-1", "dynamodb"): "pl-adae4bc4",
}


@pytest.mark.parametrize(("place", "expected"), KNOWN.items())
def test_prefix_list_ids_are_awss(place: tuple[str, str], expected: str) -> None:
    rows = {(row.region, row.service): row.prefix_list_id for row in facts.prefix_lists(place[0])}
    assert rows[place] == expected


def test_ranges_are_networks_with_a_source_and_the_count_of_the_source() -> None:
    counts = {}
    for region in ("ap-northeast-2", "us-east-1"):
        for row in facts.prefix_lists(region):
            assert row.cidrs_source
            assert len({ipaddress.ip_network(cidr) for cidr in row.cidrs}) == len(row.cidrs)
            counts[region, row.service] = len(row.cidrs)
    # facts.md C2: nine in the console of 2026, not the thirteen of ip-ranges.json
    assert counts == {
        ("ap-northeast-2", "s3"): 9,
        ("ap-northeast-2", "dynamodb"): 2,
        ("us-east-1", "s3"): 21,
        ("us-east-1", "dynamodb"): 6,
    }


def test_only_s3_and_dynamodb_have_gateway_endpoints_and_both_have_the_other_kind_too() -> None:
    kinds: dict[str, set[str]] = {}
    for row in facts.services():
        assert row.source
        kinds.setdefault(row.name, set()).add(row.type)
    assert {name for name, types in kinds.items() if "Gateway" in types} == {"s3", "dynamodb"}
    assert all("Interface" in types for types in kinds.values())
    assert "kinesis-streams" in kinds  # not "kinesis": facts.md C
    assert "kinesis" not in kinds
