"""`python3 lab.py` on machines that lack something, and on what an earlier start left behind.

The promises are those of design.md section 4, "set-up".
"""

import ast
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOO_OLD = sorted(Path.home().glob(".pyenv/versions/3.[6-9].*/bin/python")) + sorted(
    Path.home().glob(".pyenv/versions/3.10.*/bin/python")
)
WITHOUT = """
import runpy, sys
sys.modules[{!r}] = None
sys.argv = ["lab.py", "setup"]
runpy.run_path({!r}, run_name="__main__")
"""


def test_lab_py_parses_as_python_3_6():
    ast.parse((ROOT / "lab.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_lab_py_imports_nothing_but_the_standard_library():
    tree = ast.parse((ROOT / "lab.py").read_text(encoding="utf-8"))
    plain = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    others = {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert plain | others <= sys.stdlib_module_names


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 15)])
def test_another_python_than_the_lock_was_made_for_is_refused_by_name(lab, version):
    with pytest.raises(
        lab.Stop, match=rf"needs Python 3\.11 to 3\.14; /usr/old is {version[0]}\.{version[1]}"
    ):
        lab.check_python(version, "/usr/old")


@pytest.mark.parametrize("python", TOO_OLD, ids=lambda path: path.parts[-3])
def test_an_old_python_itself_says_what_the_lab_needs(python):
    run = subprocess.run([python, ROOT / "lab.py"], capture_output=True, text=True)
    assert run.returncode == 1
    assert "The lab needs Python 3.11 to 3.14" in run.stderr
    assert "Traceback" not in run.stderr and "SyntaxError" not in run.stderr


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_names_debians_package_and_leaves_nothing(bare, module):
    script = WITHOUT.format(module, str(bare.folder / "lab.py"))
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == 1
    assert "apt install python3-venv" in run.stderr and module in run.stderr
    assert not (bare.folder / ".venv").exists()


