package dev.hushkey.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** docs/configuration.md, as the interfaces describe it. */
public final class ConfigurationPage {

  private static final String INTRODUCTION = "/configuration/introduction.md";
  private static final Path PRESETS = Path.of("src/main/resources/assistants.properties");
  private static final int WIDTH = 100;

  private final SettingDocs docs = new SettingDocs();
  private final Properties presets = properties("/assistants.properties");
  private final StringBuilder page = new StringBuilder(resource(INTRODUCTION));

  private ConfigurationPage() {}

  /** The page about these interfaces, in this order. */
  public static String of(List<Class<?>> interfaces) {
    ConfigurationPage page = new ConfigurationPage();
    interfaces.forEach(page::addSection);
    page.addPresets();
    return page.page.toString();
  }

  private void addSection(Class<?> settings) {
    String[] about = docs.of(settings).split("(?<=\\.) ", 2);
    page.append("\n## ").append(about[0].replaceFirst("\\.$", "")).append("\n\n");
    if (about.length > 1) {
      addProse(about[1]);
    }
    String prefix = settings.getAnnotation(Settings.class).value() + ".";
    List<Method> methods = SettingKeys.settings(settings);
    boolean isOneMapOfGroups = methods.size() == 1 && isMapOfGroups(methods.getFirst());
    if (isOneMapOfGroups) {
      Method map = methods.getFirst();
      String block = prefix + SettingKey.part(map) + "." + SettingKey.placeholder(map) + ".";
      addProse(docs.of(map) + " Each name begins with `" + block + "`.");
      addTable("", element(map));
    } else {
      addTable(prefix, settings);
    }
  }

  private static boolean isMapOfGroups(Method setting) {
    return setting.getReturnType() == Map.class && SettingKey.isGroup(element(setting));
  }

  private void addTable(String prefix, Class<?> settings) {
    page.append("| setting | type | default | what |\n|---|---|---|---|\n");
    addRows(prefix, settings, "**required**");
  }

  private void addRows(String prefix, Class<?> settings, String required) {
    for (Method setting : inOrder(settings)) {
      String name = prefix + SettingKey.part(setting);
      if (!SettingKey.isGroup(element(setting))) {
        String key =
            setting.getReturnType() == Map.class ? name + "." + placeholder(setting) : name;
        addRow(key, type(setting), byDefault(name, setting, required), docs.of(setting));
      } else if (setting.getReturnType() == Optional.class) {
        addRow(name + ".…", "group", "absent", docs.of(setting));
        addRows(name + ".", element(setting), "required there");
      } else {
        addRows(name + ".", element(setting), required);
      }
    }
  }

  /** Single settings first: a group between them would be torn from its own. */
  private static List<Method> inOrder(Class<?> settings) {
    return SettingKeys.settings(settings).stream()
        .sorted((a, b) -> Boolean.compare(isGroup(a), isGroup(b)))
        .toList();
  }

  private static boolean isGroup(Method setting) {
    return SettingKey.isGroup(element(setting));
  }

  private void addRow(String name, String type, String byDefault, String what) {
    String cell = what.replace("\n\n", " ").replace("|", "\\|");
    page.append("| `%s` | %s | %s | %s |%n".formatted(name, type, byDefault, cell));
  }

  private static String placeholder(Method map) {
    return SettingKey.placeholder(map);
  }

  private static Class<?> element(Method setting) {
    return SettingKey.elementOf(setting.getGenericReturnType());
  }

  private String byDefault(String name, Method setting, String required) {
    Optional<String> byDefault = SettingKey.byDefault(setting);
    boolean mayBeAbsent =
        setting.getReturnType() == Optional.class || setting.getReturnType() == Map.class;
    String own =
        byDefault
            .map(text -> text.isEmpty() ? "none" : "`" + text + "`")
            .orElse(mayBeAbsent ? "none" : required);
    String preset = presetFor(name);
    return preset.isEmpty() ? own : own + "; preset for " + preset;
  }

  private String presetFor(String name) {
    String form = "hushkey\\.assistants\\.[^.]+\\." + name + "(\\.[^.]+)?";
    return presets.stringPropertyNames().stream()
        .filter(key -> key.matches(form))
        .map(key -> key.split("\\.")[2])
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }

  private static String type(Method setting) {
    String one = word(element(setting));
    return List.of(List.class, java.util.Set.class).contains(setting.getReturnType())
        ? "list of " + one
        : one;
  }

  private static String word(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(each -> "`" + each.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
          .collect(Collectors.joining(", "));
    }
    Map<Class<?>, String> words =
        Map.of(
            String.class, "text",
            Duration.class, "duration",
            URI.class, "address",
            Path.class, "path",
            int.class, "number",
            boolean.class, "`true`, `false`",
            Boolean.class, "`true`, `false`",
            dev.hushkey.secret.SecretText.class, "secret");
    return Optional.ofNullable(words.get(type)).orElseThrow(() -> new AssertionError(type));
  }

  private void addPresets() {
    page.append("\n## What is preset\n\n");
    try {
      page.append("```properties\n").append(Files.readString(PRESETS)).append("```\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addProse(String text) {
    for (String paragraph : text.split("\n\n")) {
      StringBuilder line = new StringBuilder();
      for (String word : paragraph.split(" ")) {
        if (line.length() + 1 + word.length() > WIDTH) {
          page.append(line).append('\n');
          line.setLength(0);
        }
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
      page.append(line).append("\n\n");
    }
  }

  private static Properties properties(String name) {
    Properties properties = new Properties();
    try (InputStream file = ConfigurationPage.class.getResourceAsStream(name)) {
      properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream file = ConfigurationPage.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
