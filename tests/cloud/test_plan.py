"""Before anything is made on AWS the lab says what, at what price an hour, and how to remove it."""

from helpers.cloud import ApiCall, Cloud, plan


def test_the_plan_names_things_prices_and_the_way_back() -> None:
    cloud = Cloud("aws", "ap-northeast-2", "555566667777", lambda service, region: None, lambda: None)
    text = plan(
        cloud,
        [
            ApiCall("ec2", "CreateVpc"),
            ApiCall("ec2", "AllocateAddress"),
            ApiCall("ec2", "CreateNatGateway"),
            ApiCall("ec2", "RunInstances"),
            ApiCall("ec2", "CreateVpcEndpoint", {"VpcEndpointType": "Interface", "SubnetIds": ["a", "b"]}),
            ApiCall("ec2", "DescribeVpcs"),
            ApiCall("elbv2", "CreateLoadBalancer"),
        ],
    )
    assert "This makes 6 things in account 555566667777" in text
    # Seoul, USD an hour (facts.md H): NAT 0.059, public IPv4 0.005, interface endpoint 0.013 an AZ
    assert "CreateNatGateway: 0.059 USD an hour" in text
    assert "CreateVpcEndpoint: 0.026 USD an hour" in text
    assert "RunInstances: see AWS's price page" in text
    assert "CreateLoadBalancer: see AWS's price page" in text
    assert "0.090 USD an hour" in text
    assert "lab.destroy()" in text
