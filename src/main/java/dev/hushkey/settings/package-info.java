/**
 * How settings are read: one mapper for all features, which reports all mistakes at once and
 * repeats no value (docs/adr/0027-one-mapper-for-all-settings.md). The settings themselves are
 * declared in each feature, in an interface with {@link dev.hushkey.settings.Settings}.
 */
package dev.hushkey.settings;
