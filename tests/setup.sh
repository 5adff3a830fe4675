# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What tests/run, tests/try and tests/fresh-machine share: installing the Debian packages that are
# missing, configuring a build folder, waiting for something to become true. Sourced, not run.
# shellcheck disable=SC2034 # the package lists are for those who source this

build_packages=(
    gcc libc6-dev meson ninja-build pkgconf gettext python3
    libpurple-dev libsoup-3.0-dev libjson-glib-dev glib-networking
    libprotobuf-c-dev protobuf-c-compiler
)
lint_packages=(appstream binutils clang-format shellcheck)
# With their development files, for the modules that put our menu into their windows.
finch_packages=(finch finch-dev libgnt-dev libncurses-dev tmux)
pidgin_packages=(pidgin pidgin-dev libgtk2.0-dev)
# Real Pidgin on a display of its own, driven with keys and looked at.
ui_packages=(
    "${finch_packages[@]}" "${pidgin_packages[@]}"
    dbus fonts-dejavu-core imagemagick libglib2.0-bin openbox x11-utils xauth xdotool xvfb
)

say () {
    printf '%s\n' "$*"
}

die () {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

is_installed () {
    [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# as_root COMMAND...: runs it with the rights to install, asking for them where it must
as_root () {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root; as root, run: $*"
    fi
}

# apt_install PACKAGE...: what apt says is shown only when it fails
apt_install () {
    local log status=0
    log=$(mktemp)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        --quiet=2 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 || status=$?
    [[ $status -eq 0 ]] || tail -n 40 "$log" >&2
    rm -f "$log"
    return "$status"
}

# install_packages YES PACKAGE...: installs those that are missing; asks first unless YES is 1
install_packages () {
    local yes=$1 package answer
    local missing=()
    shift

    if ! command -v dpkg-query >/dev/null; then
        say "Not a Debian machine: please see to it that these are there: $*"
        return
    fi
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0

    say "These Debian packages are missing and will be installed: ${missing[*]}"
    if [[ $yes -ne 1 ]]; then
        [[ -t 0 ]] || die "nobody to ask; run again with --yes"
        read -r -p 'Install them? [y/N] ' answer
        [[ $answer == [yY]* ]] || die "nothing was installed"
    fi
    # Package lists may be absent (containers) or older than the archive.
    if ! apt-get install --simulate --quiet=2 --no-install-recommends "${missing[@]}" \
        >/dev/null 2>&1 || ! apt_install "${missing[@]}"; then
        say "Reading the package lists anew."
        as_root apt-get update --quiet=2
        apt_install "${missing[@]}"
    fi
}

# configure_build FOLDER OPTION...: sets a build folder up, or brings an older one to these options
configure_build () {
    local folder=$1
    shift

    if [[ -f $folder/build.ninja ]]; then
        meson setup --reconfigure "$folder" "$@" >"$folder/configure.log" 2>&1 && return
        say "The folder $folder is of another time and is set up anew."
        rm -rf "$folder"
    fi
    mkdir -p "$folder"
    meson setup "$folder" "$@" >"$folder/configure.log" 2>&1 || {
        tail -n 25 "$folder/configure.log"
        return 1
    }
}

# wait_until SECONDS COMMAND...: polls until the command succeeds; fails when the time is over
wait_until () {
    local end=$((SECONDS + $1))
    shift

    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.2 # lint:allow(sleep) the one place that polls
    done
}
