#!/usr/bin/env python3
"""Applies the code blocks of a tutorial to a copy of the tree: apply-tutorial.py TUTORIAL TREE.

A comment on the line before a block says where its lines go:

    <!-- new: PATH -->                     into a new file
    <!-- in: PATH after: "LINE" -->        after this line of a file
    <!-- in: PATH replace: "LINE" -->      in place of this line

Spaces around a line do not count. A line that is missing, or there twice, ends the run with an error.
"""

import pathlib
import re
import sys

COMMENT = re.compile(r'<!-- (?:new: (\S+)|in: (\S+) (after|replace): "(.*)") -->')


def blocks(tutorial):
    """Yields (line number, match of the comment, lines of the block)."""
    lines = tutorial.read_text().split("\n")
    for number, line in enumerate(lines, 1):
        if not line.startswith(("<!-- new:", "<!-- in:")):
            continue
        match = COMMENT.fullmatch(line)
        if match is None:
            sys.exit(f"{tutorial}:{number}: not a comment that says where a block goes")
        if not lines[number].startswith("```"):
            sys.exit(f"{tutorial}:{number}: no code block follows")
        end = lines.index("```", number + 1)
        yield number, match, lines[number + 1:end]


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
