package dev.hushkey.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.hushkey.failure.Failure;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with JSON, as its sender may read it: the member's name, and never its value. */
final class JsonFault {

  private static final String WHOLE = "body";

  /** Ours, and names that are misspelt; anything else is not repeated, not even in the log. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Pattern PLACE = Pattern.compile("[0-9]{1,9}");

  private JsonFault() {}

  static Failure.MalformedRequest of(JacksonException thrown) {
    return new Failure.MalformedRequest(member(thrown), hint(thrown));
  }

  private static String member(JacksonException thrown) {
    Stream<String> steps =
        isDuplicate(thrown) && thrown.getProcessor() instanceof JsonParser parser
            ? Arrays.stream(parser.getParsingContext().pathAsPointer().toString().split("/"))
                .filter(Predicate.not(String::isEmpty))
            : steps(thrown);
    String name =
        steps
            .map(step -> isPlace(step) ? "[" + step + "]" : "." + printable(step))
            .collect(Collectors.joining());
    return name.isEmpty() ? WHOLE : name.replaceFirst("^\\.", "");
  }

  /** In a list; no member of ours has such a name. */
  private static boolean isPlace(String step) {
    return PLACE.matcher(step).matches();
  }

  private static Stream<String> steps(JacksonException thrown) {
    return thrown instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null
                        ? String.valueOf(step.getIndex())
                        : step.getFieldName())
        : Stream.of();
  }

  private static String printable(String name) {
    return NAME.matcher(name).matches() ? name : "(a name of other characters)";
  }

  /** Our own types name the expected format; Jackson's messages would quote the input. */
  private static String hint(JacksonException thrown) {
    if (thrown.getCause() instanceof IllegalArgumentException ours) {
      return ours.getMessage();
    }
    if (isDuplicate(thrown)) {
      return "must not be given twice";
    }
    return switch (thrown) {
      case InvalidNullException _ -> "must not be null; leave it out instead";
      case UnrecognizedPropertyException _ -> "is not known";
      case StreamConstraintsException _ -> "is nested too deeply, or has too long a number";
      default -> "is not JSON of the documented form";
    };
  }

  /** Jackson has no type for it; the message is Jackson's own, and begins so. */
  private static boolean isDuplicate(JacksonException thrown) {
    return thrown.getOriginalMessage() != null
        && thrown.getOriginalMessage().startsWith("Duplicate field");
  }
}
