#!/bin/sh
# Style: the formatter's own rules, shell scripts, the length of files, and words that must not be in the tree.
set -eu
cd "$(dirname "$0")/.."

swift format lint --strict -r Package.swift Sources Tests Templates

long=$(git ls-files 'Sources/*.swift' 'Tests/*.swift' 'Templates/*.swift' | while read -r file; do
    lines=$(wc -l < "$file")
    [ "$lines" -le 400 ] || echo "$file: $lines lines"
done)
if [ -n "$long" ]; then
    echo "files past 400 lines want to be two:" >&2
    echo "$long" >&2
    exit 1
fi

if command -v shellcheck >/dev/null; then
    # Commands have no suffix: their first line tells.
    git ls-files '*.sh' .ci Tests/Lab ':!Tests/*/Fixtures/*' | while read -r file; do
        if head -n 1 "$file" | grep -qE '^#!.*sh$' || [ "$file" != "${file%.sh}" ]; then echo "$file"; fi
    done | xargs shellcheck -x
fi
