"""Write requirements/*.txt anew: complete, pinned, hashed, for every platform, without package hosts."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = [
    str(ROOT / ".venv" / "bin" / "uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
    "pyproject.toml", "requirements/build.in",
]  # fmt: skip
SETS = {
    "core": [],
    "postgres": ["postgres"],
    "papers": ["papers"],
    "sso": ["sso"],
    "ocr": ["ocr"],
    "dev": ["postgres", "papers", "sso", "dev"],
}


def main() -> None:
    """Core first: the other sets are held to its versions."""
    for name, extras in SETS.items():
        options = [part for extra in extras for part in ("--extra", extra)]
        if name != "core":
            options += ["--constraint", "requirements/core.txt"]
        subprocess.run([*COMMON, *options, "--output-file", f"requirements/{name}.txt"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
