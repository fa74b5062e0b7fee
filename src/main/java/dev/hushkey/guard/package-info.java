/**
 * The production guard: what must hold before Hushkey starts in any profile but {@code dev} and
 * {@code test} (docs/production-guard.md). Each rule is a plain function of the configuration.
 */
package dev.hushkey.guard;
