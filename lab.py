"""Set up and start the VPC Endpoint Lab: `python3 lab.py` (Windows: `py lab.py`).

Needs nothing but Python.  The first start makes `.venv` from requirements.lock; later starts
only look whether it is whole.  `python3 lab.py --help` says every word.
"""
# This file must parse as Python 3.6, so that too old a Python reads a sentence, not a SyntaxError.

import csv
import glob
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
STAMP = os.path.join(VENV, "lab-stamp")  # what .venv was made from; written last, so none means half-made
LOG = os.path.join(VENV, "lab-setup.log")
PROMISED = ("jupyterlab", "boto3", "matplotlib", "ipywidgets", "nbval", "localstack_client", "moto", "pytest")

QUIET = {"fetchNews": "false", "checkForUpdates": False}

Word = namedtuple("Word", "help command")  # command: from the options to what Python is to run


class Stop(Exception):
    """Why the lab cannot go on, and what to do: the learner reads it as it stands."""


def jupyterlab(options):
    """JupyterLab on the first notebook, on loopback only: who reaches it can run commands here."""
    if any(option.split("=")[0] in ("--ip", "--ServerApp.ip") for option in options):
        raise Stop(
            "The lab is served on this machine's loopback address only, because whoever reaches JupyterLab\n"
            "can run commands here.  From another machine, tunnel: ssh -L 8888:127.0.0.1:8888 <this machine>"
        )
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    fixed = ["--ServerApp.ip=127.0.0.1", "--ServerApp.root_dir=" + ROOT]
    first = os.path.join(ROOT, "notebooks", "00-start-here.ipynb")
    return ["-m", "jupyterlab", first, *fixed, *as_root, *options]


WORDS = {
    "": Word("set up if need be, then open the first lesson in JupyterLab", jupyterlab),
    "setup": Word("set up if need be, start nothing", lambda options: ["-c", ""]),
    "test": Word("run every test and every notebook", lambda options: ["-m", "pytest", *options]),
    "outputs": Word(
        "re-run notebooks, store what differs", lambda options: ["-m", "helpers.teach.stored", *options]
    ),
    "bench": Word("print how fast and how large the lab is", lambda options: ["benchmarks/run.py", *options]),
}

USAGE = """\
The VPC Endpoint Lab.  On Windows write `py lab.py` for `python3 lab.py`.

{words}

  --here      use the active (conda) environment in place of .venv
  --help      say this

Options after them reach JupyterLab (`python3 lab.py --no-browser --port 8899`),
pytest (`python3 lab.py test tests/path -x`) or the program behind the word.""".format(
    words="\n".join(f"  python3 lab.py {word:<9}{row.help}" for word, row in WORDS.items())
)


def check_python(version, executable):
    """Stop unless `version` (as sys.version_info) is one that requirements.lock was made for."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = [name for name in names if ask(name, "1")]
    raise Stop(
        f"The lab needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; {executable} is {version[0]}.{version[1]}.\n"
        + (f"This machine has one: {found[0]} lab.py" if found else "Install one (python.org has them).")
    )


def check_venv_module():
    """Stop where this Python cannot make virtual environments, as Debian's cannot without python3-venv."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Stop(
            f"This Python lacks its module {' and '.join(missing)}, which makes virtual environments.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv\n"
            "Then run lab.py again.  In a conda environment: python lab.py --here"
        )


def say(line):
    """One line of progress, at once."""
    print(line, flush=True)


def venv_python():
    """The interpreter inside .venv, by the system's layout."""
    return os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def ask(python, expression):
    """What `expression` is in another interpreter, as text; None where that one does not even start."""
    code = f"import sys, sysconfig; print({expression})"
    try:
        output = subprocess.check_output([python, "-c", code], stderr=subprocess.DEVNULL)
        return output.decode("utf-8", "replace").strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def site_packages(python):
    """Where `python` keeps its packages; None where it does not start."""
    return ask(python, "sysconfig.get_path('purelib')")


def version_of(python):
    """Its version, such as 3.11; None where it does not start."""
    return ask(python, "'%d.%d' % sys.version_info[:2]")


def packages(python):
    """The folders in which the installed packages say what they are."""
    return glob.glob(os.path.join(glob.escape(site_packages(python) or ""), "*.dist-info"))


def stamp(python):
    """What .venv is made from: the lock's hash, the Python version, how many packages."""
    with open(LOCK, "rb") as lock:
        digest = hashlib.sha256(lock.read()).hexdigest()
    return [digest, version_of(python), str(len(packages(python)))]


def read(path):
    """The text of a file; empty where there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def is_damaged(record):
    """Whether a file that a package's RECORD lists is missing or has another size."""
    site = os.path.dirname(os.path.dirname(record))
    with open(record, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) == 3 and row[2]]
    try:
        return any(os.stat(os.path.join(site, name)).st_size != int(size) for name, _, size in rows)
    except OSError:
        return True


def is_whole(stamped):
    """Whether .venv, stamped so when it was made, still starts and holds every file of its packages."""
    python = venv_python()
    if len(stamped) != 3 or version_of(python) != stamped[1] or len(packages(python)) < int(stamped[2]):
        return False
    records = [os.path.join(folder, "RECORD") for folder in packages(python)]
    return all(map(os.path.isfile, records)) and not any(map(is_damaged, records))


