package dev.hushkey.door;

import dev.hushkey.wire.FailureResponses;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * Says which methods an address has, RFC 9110 §15.5.6 and §9.3.7. RESTEasy leaves {@code Allow} out
 * of a 405, and answers OPTIONS with the methods of a whole class.
 */
public class AllowedMethods {

  private final FailureResponses responses;

  @Inject
  AllowedMethods(FailureResponses responses) {
    this.responses = responses;
  }

  /** The answer to a method that an address does not have. */
  @ServerExceptionMapper
  public Response notAllowed(NotAllowedException thrown, UriInfo uri) {
    return Response.fromResponse(responses.http(thrown))
        .header(HttpHeaders.ALLOW, String.join(", ", at(uri.getPath())))
        .build();
  }

  /** Answers OPTIONS; an address without a resource is answered as for any other method. */
  @ServerRequestFilter(preMatching = true)
  public Response options(ContainerRequestContext request) {
    // found anew each time, which takes longer than all that comes before
    if (!request.getMethod().equals(HttpMethod.OPTIONS)) {
      return null;
    }
    Set<String> methods = at(request.getUriInfo().getPath());
    return methods.isEmpty()
        ? null
        : Response.noContent().header(HttpHeaders.ALLOW, String.join(", ", methods)).build();
  }

  static Set<String> at(String path) {
    RequestMapper<InitialMatch> classes =
        new RequestMapper<>(ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers());
    Set<String> methods = new TreeSet<>();
    for (RequestMatch<InitialMatch> found = classes.map(path);
        found != null;
        found = classes.continueMatching(path, found)) {
      addMethods(found, methods);
    }
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    if (!methods.isEmpty()) {
      methods.add(HttpMethod.OPTIONS);
    }
    return methods;
  }

  private static void addMethods(RequestMatch<InitialMatch> found, Set<String> methods) {
    String rest = found.remaining.isEmpty() ? "/" : found.remaining;
    Arrays.stream(found.value.handlers)
        .filter(ClassRoutingHandler.class::isInstance)
        .flatMap(handler -> ((ClassRoutingHandler) handler).getMappers().entrySet().stream())
        .filter(method -> method.getKey() != null && hasResource(method, rest))
        .map(Map.Entry::getKey)
        .forEach(methods::add);
  }

  private static boolean hasResource(
      Map.Entry<String, RequestMapper<RuntimeResource>> method, String rest) {
    return method.getValue().map(rest) != null;
  }
}
