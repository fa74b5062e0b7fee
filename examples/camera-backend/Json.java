import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * JSON (RFC 8259) in one small file, so that the example needs no library. In your backend, use the
 * one you have.
 */
final class Json {

  private static final int DEPTH = 64;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads a text: maps, lists, strings, doubles, booleans, null.
   *
   * @throws IllegalArgumentException if it is not JSON; the message does not quote the text
   */
  static Object read(String text) {
    Json reader = new Json(text);
    Object value = reader.value(0);
    reader.blanks();
    reader.require(reader.at == text.length());
    return value;
  }

  /** A value that has to be an object. */
  @SuppressWarnings("unchecked")
  static Map<String, ?> object(Object value) {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, ?>) members;
    }
    throw new IllegalArgumentException("not an object");
  }

  /** A member that has to be a string. */
  static String text(Map<String, ?> object, String name) {
    if (object.get(name) instanceof String found) {
      return found;
    }
    throw new IllegalArgumentException("no text " + name);
  }

  /** A member that has to be a list. */
  static List<?> list(Map<String, ?> object, String name) {
    if (object.get(name) instanceof List<?> found) {
      return found;
    }
    throw new IllegalArgumentException("no list " + name);
  }

  /** Writes maps, strings and numbers. */
  static String write(Object value) {
    return switch (value) {
      case Map<?, ?> members ->
          members.entrySet().stream()
              .map(member -> quoted(member.getKey().toString()) + ":" + write(member.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case String string -> quoted(string);
      case Number number -> number.toString();
      default -> throw new IllegalArgumentException("cannot write a " + value.getClass());
    };
  }

  private static String quoted(String string) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : string.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private Object value(int depth) {
    require(depth < DEPTH);
    blanks();
    return switch (peek()) {
      case '{' -> members(depth);
      case '[' -> elements(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> members(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    blanks();
    if (skip('}')) {
      return members;
    }
    do {
      blanks();
      String name = string();
      blanks();
      require(skip(':'));
      // Readers differ in which of two equal names counts
      require(!members.containsKey(name));
      members.put(name, value(depth + 1));
      blanks();
    } while (skip(','));
    require(skip('}'));
    return members;
  }

  private List<Object> elements(int depth) {
    List<Object> elements = new ArrayList<>();
    at++;
    blanks();
    if (skip(']')) {
      return elements;
    }
    do {
      elements.add(value(depth + 1));
      blanks();
    } while (skip(','));
    require(skip(']'));
    return elements;
  }

  private String string() {
    require(skip('"'));
    StringBuilder string = new StringBuilder();
    while (!skip('"')) {
      char c = next();
      require(c >= ' ');
      string.append(c == '\\' ? escaped() : c);
    }
    return string.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw new IllegalArgumentException("not JSON");
    };
  }

  private char hexadecimal() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      require(digit >= 0);
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Object word(String word, Object value) {
    require(text.startsWith(word, at));
    at += word.length();
    return value;
  }

  private Double number() {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    require(number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?"));
    return Double.valueOf(number);
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    require(at < text.length());
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private boolean skip(char wanted) {
    boolean found = at < text.length() && text.charAt(at) == wanted;
    if (found) {
      at++;
    }
    return found;
  }

  private void require(boolean asDocumented) {
    if (!asDocumented) {
      throw new IllegalArgumentException("not JSON at " + at);
    }
  }
}
