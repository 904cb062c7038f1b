# The system packages of Debian and Ubuntu: only what is missing is installed, and no service is left running.
# Sourced by ./up and ./test; sets PYTHON.

# Set PYTHON to an interpreter of 3.11 or newer, resolved past any shim.
find_python() {
    for _name in python3 python3.14 python3.13 python3.12 python3.11; do
        PYTHON=$("$_name" -c 'import os, sys
if sys.version_info < (3, 11): sys.exit(1)
print(os.path.realpath(sys.executable))' 2>/dev/null) && return 0
    done
    return 1
}

has_own_uv() { uv --version >/dev/null 2>&1 || [ -x "$VAR_DIR/tools/bin/uv" ]; }

has_postgis() {
    for _control in /usr/share/postgresql/*/extension/postgis.control; do
        _release=${_control#/usr/share/postgresql/}
        _release=${_release%%/*}
        [ -x "/usr/lib/postgresql/$_release/bin/postgres" ] && [ "$_release" -ge 15 ] && return 0
    done
    return 1
}

# The newest installed server, which PostGIS must match.
installed_server() {
    for _server in /usr/lib/postgresql/*/bin/postgres; do
        _release=${_server#/usr/lib/postgresql/}
        [ -x "$_server" ] && echo "${_release%%/*}"
    done | sort -n | tail -n 1
}

find_chromium() {
    for _name in "${CHROMIUM:-}" chromium google-chrome google-chrome-stable; do
        [ -n "$_name" ] && CHROMIUM=$(command -v "$_name") && export CHROMIUM && return 0
    done
    CHROMIUM=
    return 1
}

has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep -q "$1"; }

is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

want() { wanted="$wanted $*"; }

# missing_packages up|test: set `wanted`.
missing_packages() {
    wanted=
    if find_python; then
        has_own_uv || "$PYTHON" -c 'import ensurepip' 2>/dev/null ||
            want "$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    elif command -v python3 >/dev/null; then
        # An older release whose own python3 is too old may carry a newer one beside it.
        want python3.11 python3.11-venv
    else
        want python3 python3-venv
    fi
    command -v msgfmt >/dev/null || want gettext
    if [ -z "${DATABASE_URL:-}" ] || [ "$1" = test ]; then
        _server=$(installed_server)
        if has_postgis; then
            :
        elif [ -n "$_server" ] && [ "$_server" -ge 15 ]; then
            want "postgresql-$_server-postgis-3"
        else
            want postgresql-postgis
        fi
    fi
    if [ "$1" = test ]; then
        # Ubuntu's package is a snap, which a container cannot install; there Playwright brings its own.
        find_chromium || is_ubuntu || want chromium
        # What the node inside Playwright's wheel is linked to.
        has_library libatomic.so.1 || want libatomic1
        # Tajik and Kyrgyz letters must not be boxes on a screenshot.
        [ -d /usr/share/fonts/truetype/dejavu ] || want fonts-dejavu-core
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_become_root() {
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    # Without a terminal nobody could type a password.
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

apt_install() {
    # Else the server's package would start a cluster of its own.
    if [ -z "$(installed_server)" ] && ! grep -qs '^create_main_cluster = false' "$CREATECLUSTER"; then
        as_root mkdir -p "${CREATECLUSTER%/*}" &&
            echo 'create_main_cluster = false' | as_root tee -a "$CREATECLUSTER" || return 1
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update &&
        as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get install -y --no-install-recommends \
            -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"
}
CREATECLUSTER=/etc/postgresql-common/createcluster.conf

# install_packages up|test
install_packages() {
    missing_packages "$1"
    if [ -n "$wanted" ]; then
        command -v apt-get >/dev/null || fail "These packages are missing, and this is not Debian or Ubuntu:$wanted"
        may_become_root || fail "Neither root nor sudo, so please have these packages installed:$wanted"
        # shellcheck disable=SC2086 # a list of words
        step "System packages" apt_install $wanted
        missing_packages "$1"
    fi
    find_python || fail "Python 3.11 or newer is needed; this release has none."
    has_postgis || [ -n "${DATABASE_URL:-}" ] || fail "PostgreSQL 15 or newer with PostGIS is needed; this release has none."
    [ -z "$wanted" ] || fail "Still missing after installation:$wanted"
}
