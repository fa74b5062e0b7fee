#!/usr/bin/env python3
"""Prints what SpotBugs found. Exit code 1: a finding, or the planted faults were not found."""

import sys
import xml.etree.ElementTree as ElementTree

PLANTED = {"SQL_INJECTION_JDBC", "NP_ALWAYS_NULL"}


def place(bug):
    line = bug.find("SourceLine")
    if line is None:
        line = bug.find("Class/SourceLine")
    return f"{line.get('sourcepath')}:{line.get('start', '?')}"


def main(report):
    root = ElementTree.parse(report).getroot()
    planted, findings = set(), 0
    for bug in root.iter("BugInstance"):
        if bug.find("Class").get("classname").startswith("planted."):
            planted.add(bug.get("type"))
        else:
            findings += 1
            print(f"{place(bug)} {bug.get('type')}: {bug.findtext('LongMessage')}")
    for missed in sorted(PLANTED - planted):
        findings += 1
        print(f".ci/scan/planted/Planted.java: {missed} was planted and not found")
    classes = root.find("FindBugsSummary").get("total_classes")
    print(f"{classes} classes")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
