#!/usr/bin/env python3
"""Gitleaks over the tree and the history, after planted secrets of each of our kinds have been found in both.

Exit code 1: a finding that gitleaks.toml does not explain, or a planted secret that was missed.
"""

import argparse
import json
import pathlib
import random
import shutil
import string
import subprocess
import sys
import tempfile
import tomllib

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def some(length, alphabet=LETTERS):
    # with digits, as random text of this length practically always has
    text = "".join(random.SystemRandom().choice(alphabet) for _ in range(length - 2))
    return text[: length // 2] + "47" + text[length // 2 :]


def uuid():
    return "-".join(some(n, HEX) for n in (8, 4, 4, 4, 12))


# For each rule of gitleaks.toml, lines that it has to find. In pieces, so that this file holds none.
PLANTED = {
    "amazon-lwa-access-token": lambda: ["token: Atza" + "|" + some(60)],
    "amazon-lwa-refresh-token": lambda: ["Atzr" + "|" + some(60)],
    "amazon-lwa-client-secret": lambda: ["secret=amzn1.oa2-cs" + ".v1." + some(64, HEX)],
    "authorization-code": lambda: [
        '"code": "' + some(20) + '"',
        "grant_type=authorization_code&code=" + some(20),
        '.formParam("code", "' + some(24) + '")',
    ],
    "google-access-token": lambda: ["Bearer ya29" + "." + some(80)],
    "google-refresh-token": lambda: ["refresh 1//" + "0" + some(60)],
    "google-client-secret": lambda: ["GOCSPX" + "-" + some(28)],
    "smartthings-token": lambda: ["SMARTTHINGS" + "_TOKEN=" + uuid(), "st-client-" + 'secret: "' + uuid() + '"'],
    "vault-token": lambda: ["hvs" + "." + some(90), "hvb" + "." + some(120)],
    "openbao-token": lambda: ["VAULT_TOKEN=s" + "." + some(24), "token b" + "." + some(90)],
    "hushkey-token": lambda: ["refresh_token " + some(43)],
    "machine-path": lambda: ["/ro" + "ot/hushkey/pom.xml", "in /ho" + "me/alice/hushkey"],
    "registry-host": lambda: ["https://registry." + "npmjs.org/some/package"],
}


def run(*command, cwd=None):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command[:3]))} …: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


class Gitleaks:
    def __init__(self, program, config):
        self.program, self.config = program, config

    def scan(self, kind, directory):
        with tempfile.TemporaryDirectory() as reports:
            report = pathlib.Path(reports, "report.json")
            # without a file of ignored findings: reasons stand in the configuration
            run(
                self.program, kind, "--no-banner", "--redact", "--exit-code", "0",
                "--gitleaks-ignore-path", "/nonexistent", "--config", self.config,
                "--report-format", "json", "--report-path", report, ".", cwd=directory,
            )
            return json.loads(report.read_text()) or []


def planted_are_found(gitleaks, findings):
    """Plants each kind in a repository of its own, looks for it in the tree, and then in the history alone."""
    ours = {rule["id"] for rule in tomllib.loads(pathlib.Path(gitleaks.config).read_text())["rules"]}
    for rule in sorted(ours ^ PLANTED.keys()):
        findings.append(f".ci/scan/leaks.py: {rule} must be both a rule of gitleaks.toml and planted")
    with tempfile.TemporaryDirectory() as directory:
        git = ("git", "-c", "user.name=scan", "-c", "user.email=scan@example.com", "-c", "commit.gpgsign=false")
        run(*git, "init", "-q", cwd=directory)
        expected = set()
        for rule, lines in PLANTED.items():
            for number, line in enumerate(lines()):
                name = f"{rule}-{number}.txt"
                pathlib.Path(directory, name).write_text(line + "\n")
                expected.add((rule, name))
        in_tree = gitleaks.scan("dir", directory)
        run(*git, "add", ".", cwd=directory)
        run(*git, "commit", "-q", "-m", "Plant", cwd=directory)
        run(*git, "rm", "-q", "-r", ".", cwd=directory)
        run(*git, "commit", "-q", "--allow-empty", "-m", "Remove again", cwd=directory)
        for where, found in (("tree", in_tree), ("history", gitleaks.scan("git", directory))):
            for rule, name in sorted(expected - {(f["RuleID"], f["File"]) for f in found}):
                findings.append(f"planted in the {where} and not found: {rule} ({name})")
    return len(expected)


def history_of(repository):
    """How much of the history is here: whole, part (a shallow clone, as CI often makes), or none (an archive)."""
    asked = subprocess.run(
        ("git", "rev-parse", "--is-shallow-repository"), cwd=repository, capture_output=True, text=True
    )
    if asked.returncode:
        return "none"
    return "part" if asked.stdout.strip() == "true" else "whole"


def files_of(repository, history, into):
    """A copy of what git knows, and of what it would add: no build output."""
    if history == "none":
        built = (repository / "target", repository / ".hushkey")
        names = [
            str(file.relative_to(repository))
            for file in repository.rglob("*")
            if not any(file.is_relative_to(directory) for directory in built)
        ]
    else:
        listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=repository)
        names = listed.split("\0")
    copied = 0
    for name in filter(None, names):
        source = repository / name
        if source.is_file() and not source.is_symlink():
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            copied += 1
    return copied


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gitleaks", required=True)
    parser.add_argument("--config", required=True)
    parser.add_argument("--repository", required=True, type=pathlib.Path)
    options = parser.parse_args()
    gitleaks, findings = Gitleaks(options.gitleaks, options.config), []

    planted = planted_are_found(gitleaks, findings)
    history = history_of(options.repository)
    with tempfile.TemporaryDirectory() as copy:
        files = files_of(options.repository, history, pathlib.Path(copy))
        found = [("", f) for f in gitleaks.scan("dir", copy)]
    seen = "no history is here"
    if history != "none":
        commits = run("git", "rev-list", "--count", "--all", cwd=options.repository).strip()
        seen = f"{commits} commits" + (" (a shallow clone has no more)" if history == "part" else "")
        found += [(f["Commit"][:10] + " ", f) for f in gitleaks.scan("git", options.repository)]
    for commit, finding in found:
        findings.append(f"{commit}{finding['File']}:{finding['StartLine']} {finding['RuleID']}: {finding['Description']}")
    for finding in findings:
        print(finding)
    print(f"{files} files, {seen}, all {planted} planted ones found" if not findings else f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
