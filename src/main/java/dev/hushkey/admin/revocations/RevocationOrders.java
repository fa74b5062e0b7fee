package dev.hushkey.admin.revocations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.audit.Actor;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.FormerAssistants;
import dev.hushkey.revocation.LeakedTokens;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationRecords;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.preview.Found;
import dev.hushkey.revocation.preview.Previews;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.transitkeys.Shreddings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Counts or carries out what an admin has ordered, at once or once it is approved. */
@ApplicationScoped
class RevocationOrders {

  private final Revocations revocations;
  private final LeakedTokens leakedTokens;
  private final FormerAssistants assistants;
  private final RevocationRecords records;
  private final Previews previews;
  private final Shreddings shreddings;
  private final ObjectMapper json;

  @Inject
  RevocationOrders(
      Revocations revocations,
      LeakedTokens leakedTokens,
      FormerAssistants assistants,
      RevocationRecords records,
      Previews previews,
      Shreddings shreddings,
      ObjectMapper json) {
    this.revocations = revocations;
    this.leakedTokens = leakedTokens;
    this.assistants = assistants;
    this.records = records;
    this.previews = previews;
    this.shreddings = shreddings;
    // The reader refuses a null.
    this.json = json.copy().setSerializationInclusion(JsonInclude.Include.NON_NULL);
  }

  /**
   * An order.
   *
   * @param id under which the revocation is known
   * @param actor who wants it
   */
  record Order(RevocationId id, RevocationBody request, Revocation.Cause cause, Actor actor) {}

  /** Counts what it would end now, and says what else it would do. */
  Uni<RevocationAnswer.Counted> count(Selection selection, RevocationBody request, Actor actor) {
    String further = request.shred() ? shreddings.words(selection) : "";
    return counted(selection, request, actor).map(counted -> counted.and(further));
  }

  private Uni<RevocationAnswer.Counted> counted(
      Selection selection, RevocationBody request, Actor actor) {
    return selection instanceof Selection.OfLeakedTokens leaked
        ? leakedTokens.count(leaked.tokens(), actor).chain(matches -> counted(leaked, matches))
        : requireKnown(request)
            .chain(() -> revocations.count(selection, actor))
            .chain(
                preview ->
                    records
                        .estimate(preview)
                        .map(estimate -> RevocationAnswer.of(selection, preview, estimate)));
  }

  private Uni<RevocationAnswer.Counted> counted(
      Selection.OfLeakedTokens selection, List<LeakedTokens.Match> matches) {
    Found found = new Found();
    matches.stream()
        .filter(LeakedTokens.Match::harmful)
        .map(LeakedTokens.Match::link)
        .forEach(link -> found.add(link.link().toString(), link.user().value()));
    return previews
        .of(found)
        .chain(
            preview ->
                records
                    .estimate(preview)
                    .map(estimate -> RevocationAnswer.of(selection, matches, preview, estimate)));
  }

  /** Revokes. In force when this completes. */
  Uni<RevocationAnswer> carryOut(Order order) {
    Selection selection = order.request().selector().selection();
    if (order.request().shred()) {
      shreddings.words(selection); // what cannot be shredded is not revoked either
    }
    boolean endSessions = order.request().endSessions();
    if (selection instanceof Selection.OfLeakedTokens leaked) {
      return leakedTokens
          .revoke(order.id(), leaked.tokens(), order.cause(), order.actor(), endSessions)
          .map(ended -> RevocationAnswer.of(leaked, ended));
    }
    return requireKnown(order.request())
        .chain(
            () ->
                revocations.revoke(
                    order.id(), selection, order.cause(), order.actor(), endSessions))
        .chain(
            revocation ->
                order.request().shred()
                    ? shreddings
                        .ask(order.id(), selection)
                        .map(asked -> RevocationAnswer.of(revocation, asked))
                    : Uni.createFrom().item(RevocationAnswer.of(revocation)));
  }

  /** As it can be carried out later. */
  String write(RevocationBody request) {
    try {
      return json.writeValueAsString(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what {@link #write} wrote. */
  RevocationBody read(String request) {
    try {
      return json.readValue(request, RevocationBody.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Uni<Void> requireKnown(RevocationBody request) {
    AssistantId assistant = request.selector().assistant();
    return assistant == null ? Uni.createFrom().voidItem() : assistants.requireKnown(assistant);
  }
}
