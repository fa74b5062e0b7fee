package dev.hushkey.alexa.acceptgrant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Alexa's directives about authorization, as the skill received them.
 *
 * <p>A valid directive is always answered with status 200 and a message for the skill to pass back
 * as it is: success, or {@code ACCEPT_GRANT_FAILED}, the only error that Alexa knows here; for any
 * other directive, <a
 * href="https://developer.amazon.com/docs/device-apis/alexa-errorresponse.html">{@code
 * INVALID_DIRECTIVE}</a>. That holds for an outage too, because the skill has to answer Alexa
 * within eight seconds in any case, and should not have to make up a message. An outage is marked
 * by the header {@code Retry-After}: a skill that has time left may send the same directive again.
 */
@Path("/v1/alexa/directives")
@Tag(name = "Alexa")
@RolesAllowed("skill")
@SecurityRequirement(name = "skill")
public class AlexaDirectiveResource {

  private static final AssistantId ALEXA = new AssistantId("alexa");

  private final Assistants assistants;
  private final AcceptGrant acceptGrant;
  private final Caller caller;

  @Inject
  AlexaDirectiveResource(Assistants assistants, AcceptGrant acceptGrant, Caller caller) {
    this.assistants = assistants;
    this.acceptGrant = acceptGrant;
    this.caller = caller;
  }

  /**
   * Accepts a grant. Not cancelled when the skill hangs up: the code may have been redeemed
   * already, and the same directive sent again then finds it accepted.
   *
   * @param region where the skill runs: events of this link go to this region's gateway
   */
  @POST
  @Cancellable(false)
  @Operation(
      operationId = "acceptGrant",
      summary = "Pass on an AcceptGrant directive exactly as Alexa sent it",
      description = "The answer is for Alexa; return it unchanged.")
  @APIResponse(
      responseCode = "200",
      description =
          "AcceptGrant.Response; or ErrorResponse of type ACCEPT_GRANT_FAILED, or of type"
              + " INVALID_DIRECTIVE for a directive that is no AcceptGrant",
      headers =
          @Header(
              name = HttpHeaders.RETRY_AFTER,
              description =
                  "Seconds, after an outage: with time left, send the same directive again",
              schema = @Schema(type = SchemaType.INTEGER)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "AcceptGrantAnswer")))
  public Uni<RestResponse<AcceptGrantAnswer>> accept(
      @QueryParam("region")
          @Parameter(
              description =
                  "Where the skill runs; without it, the region that the assistant's settings name",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"na", "eu", "fe"}))
          String region,
      @RequestBody(ref = "AcceptGrantDirective") JsonNode body) {
    Assistant alexa = assistants.require(ALEXA);
    if (AcceptGrantDirective.isOther(body)) {
      Log.info("Answered a directive that is no AcceptGrant of version 3");
      return Uni.createFrom().item(ok(AcceptGrantAnswer.notUnderstood(body)).build());
    }
    AcceptGrantDirective directive = AcceptGrantDirective.read(body);
    String place = Objects.requireNonNullElse(region, alexa.upstream().events().defaultRegion());
    if (!alexa.upstream().events().byRegion().containsKey(place)) {
      throw FailureException.malformed(
          "region",
          "must be one of "
              + String.join(", ", new TreeSet<>(alexa.upstream().events().byRegion().keySet())));
    }
    return acceptGrant
        .accept(new AcceptGrant.Request(alexa, place, directive, caller.actor()))
        .map(AlexaDirectiveResource::answer);
  }

  private static RestResponse<AcceptGrantAnswer> answer(AcceptGrantOutcome outcome) {
    return switch (outcome) {
      case AcceptGrantOutcome.Accepted _ -> ok(AcceptGrantAnswer.accepted()).build();
      case AcceptGrantOutcome.Failed failed -> {
        ResponseBuilder<AcceptGrantAnswer> answer =
            ok(AcceptGrantAnswer.failed(failed.why().message()));
        failed
            .retryAfter()
            .ifPresent(
                wait -> answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
        yield answer.build();
      }
    };
  }

  private static ResponseBuilder<AcceptGrantAnswer> ok(AcceptGrantAnswer answer) {
    return ResponseBuilder.ok(answer, MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
