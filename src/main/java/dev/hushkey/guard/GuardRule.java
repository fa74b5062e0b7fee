package dev.hushkey.guard;

import dev.hushkey.settings.Finding;
import java.util.List;
import java.util.function.Function;

/**
 * One thing that must hold in a guarded profile.
 *
 * @param holds what must hold, and why, in a sentence for docs/production-guard.md
 * @param settings what it looks at, for the same page
 * @param check finds what is wrong
 */
record GuardRule(
    String holds, List<String> settings, Function<InstallationView, List<Finding>> check) {}
