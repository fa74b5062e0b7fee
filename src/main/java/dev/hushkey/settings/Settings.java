package dev.hushkey.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface of settings: one per method, named like the method in lower case with hyphens.
 * docs/configuration.md is made from its type, its {@link io.smallrye.config.WithDefault} and its
 * Javadoc.
 *
 * <p>A setting without a default must be set, unless it is an {@code Optional}; a map may be empty.
 * A type that is itself such an interface makes a group; an {@code Optional} group is present once
 * any of its keys is set.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Settings {

  /** The prefix of these settings, without a trailing dot. */
  String value();
}
