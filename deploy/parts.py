"""What a node is made of: a Java that is new enough, and OpenSearch's own files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from nodes import Problem, as_user

VERSION = "3.6.0"
OLDEST_JAVA = 21
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
FETCH_SECONDS = 900
PLACES = ("/usr/lib/jvm/*", "/opt/*", "/opt/*/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")


def java_home(user: int | None) -> Path:
    """A Java of version 21 or newer that `user` may run. Raises Problem saying what to install."""
    named = os.environ.get("OPENSEARCH_JAVA_HOME")
    if named and java_version(Path(named)) < OLDEST_JAVA:
        raise Problem(f"OPENSEARCH_JAVA_HOME={named} is no Java {OLDEST_JAVA} or newer")
    homes = [Path(named)] if named else sorted(_homes(), key=java_version)
    fit = [home for home in homes if java_version(home) >= OLDEST_JAVA]
    for home in fit:
        if _runs(home, user):
            return home
    seen = ", ".join(f"{home} ({java_version(home)})" for home in fit or homes) or "none"
    raise Problem(
        f"OpenSearch {VERSION} needs Java {OLDEST_JAVA} or newer that its own user may run; found: {seen}.\n"
        "Install one (Debian: apt install openjdk-21-jdk-headless; or a Temurin JDK), "
        "or name it: OPENSEARCH_JAVA_HOME=/path/to/jdk"
    )


def _homes() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    for pattern in PLACES:
        yield from (home for home in Path("/").glob(pattern[1:]) if (home / "bin" / "java").is_file())
    if found := shutil.which("java"):
        yield Path(found).resolve().parent.parent


def java_version(home: Path) -> int:
    """The feature release (17, 21, …) of the Java in a folder; 0 where it holds none or does not say."""
    try:
        release = (home / "release").read_text(errors="replace")
    except OSError:
        return 0
    told = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release, re.MULTILINE)
    return int(told[1]) if told and (home / "bin" / "java").is_file() else 0


def _runs(home: Path, user: int | None) -> bool:
    command = as_user(user, [str(home / "bin" / "java"), "-version"])
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def distribution(folder: Path, say: Callable[[str], None]) -> Path:
    """OpenSearch's zip in `folder`, fetched by Maven where it is not there yet."""
    zipped = folder / f"opensearch-{VERSION}.zip"
    if zipped.is_file():
        return zipped
    maven = shutil.which("mvn")
    if maven is None:
        raise Problem(
            "OpenSearch's files are fetched by Maven, which is missing: install it (Debian: apt install maven), "
            f"or put {ARTIFACT} at {zipped} yourself"
        )
    say(f"fetching OpenSearch {VERSION} (160 MB) …")
    arriving = folder / "arriving"
    _maven(maven, "dependency:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false")
    _maven(maven, "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={arriving}")
    (arriving / zipped.name).replace(zipped)
    arriving.rmdir()
    return zipped


def _maven(maven: str, *arguments: str) -> None:
    command = [maven, "--batch-mode", "--quiet", "--strict-checksums", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Problem(f"Maven did not bring {ARTIFACT} in {FETCH_SECONDS} s") from error
    if done.returncode:
        raise Problem(f"Maven did not bring {ARTIFACT}:\n{(done.stdout + done.stderr)[-2000:]}")


def unpacked(zipped: Path, folder: Path) -> Path:
    """The distribution's folder, unpacked in one step: it is there whole or not at all."""
    home = folder / f"opensearch-{VERSION}"
    if home.is_dir():
        return home
    unfinished = folder / "unpacking"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with zipfile.ZipFile(zipped) as archive:
            archive.extractall(unfinished)
            for member in archive.infolist():
                if mode := member.external_attr >> 16 & 0o777:
                    (unfinished / member.filename).chmod(mode)
    except zipfile.BadZipFile as error:
        raise Problem(f"{zipped} is damaged: delete it and try again") from error
    (unfinished / home.name).replace(home)
    unfinished.rmdir()
    return home
