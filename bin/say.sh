# What the two commands print: one line per step, with the time it took. Sourced by ./up and ./test.

# Steps run with their output in a log; this stays the terminal.
exec 3>&1

fail() {
    printf '%s\n' "$1" >&3
    exit 1
}

_centiseconds() {
    read -r _uptime _ </proc/uptime
    echo "${_uptime%.*}${_uptime#*.}"
}

# How apt, pip, uv and npm say that they reach nobody.
OFFLINE='temporary failure|could not resolve|name resolution|network is unreachable|dns error|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|connection refused|timed out'

# step NAME FUNCTION [ARGUMENT…]: run one step; its output is shown only when it fails.
step() {
    printf '  %-30s' "$1" >&3
    _began=$(_centiseconds)
    shift
    if "$@" >"$SETUP_LOG" 2>&1 </dev/null; then
        _took=$(($(_centiseconds) - _began))
        printf '%5d.%d s\n' "$((_took / 100))" "$((_took % 100 / 10))" >&3
    else
        printf 'failed\n' >&3
        if grep -qiE "$OFFLINE" "$SETUP_LOG"; then
            fail "  The network cannot be reached, or not this far; see the end of $SETUP_LOG"
        fi
        tail -n 5 "$SETUP_LOG" | sed 's/^/    /' >&3
        fail "  The whole output is in $SETUP_LOG"
    fi
}

# The first start needs room for packages, the Python environment and the database.
check_disk() {
    _need=200
    [ -d .venv ] || _need=2000
    _free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$_free" -ge "$_need" ] || fail "Not enough disk: $_free MB are free here, $_need MB are needed."
}
