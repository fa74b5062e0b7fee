package dev.hushkey.wire;

import dev.hushkey.failure.FailureException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.providers.serialisers.ServerFormUrlEncodedProvider;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Reads forms as RESTEasy does. That fails with unchecked exceptions on a lone {@code =} and on a
 * broken percent-encoding, which would count as our own errors.
 */
@Provider
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@SuppressWarnings("rawtypes") // as it is declared there
public class FormReader extends ServerFormUrlEncodedProvider {

  @Override
  public MultivaluedMap readFrom(
      Class<MultivaluedMap> type,
      Type genericType,
      MediaType mediaType,
      ServerRequestContext context)
      throws IOException {
    try {
      // RFC 6749 appendix B: UTF-8, whatever charset the media type names
      return super.readFrom(type, genericType, MediaType.APPLICATION_FORM_URLENCODED_TYPE, context);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
      throw FailureException.malformed("body", "is not a form");
    }
  }
}
