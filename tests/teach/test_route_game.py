"""The game on route tables: its verdicts are those of longest-prefix match, and it gives nothing away."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

import helpers
from helpers import teach
from helpers.errors import LabError
from helpers.lab import Lab
from helpers.network import Network
from helpers.texts import message, render

NONE = render(message("route-game.none"))
TABLE = "rtb-0a"


def a_network(rows: list[dict[str, str]], **prefix_lists: list[str]) -> Network:
    """A network of one route table, as describe calls give it."""
    from helpers.network import PrefixList, RouteTable

    table = RouteTable.model_validate({"RouteTableId": TABLE, "VpcId": "vpc-0a", "Routes": rows})
    lists = [
        PrefixList.model_validate({"PrefixListId": name.replace("_", "-"), "Cidrs": cidrs})
        for name, cidrs in prefix_lists.items()
    ]
    return Network((table, *lists))


ROWS = [
    {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
    {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-0a", "State": "active"},
    {"DestinationCidrBlock": "10.8.0.0/16", "VpcPeeringConnectionId": "pcx-0a", "State": "active"},
    {"DestinationCidrBlock": "10.8.7.0/24", "VpcPeeringConnectionId": "pcx-0b", "State": "blackhole"},
    {"DestinationCidrBlock": "198.51.100.0/24", "NatGatewayId": "nat-0a", "State": "active"},
    {"DestinationPrefixListId": "pl-0a", "NetworkInterfaceId": "eni-0a", "State": "active"},
]


def a_game(*addresses: str) -> teach.RouteGame:
    network = a_network(ROWS, pl_0a=["192.0.2.0/24", "198.51.100.0/24"])
    return teach.RouteGame(network, TABLE, addresses)


# AWS: vpc/latest/userguide/route-tables-priority.html (longest prefix, then static before prefix list).
WINNERS = {
    "10.0.7.9": "10.0.0.0/16",
    "3.5.140.1": "0.0.0.0/0",
    "10.8.3.9": "10.8.0.0/16",
    "10.8.7.9": "10.8.7.0/24",
    "192.0.2.9": "pl-0a",
    "198.51.100.7": "198.51.100.0/24",
}


@pytest.mark.parametrize(("address", "winner"), WINNERS.items())
def test_the_row_that_aws_takes_is_the_right_answer_and_no_other(address: str, winner: str) -> None:
    for row in a_game(address).choices:
        assert a_game(address).answer(row).right is (row == winner)


def test_questions_come_in_order_and_the_score_counts_right_answers() -> None:
    game = a_game(*WINNERS)
    for address, winner in WINNERS.items():
        assert game.address == IPv4Address(address)
        game.answer(winner if address != "10.8.7.9" else "10.8.0.0/16")
    assert game.address is None
    assert game.score == len(WINNERS) - 1
    with pytest.raises(LabError):
        game.answer("0.0.0.0/0")
    game.again()
    assert (game.score, game.address) == (0, IPv4Address("10.0.7.9"))


def test_the_feedback_says_why_the_winner_won_and_the_others_lost() -> None:
    told = repr(a_game("198.51.100.7").answer("pl-0a"))
    assert "you chose pl-0a" in told
    assert "198.51.100.0/24 holds it with the longest prefix, /24" in told
    assert "pl-0a (198.51.100.0/24) holds it too, and /24 is as long" in told
    assert "0.0.0.0/0 holds it too, but /0 is shorter" in told
    assert "Not holding it: 10.0.0.0/16, 10.8.0.0/16, 10.8.7.0/24" in told


def test_a_winner_whose_target_is_gone_is_said_to_drop_the_packet() -> None:
    """AWS: the longest match counts though its state is blackhole; another row is not tried."""
    assert "dropped" in repr(a_game("10.8.7.9").answer("10.8.7.0/24"))
    assert "dropped" not in repr(a_game("10.8.3.9").answer("10.8.0.0/16"))


def test_an_address_that_no_row_holds_has_its_own_answer() -> None:
    game = teach.RouteGame(a_network(ROWS[:1]), TABLE, ["8.8.8.8", "8.8.8.8"])
    assert not game.answer("10.0.0.0/16").right
    assert game.answer(NONE).right


def test_a_wrong_row_changes_nothing_and_the_message_names_the_rows() -> None:
    game = a_game("10.0.7.9")
    with pytest.raises(LabError, match=r"10\.8\.0\.0/16"):
        game.answer("10.0.0.0/8")
    assert game.turns == []


def test_only_a_route_table_can_be_played() -> None:
    network = a_network(ROWS, pl_0a=["192.0.2.0/24"])
    with pytest.raises(LabError, match="not a route table"):
        teach.RouteGame(network, "pl-0a", [])


def test_without_a_kernel_the_table_and_the_questions_stand_there_and_no_answer() -> None:
    game = a_game(*WINNERS)
    game.answer("10.0.0.0/16")
    page = game._repr_mimebundle_()["text/html"]
    assert all(address in page for address in WINNERS)
    assert all(row in page for row in game.choices[:-1])
    assert "198.51.100.0/24" in page and "eni-0a" in page
    assert "it wins" not in page and "✓" not in page and "✗" not in page


def buttons(game: teach.RouteGame) -> tuple[list[object], list[object]]:
    """(buttons of rows and again, HTML pieces) of the live view."""
    import ipywidgets

    from helpers.teach.route_game import _View

    box = _View(game).box
    found: list[object] = []
    for child in box.children:
        found += child.children if isinstance(child, ipywidgets.HBox) else [child]
    pressed = [w for w in found if isinstance(w, ipywidgets.Button)]
    return pressed, [w for w in found if isinstance(w, ipywidgets.HTML)]


def test_the_buttons_answer_and_the_line_below_tells() -> None:
    game = a_game("10.0.7.9", "3.5.140.1")
    pressed, pieces = buttons(game)
    by_text = {button.description: button for button in pressed}
    by_text["10.0.0.0/16"].click()
    assert game.score == 1
    assert "10.0.7.9: 10.0.0.0/16 it is" in pieces[2].value
    assert "3.5.140.1" in pieces[1].value
    by_text["10.0.0.0/16"].click()
    assert "1 of 2" in pieces[1].value
    assert all(by_text[row].disabled for row in game.choices)
    by_text[render(message("route-game.again"))].click()
    assert game.address == IPv4Address("10.0.7.9")
    assert not by_text["10.0.0.0/16"].disabled


NETWORKS = st.builds(
    lambda address, length: str(IPv4Network((address, length), strict=False)),
    st.integers(0x0A000000, 0x0A0000FF),
    st.integers(8, 32),
)


@given(st.lists(NETWORKS, min_size=1, max_size=8, unique=True), st.integers(0x0A000000, 0x0A0000FF))
def test_the_right_answer_is_the_longest_row_that_holds_the_address(cidrs: list[str], number: int) -> None:
    address = IPv4Address(number)
    rows = [{"DestinationCidrBlock": cidr, "NatGatewayId": "nat-0a", "State": "active"} for cidr in cidrs]
    holding = [IPv4Network(cidr) for cidr in cidrs if address in IPv4Network(cidr)]
    expected = str(max(holding, key=lambda cidr: cidr.prefixlen)) if holding else NONE
    assert teach.RouteGame(a_network(rows), TABLE, [str(address)]).answer(expected).right


@pytest.fixture
def lab() -> Iterator[Lab]:
    with helpers.connect("embedded", account="210987654321") as cloud:
        lab = helpers.build(cloud, fresh=True)
        yield lab
        lab.destroy()


def test_the_game_plays_on_the_table_of_a_built_lab(lab: Lab) -> None:
    game = teach.RouteGame(lab.network(), "lab-private-routes", ["10.0.1.9", "198.51.100.7"])
    assert game.choices == ("10.0.0.0/16", "0.0.0.0/0", NONE)
    assert game.answer("10.0.0.0/16").right
    assert game.answer("0.0.0.0/0").right
