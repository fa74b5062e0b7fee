/**
 * How settings are read: one mapper for all features, which names all mistakes at once and repeats
 * no value (docs/adr/0027-one-mapper-for-all-settings.md). What the settings are stands beside each
 * feature, in an interface with {@link dev.hushkey.settings.Settings}.
 */
package dev.hushkey.settings;
