"""Small AWS CLI answers, and folders that hold them."""

import json
from pathlib import Path
from typing import Any

from helpers.network import Network
from helpers.network.parse import Answer, parse

OWNER, OTHER = "111122223333", "444455556666"
VPC = {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}
SUBNET = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}
ENI = {
    "NetworkInterfaceId": "eni-1",
    "VpcId": "vpc-1",
    "SubnetId": "subnet-1",
    "PrivateIpAddress": "10.0.1.10",
}


def folder(path: Path, **answers: Any) -> str:
    """A folder with a file for each answer, as text or as what the AWS CLI would print."""
    path.mkdir(parents=True, exist_ok=True)
    for name, answer in answers.items():
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (path / f"{name}.json").write_text(text, encoding="utf-8")
    return str(path)


def network(**answers: list[dict[str, Any]]) -> Network:
    """The network of one answer with these top-level keys."""
    return parse([Answer(answers, "test")])


def keys(network: Network) -> list[str]:
    """What the warnings are about."""
    return [warning.key.removeprefix("network.warning.") for warning in network.warnings]


def rows_in(top: Path) -> dict[str, list[Any]]:
    """Every row of every file below a folder, by top-level key, in an order of their own; read with json."""
    found: dict[str, list[Any]] = {}
    for file in sorted(top.rglob("*.json")):
        for key, value in json.loads(file.read_text(encoding="utf-8")).items():
            found.setdefault(key, []).extend(value if isinstance(value, list) else [value])
    return {key: in_order(rows) for key, rows in found.items() if rows}


def in_order(rows: list[Any]) -> list[Any]:
    """The same rows in an order that depends on nothing but what they hold."""
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
