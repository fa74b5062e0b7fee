package dev.hushkey.assistant;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which keys an interface of settings has: one per method, in lower case with hyphens. */
final class SettingKeys {

  private final Set<String> names = new TreeSet<>();
  private final Set<String> single = new TreeSet<>();
  private final Set<String> maps = new TreeSet<>();

  private SettingKeys() {}

  static SettingKeys of(Class<?> settings) {
    SettingKeys keys = new SettingKeys();
    keys.collect("", settings);
    return keys;
  }

  /** Whether there is such a setting; hyphens, dots and an index at the end make no difference. */
  boolean contain(String key) {
    String plain = canonical(key.replaceAll("\\[\\d+]$", ""));
    return single.contains(plain)
        || maps.stream().anyMatch(map -> plain.startsWith(map) && plain.length() > map.length());
  }

  /** All keys, as they are documented. */
  Set<String> names() {
    return names;
  }

  private void collect(String prefix, Class<?> settings) {
    for (Method setting : settings.getMethods()) {
      String key = prefix + keyOf(setting);
      Class<?> type = elementOf(setting.getGenericReturnType());
      if (!isGroup(type)) {
        names.add(key);
      }
      if (setting.getReturnType() == Map.class) {
        maps.add(canonical(key + "."));
      } else if (isGroup(type)) {
        collect(key + ".", type);
      } else {
        single.add(canonical(key));
      }
    }
  }

  /** Environment variables have neither hyphens nor dots. */
  static String canonical(String key) {
    return key.replace('-', '.');
  }

  static String keyOf(Method setting) {
    return setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** What a collection or option is made of; any other type is its own. */
  static Class<?> elementOf(Type type) {
    if (type instanceof ParameterizedType made) {
      Type[] arguments = made.getActualTypeArguments();
      return (Class<?>) arguments[arguments.length - 1];
    }
    return (Class<?>) type;
  }

  /** Whether this is an interface of settings itself. */
  static boolean isGroup(Class<?> type) {
    return type.isInterface()
        && type != Optional.class
        && type.getPackageName().equals(SettingKeys.class.getPackageName());
  }
}
