#!/usr/bin/env bash
# A fault that ShellCheck has to find in every scan (SC2086), or the scan fails. Nobody runs this.
rm -r $1
