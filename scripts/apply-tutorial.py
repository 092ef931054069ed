#!/usr/bin/env python3
"""Applies the code blocks of a tutorial to a copy of the tree: apply-tutorial.py TUTORIAL TREE.

A comment right before a block says where its lines go: into a new file, after a line of a file, or in
place of a line.

    <!-- new: PATH -->

    <!-- in: PATH
    after: "LINE" -->

    <!-- in: PATH
    replace: "LINE" -->

Spaces around a line do not count. A line that is missing, or there twice, ends the run with an error.
"""

import pathlib
import re
import sys

COMMENT = re.compile(r'<!-- (?:new: (\S+)|in: (\S+)\n(after|replace): "(.*)") -->')


def blocks(tutorial):
    """Yields (line number, match of the comment, lines of the block)."""
    lines = tutorial.read_text().split("\n")
    for number, line in enumerate(lines, 1):
        if not line.startswith(("<!-- new:", "<!-- in:")):
            continue
        start = number + line.startswith("<!-- in:")
        match = COMMENT.fullmatch("\n".join(lines[number - 1:start]))
        if match is None:
            sys.exit(f"{tutorial}:{number}: not a comment that says where a block goes")
        if not lines[start].startswith("```"):
            sys.exit(f"{tutorial}:{number}: no code block follows")
        end = lines.index("```", start + 1)
        yield number, match, lines[start + 1:end]


def apply(tutorial, tree):
    for number, match, block in blocks(tutorial):
        new, old, mode, anchor = match.groups()
        path = tree / (new or old)
        if new:
            if path.exists():
                sys.exit(f"{tutorial}:{number}: {new} exists")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(block) + "\n")
        else:
            lines = path.read_text().split("\n")
            places = [at for at, line in enumerate(lines) if line.strip() == anchor]
            if len(places) != 1:
                sys.exit(f"{tutorial}:{number}: {old} has the line {len(places)} times: {anchor}")
            start = places[0] + (mode == "after")
            lines[start:places[0] + 1] = block
            path.write_text("\n".join(lines))
        print(new or old)


if len(sys.argv) != 3:
    sys.exit(__doc__)
apply(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
