package dev.hushkey.settings;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All settings that the given interfaces describe. */
final class SettingKeys {

  private final List<SettingKey> all = new ArrayList<>();

  private SettingKeys() {}

  static SettingKeys of(List<Class<?>> interfaces) {
    SettingKeys keys = new SettingKeys();
    for (Class<?> settings : interfaces) {
      keys.collect(settings.getAnnotation(Settings.class).value() + ".", settings);
    }
    return keys;
  }

  /** In the order of the interfaces, and by name within each. */
  List<SettingKey> all() {
    return List.copyOf(all);
  }

  boolean contain(String name) {
    return all.stream().anyMatch(key -> key.matches(name));
  }

  /** The most similar name. Map keys are kept as given, so the result can be used as it is. */
  String nearest(String name) {
    return all.stream()
        .map(key -> filledIn(key.name(), name))
        .min(Comparator.comparingInt(known -> Distance.between(known, name)))
        .orElseThrow();
  }

  private static String filledIn(String known, String given) {
    String[] parts = known.split("\\.");
    String[] givens = given.split("\\.");
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].startsWith("<") && i < givens.length) {
        parts[i] = givens[i];
      }
    }
    return String.join(".", parts);
  }

  /** The methods that describe settings; default methods are rules. */
  static List<Method> settings(Class<?> settings) {
    return Arrays.stream(settings.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .filter(method -> method.getDeclaringClass() != SettingRules.class)
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private void collect(String prefix, Class<?> settings) {
    for (Method setting : settings(settings)) {
      String name = prefix + SettingKey.part(setting);
      if (setting.getReturnType() == Map.class) {
        name = name + "." + SettingKey.placeholder(setting);
      }
      Class<?> type = SettingKey.elementOf(setting.getGenericReturnType());
      if (SettingKey.isGroup(type)) {
        collect(name + ".", type);
      } else {
        all.add(SettingKey.of(name, setting));
      }
    }
  }
}
