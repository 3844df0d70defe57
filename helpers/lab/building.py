"""`build`: make a blueprint's network, or find it again; `Lab`: what was built."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any

import jmespath
from botocore.exceptions import BotoCoreError, ClientError

from helpers.cloud import Cloud
from helpers.cloud.calls import ApiCall
from helpers.cloud.plan import plan
from helpers.errors import BuildError
from helpers.lab.blueprint import BucketLook, Look, Step, resolved
from helpers.lab.removal import Removal, remove
from helpers.lab.tutorial import AMAZON_LINUX_IN_SEOUL, BUCKET, NEWEST_AMAZON_LINUX, Place, tutorial
from helpers.network import Network

_NAME = r"[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?"
_BLUEPRINTS = {"tutorial": tutorial}
_UNKNOWN_PROFILE = "Invalid IAM Instance Profile"
_PROFILE_TRIES, _PROFILE_PAUSE_S = 12, 5


@dataclass(frozen=True)
class Lab:
    """A built network.

    Attributes:
        ids: the id of each part by its role (`vpc`, `private`, `private-routes`, `nat`, `bucket` …).
        calls: the API calls that this build sent, in order; none where everything was there already.
    """

    cloud: Cloud
    name: str
    blueprint: str
    ids: Mapping[str, str]
    calls: tuple[ApiCall, ...] = field(default=(), repr=False)

    def network(self) -> Network:
        """The lab's VPC as the backend describes it now.

        Raises:
            BuildError: the lab has no VPC, as after a destroy that stopped half-way.
        """
        if "vpc" not in self.ids:
            raise BuildError("no-vpc", name=self.name)
        return Network.describe(self.cloud, [self.ids["vpc"]])

    def reset(self) -> "Lab":
        """Remove everything and build it anew; ids are new ones."""
        return build(self.cloud, self.blueprint, self.name, fresh=True)

    def destroy(self) -> Removal:
        """Remove all that the lab made, and all that was made inside its VPC since.

        Raises:
            BuildError: a call failed; running it again carries on.
        """
        return remove(self.cloud, self.name, _bucket(self.cloud, self.name))

    def __repr__(self) -> str:
        return "\n".join(f"{role:<18} {self.ids[role]}" for role in self.ids)

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(r)}</td><td>{escape(i)}</td></tr>" for r, i in self.ids.items())
        return f"<table><tr><th>role</th><th>id</th></tr>{rows}</table>"


def build(cloud: Cloud, blueprint: str = "tutorial", name: str = "lab", *, fresh: bool = False) -> Lab:
    """Make a blueprint's network, or what is missing of it; building twice makes nothing twice.

    With `fresh`, what an earlier run left of the lab of that name is removed first.

    On AWS it first prints what it will make, at what price an hour, and how to remove it.

    Raises:
        BuildError: no such blueprint, or a call failed; running it again carries on.
    """
    steps_at = _blueprint(blueprint)
    place = _place(cloud, name)
    if fresh:
        remove(cloud, name, place.bucket)
    steps = steps_at(place)
    if cloud.backend == "aws" and (missing := _missing(cloud, steps)):
        print(plan(cloud, missing))
    ids: dict[str, str] = {}
    sent = [call for step in steps if (call := _ensure(cloud, step, ids))]
    linked = {step.role for step in steps if not _has_id(step)}
    return Lab(cloud, name, blueprint, {r: i for r, i in ids.items() if r not in linked}, tuple(sent))


def find(cloud: Cloud, name: str = "lab", blueprint: str = "tutorial") -> Lab | None:
    """What stands of the lab of that name, or None where nothing does; nothing is made.

    A lab that was built or destroyed half-way has only the ids that there are; it can be destroyed.
    """
    steps = _blueprint(blueprint)(_place(cloud, name))
    found = _standing(cloud, [step for step in steps if _has_id(step)])
    return Lab(cloud, name, blueprint, found) if found else None


def _blueprint(name: str) -> Callable[[Place], tuple[Step, ...]]:
    if name not in _BLUEPRINTS:
        raise BuildError("no-such-blueprint", blueprint=name, known=", ".join(_BLUEPRINTS))
    return _BLUEPRINTS[name]


def _standing(cloud: Cloud, steps: Sequence[Step]) -> dict[str, str]:
    """The result of each step that is done, by its role."""
    ids: dict[str, str] = {}
    for step in steps:
        with suppress(KeyError):  # a look at something of an earlier step that is not there
            if found := _looked(cloud, step, ids):
                ids[step.role] = found
    return ids


def _looked(cloud: Cloud, step: Step, ids: Mapping[str, str]) -> Any:
    """The step's result; a bucket that is somebody else's is none of the lab's."""
    try:
        return step.look.found(cloud, ids)
    except BuildError:
        return None


