package dev.hushkey.settings;

import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting that an interface describes.
 *
 * @param name the full name; {@code <word>} marks a key of a map
 * @param method the method that describes it
 * @param form matches every name under which it may be set
 */
record SettingKey(String name, Method method, Pattern form) {

  static SettingKey of(String name, Method method) {
    return new SettingKey(name, method, form(name));
  }

  /** In environment variables, hyphens become dots; list elements may be indexed. */
  private static Pattern form(String name) {
    String parts =
        Pattern.compile("\\.")
            .splitAsStream(name)
            .map(part -> part.startsWith("<") ? "[^.]+" : part.replace("-", "[.-]"))
            .collect(Collectors.joining("\\."));
    return Pattern.compile(parts + "(\\[\\d+])?");
  }

  boolean matches(String given) {
    return form.matcher(given).matches();
  }

  /** The name of a setting, made from its method's name. */
  static String part(Method setting) {
    return setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The key of a map, as written in a name. */
  static String placeholder(Method map) {
    By by = map.getAnnotation(By.class);
    return "<" + (by == null ? "name" : by.value()) + ">";
  }

  /** The element type of a collection, option or map; otherwise the type itself. */
  static Class<?> elementOf(Type type) {
    if (type instanceof ParameterizedType made) {
      Type[] arguments = made.getActualTypeArguments();
      return (Class<?>) arguments[arguments.length - 1];
    }
    return (Class<?>) type;
  }

  /** Whether this is a settings interface itself. */
  static boolean isGroup(Class<?> type) {
    return type.isInterface() && type.getName().startsWith("dev.hushkey.");
  }

  Class<?> element() {
    return elementOf(method.getGenericReturnType());
  }

  boolean isList() {
    return Collection.class.isAssignableFrom(method.getReturnType());
  }

  boolean isRequired() {
    Class<?> type = method.getReturnType();
    return type != Optional.class && type != Map.class && byDefault(method).isEmpty();
  }

  static Optional<String> byDefault(Method setting) {
    return Optional.ofNullable(setting.getAnnotation(WithDefault.class)).map(WithDefault::value);
  }
}
