package dev.hushkey.settings;

import java.util.Optional;

/** The settings of other features, for rules about how settings relate. */
public interface OtherSettings {

  /** The settings of this interface; empty when they are not read. */
  <T> Optional<T> find(Class<T> settings);
}
