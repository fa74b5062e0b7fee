package dev.hushkey.door;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;

/**
 * Reads JSON as its writer must have meant it, or not at all: what is given twice, null, of another
 * type or behind the end is refused. Jackson's defaults would read {@code "dryRun":null} as false,
 * and revoke.
 */
public final class StrictRules {

  /** Ours has at most five levels, Alexa's directives six. */
  private static final int MAX_DEPTH = 32;

  /** In digits. Ours are short, but an assistant may add members to its directives. */
  private static final int MAX_NUMBER = 1000;

  private static final List<LogicalType> SCALARS =
      List.of(
          LogicalType.Boolean,
          LogicalType.Integer,
          LogicalType.Float,
          LogicalType.Textual,
          LogicalType.Enum,
          LogicalType.OtherScalar,
          LogicalType.DateTime);

  private StrictRules() {}

  /** Makes this mapper keep to them. */
  public static void apply(ObjectMapper mapper) {
    mapper
        .getFactory()
        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true)
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER)
                .build());
    mapper.enable(
        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    refuseCoercion(mapper);
    mapper.registerModule(
        new SimpleModule("strict")
            .addDeserializer(String.class, new WellFormedText())
            .setDeserializerModifier(new NullsRefused()));
  }

  private static void refuseCoercion(ObjectMapper mapper) {
    mapper
        .coercionConfigDefaults()
        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    for (LogicalType type : SCALARS) {
      for (CoercionInputShape shape : CoercionInputShape.values()) {
        if (!isNatural(type, shape)) {
          mapper.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
        }
      }
    }
  }

  /** Enums and other scalars are texts in JSON. */
  private static boolean isNatural(LogicalType type, CoercionInputShape shape) {
    return switch (shape) {
      case Boolean -> type == LogicalType.Boolean;
      case Integer -> type == LogicalType.Integer || type == LogicalType.Float;
      case Float -> type == LogicalType.Float;
      case String ->
          type != LogicalType.Boolean && type != LogicalType.Integer && type != LogicalType.Float;
      case EmptyString -> type == LogicalType.Textual;
      case Array, Object, EmptyArray, EmptyObject, Binary -> false;
    };
  }
}
