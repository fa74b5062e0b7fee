package dev.hushkey.door;

import dev.hushkey.failure.FailureException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a query of our API that has a parameter which the operation does not know, or one twice,
 * or one without a value: a misspelt filter would answer with more than was asked for.
 */
public class KnownQuery {

  private static final String API = "/v1/";

  private final ConcurrentHashMap<Method, Set<String>> known = new ConcurrentHashMap<>();

  /** Runs once the operation and its caller are known. */
  @ServerRequestFilter
  public void check(ContainerRequestContext request, @Context ResourceInfo operation) {
    if (request.getUriInfo().getPath().startsWith(API)) {
      Set<String> names =
          known.computeIfAbsent(operation.getResourceMethod(), KnownQuery::parametersOf);
      request
          .getUriInfo()
          .getQueryParameters()
          .forEach((name, values) -> check(names, name, values));
    }
  }

  private static void check(Set<String> known, String name, List<String> values) {
    if (!known.contains(name)) {
      throw FailureException.malformed("query", "has a parameter that this operation lacks");
    }
    if (values.size() > 1) {
      throw FailureException.malformed(name, "must not be repeated");
    }
    if (values.getFirst().isEmpty()) {
      throw FailureException.malformed(name, "must have a value, or be left out");
    }
  }

  private static Set<String> parametersOf(Method operation) {
    return Arrays.stream(operation.getParameters())
        .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
        .map(parameter -> parameter.getAnnotation(QueryParam.class).value())
        .collect(Collectors.toUnmodifiableSet());
  }
}