def _missing(cloud: Cloud, steps: Sequence[Step]) -> list[ApiCall]:
    """The calls that a build will send."""
    standing = _standing(cloud, steps)
    return [step.make for step in steps if step.role not in standing]


def _has_id(step: Step) -> bool:
    return (
        step.make.operation.startswith(("Create", "Run", "Allocate")) and step.make.operation != "CreateRoute"
    )


def _place(cloud: Cloud, name: str) -> Place:
    # The name becomes part of a bucket's name, and * in a tag filter would mean every lab.
    if not re.fullmatch(_NAME, name):
        raise BuildError("bad-lab-name", name=name)
    # Local and Wavelength Zones that an account has joined are listed too, and have no NAT gateways.
    chosen = [{"Name": "zone-type", "Values": ["availability-zone"]}]
    rows = cloud.client("ec2").describe_availability_zones(Filters=chosen)["AvailabilityZones"]
    zones = sorted(row["ZoneName"] for row in rows)
    image = NEWEST_AMAZON_LINUX if cloud.backend == "aws" else AMAZON_LINUX_IN_SEOUL
    second = zones[2] if len(zones) > 2 else zones[1]
    return Place(name, (zones[0], second), cloud.region, _bucket(cloud, name), image)


def _bucket(cloud: Cloud, name: str) -> str:
    """Bucket names are global on AWS, so the account id makes this one the learner's own."""
    bucket = f"{BUCKET}-{cloud.account_id}" if cloud.backend == "aws" else BUCKET
    return bucket if name == "lab" else f"{bucket}-{name}"


def _ensure(cloud: Cloud, step: Step, ids: dict[str, str]) -> ApiCall | None:
    """Find the step's result or make it; the call that was sent, if one was."""
    try:
        found = step.look.found(cloud, ids)
        if found is not None:
            ids[step.role] = found
            return None
        call = resolved(step.make, ids)
        answer = _send(cloud, call)
        ids[step.role] = _id_in(answer, step) or step.look.found(cloud, ids)
        _wait(cloud, step, ids)
    except (ClientError, BotoCoreError) as error:
        raise BuildError("build-stopped", call=step.make.operation, role=step.role, problem=error) from error
    return call


def _send(cloud: Cloud, call: ApiCall) -> dict[str, Any]:
    """Send a call; EC2 knows a new instance profile only some seconds after IAM made it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html (eventual consistency)
    """
    for _ in range(_PROFILE_TRIES - 1):
        try:
            return call.send(cloud)
        except ClientError as error:
            if _UNKNOWN_PROFILE not in error.response["Error"]["Message"]:
                raise
            time.sleep(_PROFILE_PAUSE_S)
    return call.send(cloud)


def _id_in(answer: Mapping[str, Any], step: Step) -> str | None:
    """The id in a creating call's answer: its look's path without the list, `Vpcs[0].VpcId` → `Vpc.VpcId`."""
    if isinstance(step.look, BucketLook):  # S3 answers CreateBucket with a location only
        return None
    field_name = step.look.path.rpartition(".")[2]
    candidates = (field_name, f"*.{field_name} | [0]", f"Instances[0].{field_name}")
    return next((found for path in candidates if (found := jmespath.search(path, answer))), None)


def _wait(cloud: Cloud, step: Step, ids: Mapping[str, str]) -> None:
    if step.waiter and isinstance(step.look, Look):
        waiting = resolved(step.look.call, ids)
        cloud.client(waiting.service).get_waiter(step.waiter).wait(**waiting.parameters)
