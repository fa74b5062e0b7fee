package dev.hushkey.testing;

import dev.hushkey.account.page.Texts;
import io.quarkus.qute.i18n.Message;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The English words of our pages, without the template engine. */
public final class EnglishTexts {

  private EnglishTexts() {}

  /** Every text with its parameters still in braces, by its key. */
  public static Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    for (Method method : Texts.class.getMethods()) {
      all.put(method.getName(), method.getAnnotation(Message.class).value());
    }
    return all;
  }

  /** The texts with their parameters filled in. */
  public static Texts texts() {
    return (Texts)
        Proxy.newProxyInstance(
            Texts.class.getClassLoader(),
            new Class<?>[] {Texts.class},
            (_, method, arguments) -> fill(method, arguments));
  }

  private static String fill(Method method, Object[] arguments) {
    String text = method.getAnnotation(Message.class).value();
    for (int i = 0; i < method.getParameterCount(); i++) {
      String name = method.getParameters()[i].getName();
      if (!text.contains("{" + name + "}")) {
        throw new AssertionError(method + " does not use " + Arrays.toString(arguments));
      }
      text = text.replace("{" + name + "}", String.valueOf(arguments[i]));
    }
    return text;
  }
}