def test_no_network_is_said_and_the_next_start_mends_it(bare):
    dead = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    run = bare.lab("setup", **dead, PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert run.returncode == 1
    assert "no network" in run.stderr and "run lab.py again" in run.stderr
    assert bare.lab("setup").returncode == 0
    assert bare.runs("import tiny; print(tiny.version)") == "1.0"


def test_a_file_that_is_not_the_locked_one_is_refused(bare):
    lock = bare.folder / "requirements.lock"
    lock.write_text(lock.read_text().rpartition(":")[0] + ":" + "0" * 64)
    run = bare.lab("setup")
    assert run.returncode == 1
    assert "not the file that the lock names" in run.stderr
    assert not list(bare.site.glob("tiny*"))


def test_the_project_can_be_imported_after_set_up(made):
    assert made.runs("import helpers; print(helpers.here)") == str(made.folder / "helpers.py")


def test_a_second_start_does_no_set_up(made):
    run = made.lab("setup")
    assert (run.returncode, run.stdout) == (0, "")


def test_the_first_start_shows_progress_and_pips_own_words(bare):
    run = bare.lab("setup")
    for words in (
        "1/3  Making .venv",
        "2/3  Installing 1 packages",
        "Successfully installed tiny-1.0",
        "3/3  Set up in",
    ):
        assert words in run.stdout


def break_interpreter(project):
    project.python.unlink()


def break_by_losing_a_file(project):
    (project.site / "tiny.py").unlink()


def break_by_cutting_a_file(project):
    (project.site / "tiny.py").write_text("")


def break_by_losing_a_package_record(project):
    next(project.site.glob("tiny-*.dist-info/RECORD")).unlink()


def leave_half_made(project):
    """As after a kill during pip: no stamp, and a package whose files are not all there."""
    (project.folder / ".venv" / "lab-stamp").unlink()
    break_by_losing_a_file(project)


def leave_a_file_called_venv(project):
    shutil.rmtree(project.folder / ".venv")
    (project.folder / ".venv").write_text("")


@pytest.mark.parametrize(
    "harm",
    [
        break_interpreter,
        break_by_losing_a_file,
        break_by_cutting_a_file,
        break_by_losing_a_package_record,
        leave_half_made,
        leave_a_file_called_venv,
    ],
)
def test_running_again_mends_what_is_broken_or_half_made(made, harm):
    harm(made)
    run = made.lab("setup")
    assert run.returncode == 0, run.stderr
    assert made.runs("import helpers, tiny; print(tiny.version)") == "1.0"


def test_a_lost_link_to_helpers_comes_back_without_set_up(made):
    (made.site / "vpc-endpoint-lab.pth").unlink()
    assert made.lab("setup").stdout == ""
    assert made.runs("import helpers; print(helpers.here)") == str(made.folder / "helpers.py")


def test_a_changed_lock_refreshes_and_keeps_the_rest(made):
    kept = made.folder / ".venv" / "kept"
    kept.touch()
    made.lock("2.0")
    assert "requirements.lock has changed" in made.lab("setup").stdout
    assert made.runs("import tiny; print(tiny.version)") == "2.0"
    assert kept.exists()


def test_the_environments_own_python_can_make_it_anew(made):
    (made.site / "tiny.py").unlink()
    run = made.lab("setup", python=str(made.python))
    assert run.returncode == 0, run.stderr
    assert made.runs("import tiny; print(tiny.version)") == "1.0"


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to one process")
def ctrl_c_is_heard():
    """A suite that a script started in the background has the signal switched off, and hands that down."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_ctrl_c_during_set_up_leaves_what_the_next_start_mends(bare):
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (bare.folder / "wheels").as_uri()}
    command = [sys.executable, str(bare.folder / "lab.py"), "setup"]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=ctrl_c_is_heard,
    ) as child:
        assert "1/3" in child.stdout.readline()
        os.killpg(child.pid, signal.SIGINT)
        _, errors = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Run lab.py again" in errors
    assert bare.lab("setup").returncode == 0
    assert bare.runs("import tiny; print(tiny.version)") == "1.0"


def test_help_says_every_word(lab):
    run = subprocess.run([sys.executable, ROOT / "lab.py", "--help"], capture_output=True, text=True)
    for word, row in lab.WORDS.items():
        assert f"lab.py {word:<9}{row.help}" in run.stdout
    assert "--here" in run.stdout and "--no-browser" in run.stdout


def test_an_unknown_word_is_answered_with_the_words_there_are(bare):
    run = bare.lab("tset")
    assert run.returncode == 1
    assert "does not know the word 'tset'" in run.stderr and "lab.py test" in run.stderr
    assert not (bare.folder / ".venv").exists()


def test_another_address_than_loopback_is_refused_with_the_way_to_tunnel(bare):
    run = bare.lab("--ip=0.0.0.0")
    assert run.returncode == 1
    assert "ssh -L" in run.stderr


def test_here_names_what_the_active_environment_lacks_and_links_helpers_when_nothing_lacks(bare, lab):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare.folder / ".venv"], check=True)
    lacking = bare.lab("setup", "--here", python=str(bare.python))
    assert lacking.returncode == 1
    assert "lacks jupyterlab, boto3" in lacking.stderr and "environment.yml" in lacking.stderr
    for name in lab.PROMISED:
        (bare.site / f"{name}.py").touch()
    assert bare.lab("setup", "--here", python=str(bare.python)).returncode == 0
    assert bare.runs("import helpers; print(helpers.here)") == str(bare.folder / "helpers.py")


def test_windows_keeps_its_interpreter_in_scripts(lab, monkeypatch):
    with monkeypatch.context() as windows:
        windows.setattr(lab.os, "name", "nt")
        python = lab.venv_python()
    assert python == os.path.join(lab.VENV, "Scripts", "python.exe")


def test_where_a_program_cannot_be_replaced_lab_py_waits_and_passes_the_exit_code_on(lab):
    assert lab.wait_for([sys.executable, "-c", "raise SystemExit(7)"]) == 7


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to one process")
def test_while_it_waits_ctrl_c_is_the_childs_to_answer():
    child = "print('ready', flush=True); input()"
    parent = f"import sys, lab; sys.exit(lab.wait_for([sys.executable, '-c', {child!r}]))"
    command = [sys.executable, "-c", parent]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as waiting:
        assert waiting.stdout.readline() == "ready\n"
        waiting.send_signal(signal.SIGINT)
        _, errors = waiting.communicate("\n", timeout=30)
    assert (waiting.returncode, errors) == (0, "")
