"""The explorer by keyboard in JupyterLab: choose, switch, take back, refresh; the page says what happened."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.jupyter import TOKEN

pytestmark = pytest.mark.browser

EXPLORER = """\
import boto3
from helpers import build, connect, teach
cloud = connect("embedded", account="950000000001")
lab = build(cloud)
teach.Explorer(lab)
"""
ELSEWHERE = """\
table = lab.ids["private-routes"]
boto3.client("ec2").delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
print("the default route is gone")
"""


@pytest.fixture
def notebook(page: Any, address: str, scratch_notebook: Callable[..., str]) -> Any:
    name = scratch_notebook("explorer.ipynb", EXPLORER, ELSEWHERE)
    page.goto(f"{address}/tree/{name}?token={TOKEN}&reset")
    notebook = page.locator(".jp-Notebook")
    page.get_by_text("(ipykernel) | Idle").wait_for()
    run(page, notebook.locator(".jp-CodeCell", has_text="teach.Explorer"))
    page.get_by_role("checkbox", name="S3 gateway endpoint").wait_for(timeout=120_000)
    return notebook


def run(page: Any, cell: Any) -> None:
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def says(notebook: Any, words: str) -> None:
    notebook.locator("[role=status]", has_text=re.compile(words)).wait_for()


def press(page: Any, role: str, name: str, *keys: str) -> None:
    page.locator(".jp-Notebook").get_by_role(role, name=name).focus()
    for key in keys:
        page.keyboard.press(key)


def test_everything_can_be_done_by_keyboard_and_is_said(page: Any, notebook: Any) -> None:
    says(notebook, "reaches s3 with public addresses")
    endpoint = page.get_by_role("checkbox", name="S3 gateway endpoint")
    press(page, "checkbox", "S3 gateway endpoint", "Space")
    says(notebook, "reaches s3 through endpoint vpce-")
    assert endpoint.is_checked()
    notebook.get_by_text("aws ec2 create-vpc-endpoint").wait_for()
    picture = notebook.locator(".widget-html img")
    assert "through endpoint vpce-" in picture.get_attribute("alt")

    cells = notebook.locator(".jp-Cell").count()
    press(page, "combobox", "To", "Space", "ArrowDown", "Enter")
    says(notebook, "reaches s3@us-east-1 with public addresses")
    press(page, "combobox", "Port", "Space", "ArrowDown", "Enter")
    says(notebook, "s3@us-east-1")
    press(page, "combobox", "From", "Space", "ArrowUp", "Enter")
    says(notebook, "lab-bastion .* reaches s3@us-east-1")
    assert notebook.locator(".jp-Cell").count() == cells  # no key went to the notebook

    press(page, "button", "Undo", "Enter")
    says(notebook, "Taken back")
    assert not endpoint.is_checked()

    run(page, notebook.locator(".jp-CodeCell", has_text="delete_route"))
    notebook.get_by_text("the default route is gone", exact=True).wait_for()
    nat = page.get_by_role("checkbox", name="Default route to the NAT gateway")
    assert nat.is_checked()
    press(page, "button", "Refresh", "Enter")
    says(notebook, "read again")
    assert not nat.is_checked()
    assert notebook.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
