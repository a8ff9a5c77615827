"""Installs Debian packages without starting the services that they bring."""

import contextlib
import os
import subprocess
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
NO_SERVICES = "#!/bin/sh\nexit 101\n"


def ensure_installed(packages):
    """Installs those that are missing; when none is, no package manager is called.

    Raises RuntimeError, with the command for a person to run, when it is not root.
    """
    missing = [package for package in packages if not is_installed(package)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise RuntimeError("packages are missing; as root: apt-get install --no-install-recommends " + " ".join(missing))
    print("Installing", *missing, flush=True)
    with services_held_back():
        apt("update")
        apt("install", "-y", "--no-install-recommends", *missing)


def is_installed(package):
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True).stdout == "installed"


def version_of(package):
    query = ["dpkg-query", "-W", "-f", "${Version}", package]
    return subprocess.run(query, capture_output=True, text=True).stdout


def apt(*arguments):
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def services_held_back():
    """Puts a policy in place that keeps new services from starting, and afterwards what was there before."""
    aside = POLICY.with_name("policy-rc.d.before-bench")
    existed = POLICY.exists()
    if existed:
        POLICY.rename(aside)
    try:
        POLICY.write_text(NO_SERVICES)
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink(missing_ok=True)
        if existed:
            aside.rename(POLICY)
