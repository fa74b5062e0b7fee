package dev.hushkey.door;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Makes the service read JSON by {@link StrictRules}; the CLI does so without Quarkus. */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {

  @Override
  public void customize(ObjectMapper mapper) {
    StrictRules.apply(mapper);
  }
}
