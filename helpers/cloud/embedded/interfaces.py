"""Network interfaces that a service makes in the learner's VPC and manages there.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
"""

from collections.abc import Sequence
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.subnets import Subnet

from helpers.cloud.embedded import identifiers
from helpers.cloud.embedded.addresses import Addresses, host_name, lowest_free, manage, public_ip
from helpers.cloud.embedded.refusals import refusal


class ServiceInterface(NetworkInterface):
    """One that Elastic Load Balancing or RDS attached to a host of its own, outside the account.

    `owner` is the ARN of the load balancer or DB instance that it belongs to.
    """

    def __init__(
        self, backend: Any, subnet: Subnet, groups: Sequence[str], service: str, owner: str, description: str
    ) -> None:
        super().__init__(backend, subnet, lowest_free(subnet), group_ids=list(groups))
        manage(self, description, "interface")
        self.requester_id, self.owner = service, owner
        self.attachment_id = identifiers.resource_id("eni-attach")
        self.attach_time = utcnow()

    @property
    def attachment(self) -> Any:
        """No instance of the account's, device index 1, owned by the service."""
        return {
            "AttachTime": self.attach_time,
            "AttachmentId": self.attachment_id,
            "DeleteOnTermination": False,
            "DeviceIndex": 1,
            "NetworkCardIndex": 0,
            "InstanceOwnerId": self.requester_id,
            "Status": "attached",
        }

    @property
    def association(self) -> dict[str, Any]:
        """A public address belongs to the service, not to the account."""
        if not self.public_ip:
            return {}
        name = host_name(self.public_ip)
        return {"IpOwnerId": self.requester_id, "PublicIp": self.public_ip, "PublicDnsName": name}


class Interfaces(Addresses):
    """What services do with their interfaces, and what the account may not do with them."""

    def add_service_interface(
        self,
        subnet: Subnet,
        groups: Sequence[str],
        service: str,
        owner: str,
        description: str,
        public: bool = False,
    ) -> None:
        """Make an interface of `service` ("amazon-elb") with the lowest free address of `subnet`.

        `groups` are ids of security groups of the subnet's VPC.
        """
        made = ServiceInterface(self, subnet, groups, service, owner, description)  # type: ignore[abstract]
        made.public_ip = public_ip() if public else None
        self.enis[made.id] = made

    def service_interfaces(self, owner: str) -> list[ServiceInterface]:
        """The interfaces of one load balancer or DB instance."""
        enis = list(self.enis.values())
        return [eni for eni in enis if isinstance(eni, ServiceInterface) and eni.owner == owner]

    def drop_service_interfaces(self, owner: str) -> None:
        """The service deletes its interfaces with what they belong to."""
        for eni in self.service_interfaces(owner):
            del self.enis[eni.id]

    def delete_network_interface(self, eni_id: str) -> None:
        """InvalidParameterValue while a service uses it; an endpoint's goes only with the endpoint."""
        eni = self.enis.get(eni_id)
        if isinstance(eni, ServiceInterface):
            raise refusal("InvalidParameterValue", f"Network interface '{eni_id}' is currently in use.")
        if eni and eni.requester_managed:
            raise refusal("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.")
        super().delete_network_interface(eni_id)

    def detach_network_interface(self, attachment_id: str) -> None:
        """ "You can't detach a requester-managed network interface": AuthFailure (EC2 API, Error codes)."""
        attached = [eni for eni in self.enis.values() if eni.attachment_id == attachment_id]
        _check_own(attached)
        super().detach_network_interface(attachment_id)

    def modify_network_interface_attribute(self, eni_id: str, *args: Any, **kwargs: Any) -> None:
        """ "You can't change other properties" than tags; which code AWS answers is not known to us."""
        _check_own([self.get_network_interface(eni_id)])
        super().modify_network_interface_attribute(eni_id, *args, **kwargs)


def _check_own(enis: Sequence[NetworkInterface]) -> None:
    if any(eni.requester_managed for eni in enis):
        raise refusal("AuthFailure", "You do not have permission to access the specified resource.")
