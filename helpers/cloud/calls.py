"""One AWS API call as a value: it can be read as boto3, as AWS CLI or as console steps, and sent."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import jmespath
from botocore import xform_name

from helpers.texts import Message, message, render

BOTO3_LINE_WIDTH = 88
_CLI_SERVICES = {"s3": "s3api"}


class _Clients(Protocol):
    def client(self, service: str, region: str | None = None) -> Any: ...


@dataclass(frozen=True)
class Result:
    """A value that an earlier call of the same sequence answers.

    `call` counts the calls of the sequence from 0; `path` is a JMESPath into its answer
    ("Vpc.VpcId").
    """

    call: int
    path: str

    def __str__(self) -> str:
        return f"<{self.path} of call {self.call + 1}>"

    def take(self, answers: Sequence[Mapping[str, Any]]) -> Any:
        """The value in `answers`; ValueError if the call has no such answer."""
        value = jmespath.search(self.path, answers[self.call])
        if value is None:
            raise ValueError(f"the answer to call {self.call} holds no {self.path}")
        return value


@dataclass(frozen=True)
class ApiCall:
    """One API call: boto3's client name, AWS's operation name, the parameters.

    `ApiCall("ec2", "CreateVpc", {"CidrBlock": "10.0.0.0/16"})`; a parameter value, at any depth,
    may be a :class:`Result`.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def boto3(self) -> str:
        """The call as Python text, one line up to 88 columns, else one argument a line."""
        head = f"{self.service}.{xform_name(self.operation)}("
        arguments = [f"{name}={_python(value)}" for name, value in self.parameters.items()]
        line = f"{head}{', '.join(arguments)})"
        if len(line) <= BOTO3_LINE_WIDTH or not arguments:
            return line
        return head + "".join(f"\n    {argument}," for argument in arguments) + "\n)"

    def cli(self) -> str:
        """The call as an AWS CLI command for a POSIX shell; structures are single-quoted JSON."""
        service = _CLI_SERVICES.get(self.service, self.service)
        words = ["aws", service, xform_name(self.operation, "-")]
        for name, value in _cli_parameters(self).items():
            words += _cli_option(name, value)
        return " ".join(words)

    def console(self) -> Message:
        """Where the AWS console has this call, as a message of the texts."""
        place = message(f"console.{self.service}.{self.operation}")
        try:
            render(place)
        except KeyError:
            return message("console.other", service=self.service, operation=self.operation)
        return place

    def resolved(self, answers: Sequence[Mapping[str, Any]]) -> "ApiCall":
        """This call with each Result replaced by its value in `answers`."""
        return ApiCall(self.service, self.operation, _resolve(self.parameters, answers))

    def send(self, cloud: _Clients, answers: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
        """Send the call by `cloud`'s client and return the answer without its metadata.

        Raises:
            botocore.exceptions.ClientError: AWS refuses the call.
        """
        client = cloud.client(self.service)
        answer = getattr(client, xform_name(self.operation))(**self.resolved(answers).parameters)
        answer.pop("ResponseMetadata", None)
        return dict(answer)


def send_all(cloud: _Clients, calls: Sequence[ApiCall]) -> list[dict[str, Any]]:
    """Send `calls` in order; a Result in one is taken from the answers before it."""
    answers: list[dict[str, Any]] = []
    for call in calls:
        answers.append(call.send(cloud, answers))
    return answers


def _resolve(value: Any, answers: Sequence[Mapping[str, Any]]) -> Any:
    if isinstance(value, Result):
        return value.take(answers)
    if isinstance(value, Mapping):
        return {name: _resolve(item, answers) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_resolve(item, answers) for item in value]
    return value


def _plain(value: Any) -> Any:
    """Value with plain containers, Results as the text that stands for them."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Result) else value


def _python(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_python(name)}: {_python(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_python, value)) + "]"
    return repr(str(value)) if isinstance(value, Result) else repr(value)


def _cli_parameters(call: ApiCall) -> dict[str, Any]:
    """RunInstances has one option for MinCount and MaxCount (AWS CLI reference, run-instances)."""
    parameters = dict(_plain(call.parameters))
    if call.operation == "RunInstances":
        least, most = parameters.pop("MinCount", 1), parameters.pop("MaxCount", 1)
        parameters["Count"] = str(most) if least == most else f"{least}:{most}"
    return parameters


def _cli_option(name: str, value: Any) -> list[str]:
    option = f"--{xform_name(name, '-')}"
    if isinstance(value, bool):
        return [option if value else f"--no-{option[2:]}"]
    if isinstance(value, dict) and set(value) == {"Value"}:
        return _cli_attribute(option, value["Value"])
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return [option, *map(shlex.quote, value)]
    if isinstance(value, (dict, list)):
        return [option, shlex.quote(json.dumps(value))]
    return [option, shlex.quote(str(value))]


def _cli_attribute(option: str, value: Any) -> list[str]:
    """An AttributeBooleanValue is a flag of its own in EC2's modify commands."""
    if isinstance(value, bool):
        return [option if value else f"--no-{option[2:]}"]
    return [option, shlex.quote(json.dumps({"Value": value}))]