def make_venv():
    """Make .venv anew, with pip in it; what stood there goes, whatever it was."""
    check_venv_module()
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.remove(VENV)
    elif os.path.isdir(VENV):
        shutil.rmtree(VENV)
    maker = getattr(sys, "_base_executable", None) or sys.executable  # lab.py may run by .venv's own Python
    say(f"1/3  Making .venv with Python {version_of(maker)}")
    if subprocess.call([maker, "-m", "venv", VENV]):
        raise Stop(f"Python's venv module could not make {VENV} (its own words stand above).")


def install():
    """Install what requirements.lock lists, each file checked against its hash."""
    count = sum(line[:1].isalnum() for line in read(LOCK).splitlines())
    say(f"2/3  Installing {count} packages from requirements.lock (190 MB to fetch the first time)")
    options = ["--require-hashes", "--no-compile", "--retries", "2"]
    environment = dict(os.environ, PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    command = [venv_python(), "-m", "pip", "install", *options, "--log", LOG, "-r", LOCK]
    if subprocess.call(command, env=environment):
        raise Stop(why_pip_failed(read(LOG)))


PIP_FAILURES = (  # a sign in pip's log, and what it means; the first that fits is told
    ("DO NOT MATCH THE HASHES", "A download is not the file that the lock names: none of it was run."),
    ("No space left on device", "The disk is full."),
    ("CERTIFICATE_VERIFY_FAILED", "The index's certificate was refused; a proxy's CA goes in PIP_CERT."),
    ("connection broken by", "The package index did not answer: no network, or a proxy (HTTPS_PROXY)."),
)


def why_pip_failed(log):
    """The sentence for a failed installation, from pip's log."""
    reasons = [sentence for sign, sentence in PIP_FAILURES if sign in log]
    why = reasons[0] if reasons else "pip could not install the packages (its own words stand above)."
    return f"{why}\nMend that, then run lab.py again: it starts afresh.  pip's log: {LOG}"


def link(python):
    """Let `import helpers` find this project: a .pth file beside the environment's packages."""
    site = site_packages(python)
    try:
        target = os.path.relpath(ROOT, site)  # stays plain ASCII inside .venv, whatever the project's path
    except ValueError:  # another drive on Windows
        target = ROOT
    path = os.path.join(site, "vpc-endpoint-lab.pth")
    if read(path) != target + "\n":
        with open(path, "w", encoding="utf-8") as file:
            file.write(target + "\n")


def quieten(python):
    """Keep JupyterLab's first start from asking about news and from looking elsewhere for a newer version.

    These are defaults of the environment; what learners set for themselves in JupyterLab wins.
    """
    folder = os.path.join(ask(python, "sysconfig.get_path('data')"), "share", "jupyter", "lab", "settings")
    path = os.path.join(folder, "overrides.json")
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"@jupyterlab/apputils-extension:notification": QUIET}, file)


def own_environment():
    """The Python of a whole .venv; makes, mends or refreshes it first where need be."""
    stamped = read(STAMP).split()
    whole = is_whole(stamped)
    if not whole or stamped[0] != stamp(venv_python())[0]:
        set_up(whole)
    link(venv_python())
    quieten(venv_python())
    return venv_python()


def set_up(refresh):
    """Fill .venv from the lock; made anew first, unless a whole one is only to be refreshed."""
    began = time.time()
    if os.path.exists(STAMP):
        os.remove(STAMP)
    if refresh:
        say("1/3  requirements.lock has changed: refreshing .venv")
    else:
        make_venv()
    install()
    with open(STAMP, "w", encoding="utf-8") as file:
        file.write(" ".join(stamp(venv_python())))
    say(f"3/3  Set up in {time.time() - began:.0f} s; the next start skips this.")


def active_environment():
    """The Python that runs lab.py, with helpers linked into its environment."""
    missing = [name for name in PROMISED if importlib.util.find_spec(name) is None]
    if missing:
        raise Stop(
            f"This environment ({sys.prefix}) lacks {', '.join(missing)}.\n"
            "In conda: conda env create -f environment.yml, activate it, run lab.py --here again.\n"
            "Elsewhere: python -m pip install -r requirements.lock"
        )
    link(sys.executable)
    quieten(sys.executable)
    return sys.executable


def hand_over(command):
    """Become `command` where the system can, so that Ctrl-C and kill reach it; elsewhere wait for it."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    return wait_for(command)


def wait_for(command):
    """Run `command` to its end and return its exit code; Ctrl-C is the child's to answer."""
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def parse(arguments):
    """(word, options, whether --here was said); Stop on an unknown word."""
    rest = [argument for argument in arguments if argument != "--here"]
    word = rest.pop(0) if rest and not rest[0].startswith("-") else ""
    if word not in WORDS:
        raise Stop(f"lab.py does not know the word {word!r}.\n\n{USAGE}")
    return word, rest, "--here" in arguments


def main(arguments):
    """Do what the words ask; the exit code."""
    try:
        check_python(sys.version_info, sys.executable)
        if arguments[:1] in (["--help"], ["-h"]):
            print(USAGE)
            return 0
        word, options, here = parse(arguments)
        command = WORDS[word].command(options)
        python = active_environment() if here else own_environment()
        os.chdir(ROOT)
        return hand_over([python, *command])
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.  Run lab.py again: it mends what is half-made.", file=sys.stderr)
        return 130
    except OSError as error:
        hint = "Is JupyterLab still running from .venv, or the disk full? Mend that, then run lab.py again."
        print(f"\nThe system refused: {error}\n{hint}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
