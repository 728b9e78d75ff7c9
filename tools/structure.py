#!/usr/bin/env python3
"""Prints the repository's folders, each with its purpose: the first sentence after the title of its README.md.

usage: structure.py           print
       structure.py --write   print, and put the same text between the markers in README.md
       structure.py --check   fail when README.md's copy is stale, or a folder under src/ has no README
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- structure -->\n", "<!-- /structure -->"


def purpose(readme):
    body = re.sub(r"^#.*\n+", "", readme.read_text(), count=1)
    paragraph = " ".join(body.split("\n\n", 1)[0].split())
    return re.split(r"(?<=[.!?])\s", paragraph, maxsplit=1)[0].rstrip(".")


def tree():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*README.md"],
                            cwd=ROOT, capture_output=True, text=True, check=True)
    folders = sorted(pathlib.PurePath(line).parent for line in listed.stdout.split())
    lines = []
    for folder in (f for f in folders if f.parts and "fixtures" not in f.parts):
        name = "  " * (len(folder.parts) - 1) + folder.name + "/"
        lines.append(f"{name:<22} {purpose(ROOT / folder / 'README.md')}")
    return "\n".join(lines)


def with_tree(text):
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}```\n{tree()}\n```\n{END}{after}"


def main(mode):
    readme = ROOT / "README.md"
    text = readme.read_text()
    if mode == "--check":
        missing = [m.name for m in sorted((ROOT / "src").iterdir()) if m.is_dir() and not (m / "README.md").exists()]
        for name in missing:
            print(f"src/{name} has no README.md")
        stale = with_tree(text) != text
        if stale:
            print("README.md: the structure is stale; run `make structure`")
        return bool(missing) or stale
    print(tree())
    if mode == "--write":
        readme.write_text(with_tree(text))
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
