package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * The camera company's app links Alexa for the user who is logged in there, with that user's own
 * token; see docs/app-to-app.md.
 */
@Path("/v1/app-links/alexa")
@Tag(name = "App links")
@Authenticated
@SecurityRequirement(name = "app")
@APIResponse(responseCode = "404", ref = "NotFound")
public class AppLinksResource {

  private static final AssistantId ALEXA = new AssistantId("alexa");

  private final Assistants assistants;
  private final AppUser appUser;
  private final Attempts attempts;
  private final AppLinking linking;
  private final AppLinks links;
  private final AuditTrail audit;

  @Inject
  AppLinksResource(
      Assistants assistants,
      AppUser appUser,
      Attempts attempts,
      AppLinking linking,
      AppLinks links,
      AuditTrail audit) {
    this.assistants = assistants;
    this.appUser = appUser;
    this.attempts = attempts;
    this.linking = linking;
    this.links = links;
    this.audit = audit;
  }

  /** Where Amazon sends the user back to; by default the first configured redirect URI. */
  @Schema(
      name = "AppLinkStart",
      description = "Without `redirectUri`, the first of those that are set up.")
  public record Start(@Schema(format = "uri") String redirectUri) {}

  @POST
  @Operation(
      operationId = "startAppLink",
      summary = "Start to link; the answer says where to send the user",
      description = "Ends an attempt that the same user started before.")
  @APIResponse(
      responseCode = "201",
      description = "Open one of the two addresses",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AppLinkStarted.class)))
  public Uni<RestResponse<AppLinkStarted>> start(Start start) {
    AppToApp app = settings();
    UserId user = appUser.require(app);
    return attempts
        .start(user, ALEXA, redirectUri(app, start), app.attemptLifetime())
        .map(started -> started(app, started));
  }

  private static String redirectUri(AppToApp app, Start start) {
    if (Fields.require("body", start).redirectUri() == null) {
      return app.app().redirectUris().getFirst();
    }
    if (!app.app().redirectUris().contains(start.redirectUri())) {
      throw FailureException.malformed("redirectUri", "must be one of the configured ones");
    }
    return start.redirectUri();
  }

  private static RestResponse<AppLinkStarted> started(AppToApp app, Attempts.Started started) {
    return ResponseBuilder.create(RestResponse.Status.CREATED, AppLinkStarted.of(app, started))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** Not cancelled when the app hangs up: Amazon's code may have been redeemed already. */
  @POST
  @Path("complete")
  @Cancellable(false)
  @Operation(
      operationId = "completeAppLink",
      summary = "Link, with what came back from Amazon and what the user allowed",
      description =
          "Enables the skill for the user. After a 503 the same attempt can be completed again. A 400"
              + " of the type `attempt-not-usable` ends the attempt; a 403 with a `reason` says that"
              + " a device is not the user's.")
  @APIResponseSchema(AppLinkStatus.class)
  @APIResponse(responseCode = "409", ref = "RefusedByAssistant")
  public Uni<AppLinkStatus> complete(AppLinkCompletion body) {
    AppToApp app = settings();
    UserId user = appUser.require(app);
    Completion completion = Completion.read(body);
    return linking
        .complete(new AppLinking.Request(assistants.require(ALEXA), app, user, completion))
        .chain(() -> status(user));
  }

  @POST
  @Path("cancel")
  @Operation(
      operationId = "cancelAppLink",
      summary = "Cancel an attempt after the user declined at Amazon")
  @APIResponse(responseCode = "204", description = "Nothing was linked")
  public Uni<Void> cancel(AppLinkCancellation body) {
    UserId user = appUser.require(settings());
    SecretText state = Fields.state(Fields.require("body", body).state());
    return attempts
        .cancel(state, user, ALEXA)
        .chain(() -> audit.record(new AuditEvent.ConsentRefused(user, ALEXA)));
  }

  @GET
  @Operation(
      operationId = "showAppLink",
      summary = "Show whether the user has a link, however it was made",
      description =
          "With several, one that works before one that does not, then the newest; `links` counts"
              + " them.")
  @APIResponseSchema(AppLinkStatus.class)
  public Uni<AppLinkStatus> show() {
    return status(appUser.require(settings()));
  }

  @DELETE
  @Operation(
      operationId = "endAppLink",
      summary = "End the user's links, however they were made",
      description =
          "All of them, also those of other Amazon accounts of the household; to end one, the user"
              + " goes to the page of connected assistants. In force at once. Alexa learns of it at its next refresh; the skill stays enabled.")
  @APIResponse(responseCode = "204", description = "There is no link any more")
  public Uni<Void> end() {
    return links.end(appUser.require(settings()), ALEXA);
  }

  private Uni<AppLinkStatus> status(UserId user) {
    return links
        .find(user, ALEXA)
        .map(found -> found.map(AppLinkStatus::of).orElseGet(AppLinkStatus::none));
  }

  private AppToApp settings() {
    Assistant alexa = assistants.require(ALEXA);
    return alexa
        .appToApp()
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.NotFound(
                        "linking from the app: hushkey.assistants.alexa.app-to-app is not set")));
  }
}
