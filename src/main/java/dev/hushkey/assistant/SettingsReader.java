package dev.hushkey.assistant;

import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Fills an interface of settings, and goes on after a mistake so that one start names them all. A
 * mapping by SmallRye Config stops at the first kind of mistake and repeats the value, which may be
 * a secret that somebody typed into the wrong line.
 */
final class SettingsReader {

  private final SettingTexts texts;
  private final BiConsumer<String, String> wrong;

  /** Tells what is wrong as key and reason. */
  SettingsReader(SettingTexts texts, BiConsumer<String, String> wrong) {
    this.texts = texts;
    this.wrong = wrong;
  }

  /** The settings below a prefix. What is wrong has its default, or a value that stands in. */
  <T> T read(Class<T> settings, String prefix) {
    Map<String, Object> values = new HashMap<>();
    for (Method setting : settings.getMethods()) {
      values.put(setting.getName(), read(setting, prefix + SettingKeys.keyOf(setting)));
    }
    return settings.cast(
        Proxy.newProxyInstance(
            settings.getClassLoader(),
            new Class<?>[] {settings},
            (_, method, _) -> values.get(method.getName())));
  }

  private Object read(Method setting, String key) {
    Class<?> element = SettingKeys.elementOf(setting.getGenericReturnType());
    Class<?> type = setting.getReturnType();
    if (type == Map.class) {
      return readMap(key, element);
    }
    if (Collection.class.isAssignableFrom(type)) {
      List<Object> all = readList(setting, key, element);
      return type == Set.class ? new LinkedHashSet<>(all) : all;
    }
    if (SettingKeys.isGroup(element)) {
      return readGroup(type, element, key + ".");
    }
    return type == Optional.class
        ? texts.find(key).flatMap(text -> parse(key, text, element))
        : readOne(setting, key, element);
  }

  private Object readGroup(Class<?> type, Class<?> group, String prefix) {
    if (type != Optional.class) {
      return read(group, prefix);
    }
    return texts.keysBelow(prefix).isEmpty() ? Optional.empty() : Optional.of(read(group, prefix));
  }

  private Object readOne(Method setting, String key, Class<?> type) {
    Optional<String> byDefault = byDefault(setting);
    Optional<String> text = texts.find(key);
    if (text.isEmpty() && byDefault.isEmpty()) {
      wrong.accept(key, "is missing");
    }
    return text.flatMap(given -> parse(key, given, type))
        .or(() -> byDefault.flatMap(given -> SettingValues.parse(given, type)))
        .orElseGet(() -> SettingValues.standIn(type));
  }

  private List<Object> readList(Method setting, String key, Class<?> type) {
    List<String> given = texts.findAll(key);
    if (given.isEmpty()) {
      given = byDefault(setting).map(SettingTexts::split).orElse(List.of());
    }
    if (given.isEmpty()) {
      wrong.accept(key, "is missing");
    }
    List<Object> all = new ArrayList<>();
    given.forEach(text -> parse(key, text, type).ifPresent(all::add));
    return all;
  }

  private Map<String, Object> readMap(String key, Class<?> type) {
    Map<String, Object> all = new TreeMap<>();
    for (String inner : texts.keysBelow(key + ".")) {
      String full = key + "." + inner;
      texts
          .find(full)
          .flatMap(text -> parse(full, text, type))
          .ifPresent(value -> all.put(inner, value));
    }
    return all;
  }

  private Optional<Object> parse(String key, String text, Class<?> type) {
    Optional<Object> value = SettingValues.parse(text, type);
    if (value.isEmpty()) {
      wrong.accept(key, SettingValues.form(type));
    }
    return value;
  }

  private static Optional<String> byDefault(Method setting) {
    return Optional.ofNullable(setting.getAnnotation(WithDefault.class)).map(WithDefault::value);
  }
}
