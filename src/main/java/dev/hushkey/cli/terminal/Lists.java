package dev.hushkey.cli.terminal;

/** A command whose result is rows, so that it can be written as CSV. */
public interface Lists {}
