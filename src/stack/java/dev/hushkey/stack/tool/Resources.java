package dev.hushkey.stack.tool;

import dev.hushkey.stack.process.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stack's files on the classpath, under {@code /stack}. */
public final class Resources {
  private static final Pattern PLACEHOLDER = Pattern.compile("@([a-z-]+)@");

  private Resources() {}

  public static String text(String name) {
    try (InputStream in = Resources.class.getResourceAsStream("/stack/" + name)) {
      if (in == null) {
        throw new StackException("/stack/" + name + " is not on the classpath: build first");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Fills in every {@code @name@}. */
  public static String filled(String template, UnaryOperator<String> valueOf) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(valueOf.apply(found.group(1))));
  }

  /** The version in pom.xml of one of the stack's tools. */
  public static String version(String tool) {
    Properties versions = new Properties();
    try {
      versions.load(new StringReader(text("versions.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions.getProperty(tool);
  }
}
