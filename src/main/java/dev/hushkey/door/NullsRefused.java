package dev.hushkey.door;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.NullValueProvider;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.impl.NullsFailProvider;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a member that is null, and leaves one that is absent alone. Jackson's own setting for
 * nulls ({@code Nulls.FAIL}) does not tell the two apart for records.
 */
final class NullsRefused extends BeanDeserializerModifier {

  private static final long serialVersionUID = 1;

  @Override
  public BeanDeserializerBuilder updateBuilder(
      DeserializationConfig config, BeanDescription type, BeanDeserializerBuilder builder) {
    List<SettableBeanProperty> members = new ArrayList<>();
    builder.getProperties().forEachRemaining(members::add);
    SettableBeanProperty[] parameters =
        builder.getValueInstantiator() == null
            ? null
            : builder.getValueInstantiator().getFromObjectArguments(config);
    for (SettableBeanProperty member : members) {
      SettableBeanProperty strict = member.withNullProvider(new Provider(member));
      builder.addOrReplaceProperty(strict, true);
      replace(parameters, member, strict);
    }
    return builder;
  }

  /** A record's parameters and members are the same objects, also after contextualization. */
  private static void replace(
      SettableBeanProperty[] parameters, SettableBeanProperty old, SettableBeanProperty strict) {
    for (int i = 0; parameters != null && i < parameters.length; i++) {
      if (parameters[i] == old) {
        parameters[i] = strict;
      }
    }
  }

  private record Provider(NullsFailProvider whenNull, SettableBeanProperty member)
      implements NullValueProvider {

    Provider(SettableBeanProperty member) {
      this(NullsFailProvider.constructForProperty(member), member);
    }

    @Override
    public Object getNullValue(DeserializationContext context) throws JsonMappingException {
      return whenNull.getNullValue(context);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) throws JsonMappingException {
      return context
          .findContextualValueDeserializer(member.getType(), member)
          .getAbsentValue(context);
    }

    @Override
    public AccessPattern getNullAccessPattern() {
      return AccessPattern.DYNAMIC;
    }
  }
}
