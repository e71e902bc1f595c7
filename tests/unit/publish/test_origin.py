import pytest
from packaging.requirements import Requirement

from pipeline.publish.origin import is_on_this_machine, own_requirement, requirement_of


@pytest.mark.parametrize(
    ("origin", "requirement", "is_here"),
    [
        ({"url": "file:///x/y", "dir_info": {}}, "corrige[preview] @ file:///x/y", True),
        ({"url": "https://h/c.whl", "archive_info": {}}, "corrige[preview] @ https://h/c.whl", False),
        ({"url": "https://h/c.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
         "corrige[preview] @ git+https://h/c.git@ab12", False),
    ],
)  # fmt: skip
def test_an_installation_is_found_again_where_it_came_from(origin: object, requirement: str, is_here: bool) -> None:
    """As pip records it; a folder of this machine is told apart, and pip's own parser takes each."""
    assert requirement_of(origin) == requirement
    assert is_on_this_machine(requirement) == is_here
    assert Requirement(requirement).name == "corrige"


def test_this_installation_has_a_requirement() -> None:
    """Whatever it came from, the line is one that pip can read, with the extra for the preview."""
    assert Requirement(own_requirement()).extras == {"preview"}
