"""DescribeVpcEndpointServices from data/services.json.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from helpers.cloud import facts
from helpers.cloud.embedded.refusals import refusal

_FILTERS = {
    "service-name": lambda detail: detail["ServiceName"],
    "service-type": lambda detail: detail["ServiceType"][0]["ServiceType"],
    "owner": lambda detail: detail["Owner"],
}


def describe(
    region: str, zones: Sequence[str], names: Sequence[str], filters: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The answer: each name once a type in ServiceDetails, once in ServiceNames."""
    details = [_detail(row, region, zones) for row in facts.services()]
    known = {detail["ServiceName"] for detail in details}
    for name in names:
        if name not in known:
            raise refusal("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    chosen = [each for each in details if not names or each["ServiceName"] in names]
    for wish in filters:
        chosen = [each for each in chosen if _value(each, wish["Name"]) in wish.get("Values", [])]
    chosen.sort(key=lambda each: str(each["ServiceName"]))
    return {
        "ServiceNames": sorted({each["ServiceName"] for each in chosen}),
        "ServiceDetails": chosen,
    }


def _value(detail: dict[str, Any], name: str) -> Any:
    if name not in _FILTERS:
        raise refusal("InvalidFilter", f"The filter '{name}' is invalid")
    return _FILTERS[name](detail)


def _detail(row: facts.ServiceRow, region: str, zones: Sequence[str]) -> dict[str, Any]:
    digits = hashlib.sha256(f"{row.name}/{row.type}/{region}".encode()).hexdigest()
    detail: dict[str, Any] = {
        "ServiceName": f"com.amazonaws.{region}.{row.name}",
        "ServiceId": f"vpce-svc-0{digits[:16]}",
        "ServiceType": [{"ServiceType": row.type}],
        "ServiceRegion": region,
        "AvailabilityZones": list(zones),
        "Owner": "amazon",
        "BaseEndpointDnsNames": [f"{row.name}.{region}.vpce.amazonaws.com"],
        "VpcEndpointPolicySupported": True,
        "AcceptanceRequired": False,
        "ManagesVpcEndpoints": False,
        "Tags": [],
    }
    if row.private_dns_name:
        name = row.private_dns_name.format(region=region)
        detail |= {"PrivateDnsName": name, "PrivateDnsNames": [{"PrivateDnsName": name}]}
        detail["PrivateDnsNameVerificationState"] = "verified"
    return detail
