"""Builds the wheel, installs it in a clean environment outside the tree and runs it there."""

import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command and give what it prints; a failure ends the script with its output."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(
            f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def main() -> None:
    """Try the wheel as a user who has never seen the repository."""
    with tempfile.TemporaryDirectory(prefix="qc-wheel-") as folder:
        elsewhere = Path(folder)
        build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
        run(*build, "--outdir", elsewhere, cwd=REPO)
        (wheel,) = elsewhere.glob("*.whl")
        run(sys.executable, "-m", "venv", elsewhere / "venv", cwd=elsewhere)
        python = elsewhere / "venv" / "bin" / "python"
        pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        run(*pip, "--no-deps", "--require-hashes", "-r", REPO / "requirements.lock", cwd=elsewhere)
        run(*pip, "--no-deps", wheel, cwd=elsewhere)
        qc = python.with_name("qc")
        version = run(qc, "--version", cwd=elsewhere).strip()
        plugins = run(qc, "plugins", cwd=elsewhere)
        layouts = run(qc, "layout", "list", "--json", cwd=elsewhere)
        if "read-ovals" not in plugins or "demo-letter" not in layouts:
            sys.exit(f"the installed wheel lacks its plugins or layouts:\n{plugins}\n{layouts}")
        sys.stdout.write(f"wheel: {wheel.name} installs and runs ({version})\n")


if __name__ == "__main__":
    main()
