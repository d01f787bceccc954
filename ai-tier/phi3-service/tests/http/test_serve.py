"""The script that makes the engine where there is none: it tells how far it is, and what is wrong where it fails."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "serve"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("serve_script", str(SCRIPT))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    made = module_from_spec(spec)
    loader.exec_module(made)
    return made


def test_the_build_tells_how_much_of_it_is_done(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "TELL_SECONDS", -1.0)
    script._run([sys.executable, "-c", "print('  [3/83] /usr/bin/g++ -c a.cpp'); print('noise')"], {})
    said = capsys.readouterr().out
    assert "3 of 83 parts" in said
    assert "noise" not in said


def test_a_build_that_fails_says_why_and_is_no_crash(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(script.Unbuildable, match="cannot be built here"):
        script._run([sys.executable, "-c", "print('no compiler'); raise SystemExit(3)"], {})
    assert "no compiler" in capsys.readouterr().out


def test_what_the_build_includes_is_there(script: ModuleType) -> None:
    (included,) = (word.split("=", 1)[1] for word in script.CMAKE.split() if "PROJECT_INCLUDE" in word)
    assert "LLAMA_BUILD_COMMON OFF" in Path(included).read_text()
