package dev.hushkey.settings;

import java.lang.reflect.InvocationHandler;
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
 * Fills an interface of settings, and continues after a mistake so that one start reports them all.
 * Why this is not SmallRye Config: docs/adr/0027-one-mapper-for-all-settings.md.
 */
final class SettingsReader {

  private final SettingTexts texts;
  private final BiConsumer<String, String> wrong;

  /** Reports a mistake as key and reason. */
  SettingsReader(SettingTexts texts, BiConsumer<String, String> wrong) {
    this.texts = texts;
    this.wrong = wrong;
  }

  /** The settings below a prefix. An invalid one has its default or a stand-in value. */
  <T> T read(Class<T> settings, String prefix) {
    Map<String, Object> values = new HashMap<>();
    for (Method setting : SettingKeys.settings(settings)) {
      values.put(setting.getName(), read(setting, prefix + SettingKey.part(setting)));
    }
    return settings.cast(
        Proxy.newProxyInstance(
            settings.getClassLoader(),
            new Class<?>[] {settings},
            (proxy, method, arguments) -> answer(proxy, method, arguments, values)));
  }

  private static Object answer(
      Object proxy, Method method, Object[] arguments, Map<String, Object> values)
      throws Throwable {
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> proxy.getClass().getInterfaces()[0].getSimpleName();
      default -> values.get(method.getName());
    };
  }

  private Object read(Method setting, String key) {
    Class<?> element = SettingKey.elementOf(setting.getGenericReturnType());
    Class<?> type = setting.getReturnType();
    if (type == Map.class) {
      return readMap(key, element);
    }
    if (Collection.class.isAssignableFrom(type)) {
      List<Object> all = readList(setting, key, element);
      return type == Set.class ? new LinkedHashSet<>(all) : all;
    }
    if (SettingKey.isGroup(element)) {
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
    Optional<String> byDefault = SettingKey.byDefault(setting);
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
    Optional<String> byDefault = SettingKey.byDefault(setting);
    if (given.isEmpty()) {
      given = byDefault.map(SettingTexts::split).orElse(List.of());
    }
    if (given.isEmpty() && byDefault.isEmpty()) {
      wrong.accept(key, "is missing");
    }
    List<Object> all = new ArrayList<>();
    given.forEach(text -> parse(key, text, type).ifPresent(all::add));
    return all;
  }

  private Map<String, Object> readMap(String key, Class<?> type) {
    Map<String, Object> all = new TreeMap<>();
    if (SettingKey.isGroup(type)) {
      texts.ids(key + ".").forEach(id -> all.put(id, read(type, key + "." + id + ".")));
      return all;
    }
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
}
