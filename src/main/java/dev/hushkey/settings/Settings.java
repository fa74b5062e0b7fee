package dev.hushkey.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An interface of settings: one per method, named like the method in lower case with hyphens. Its
 * type, its {@link io.smallrye.config.WithDefault} and its Javadoc are what docs/configuration.md
 * says about it.
 *
 * <p>A setting without a default must be set, unless it is an {@code Optional}; a map may be empty.
 * An interface of its own as the type makes a group; an {@code Optional} one is there once any of
 * its keys is set.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Settings {

  /** What the names of these settings begin with, without a dot at the end. */
  String value();
}
