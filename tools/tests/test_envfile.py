import pytest

from devstack import envfile
from devstack.problem import Problem


def test_a_shells_forms_of_assignment_are_read() -> None:
    text = 'A=1\n# note\n\nexport B = two words # a comment\nC="x # y\\n"\nD=\'$raw "#"\'\nE=\nF=a#b\n'
    expected = {"A": "1", "B": "two words", "C": "x # y\n", "D": '$raw "#"', "E": "", "F": "a#b"}
    assert envfile.parse(text) == expected


def test_the_last_assignment_wins() -> None:
    assert envfile.parse("A=1\nA=2\n") == {"A": "2"}


@pytest.mark.parametrize("line", ["WEB_PORT 8080", "9A=1", "=x"])
def test_a_line_that_is_no_assignment_is_named(line: str) -> None:
    with pytest.raises(Problem, match=r"\.env line 2 is not KEY=value"):
        envfile.parse(f"A=1\n{line}\n")


def test_an_open_quote_is_named() -> None:
    with pytest.raises(Problem, match="line 1 has a quote that is not closed"):
        envfile.parse('A="abc\n')
