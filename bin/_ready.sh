# Sourced by the scripts beside it, with $root set: makes the checkout ready to run, at once when nothing changed.

# ready base|dev: a digest of everything set-up reads is kept in .venv; while it fits there is nothing to do.
ready() {
    digest=$( (cd "$root" && pwd -P && cat requirements/*.txt package-lock.json bin/setup bin/_vendor.py bin/compile_messages.py \
        src/lantai/base/common/icons.txt 2>/dev/null
        find src -name "*.po" | sort | xargs cat) | sha256sum)
    if [ -x "$root/.venv/bin/python" ] && [ -s "$root/src/lantai/base/common/static/vendor/icons.svg" ] &&
        [ "$(cat "$root/.venv/set-up-$1" 2>/dev/null)" = "$digest" ]; then
        return 0
    fi
    python=$(find_python) || {
        echo "Lantai needs Python 3.11 or newer. Type: sudo apt-get install -y python3 python3-venv" >&2
        exit 4
    }
    "$python" "$root/bin/setup" "--$1" || exit $?
    printf '%s\n' "$digest" >"$root/.venv/set-up-$1"
}

# The first Python of at least 3.11 that can make environments; else one of that age, and set-up says what it lacks.
find_python() {
    for wanted in 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 'import sys; sys.exit(sys.version_info < (3, 11))'; do
        for candidate in python3.11 /usr/bin/python3.11 python3 /usr/bin/python3 python3.12 python3.13; do
            if "$candidate" -c "$wanted" >/dev/null 2>&1; then
                command -v "$candidate"
                return 0
            fi
        done
    done
    return 1
}
