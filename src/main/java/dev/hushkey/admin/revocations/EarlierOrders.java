package dev.hushkey.admin.revocations;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationRecords;
import dev.hushkey.revocation.approval.RevocationRequest;
import dev.hushkey.revocation.approval.RevocationRequests;
import dev.hushkey.transitkeys.Shreddings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * What was ordered under the id that an order names: sent twice, it is made once
 * (docs/adr/0090-a-revocation-sent-twice-under-one-id-is-one.md).
 */
@ApplicationScoped
class EarlierOrders {

  private final RevocationRecords records;
  private final RevocationRequests requests;
  private final Shreddings shreddings;
  private final RevocationOrders orders;

  @Inject
  EarlierOrders(
      RevocationRecords records,
      RevocationRequests requests,
      Shreddings shreddings,
      RevocationOrders orders) {
    this.records = records;
    this.requests = requests;
    this.shreddings = shreddings;
    this.orders = orders;
  }

  /**
   * Makes the revocation, unless there is one of its id: then that one is answered, as it is now.
   *
   * @return fails with {@link Failure.NotInThisState} when that one is another, or was not approved
   */
  Uni<RestResponse<RevocationAnswer>> orMake(
      RevocationOrders.Order order, Supplier<Uni<RestResponse<RevocationAnswer>>> make) {
    return find(order)
        .chain(
            earlier ->
                earlier
                    .map(answer -> Uni.createFrom().item(answer))
                    .orElseGet(
                        () ->
                            make.get()
                                .onFailure()
                                .recoverWithUni(failure -> other(order, failure))));
  }

  /** Of two sent at once, one is made; the other fails at the primary key, and finds it. */
  private Uni<RestResponse<RevocationAnswer>> other(
      RevocationOrders.Order order, Throwable failure) {
    return find(order)
        .chain(
            other ->
                other
                    .map(answer -> Uni.createFrom().item(answer))
                    .orElseGet(() -> Uni.createFrom().failure(failure)));
  }

  private Uni<Optional<RestResponse<RevocationAnswer>>> find(RevocationOrders.Order order) {
    return requests
        .find(order.id())
        .map(found -> found.filter(asked -> asked.state() != RevocationRequest.State.APPROVED))
        .chain(
            asked ->
                asked.isPresent()
                    ? Uni.createFrom().item(asked.map(request -> awaiting(request, order)))
                    : findMade(order));
  }

  private RestResponse<RevocationAnswer> awaiting(
      RevocationRequest asked, RevocationOrders.Order order) {
    require(
        asked.state() == RevocationRequest.State.AWAITING_APPROVAL,
        "it was asked for, and not approved");
    require(
        isSame(orders.read(asked.content().json()), order.request()), "another one was asked for");
    return ResponseBuilder.create(RestResponse.Status.ACCEPTED, RevocationAnswer.of(asked)).build();
  }

  private Uni<Optional<RestResponse<RevocationAnswer>>> findMade(RevocationOrders.Order order) {
    return records
        .find(order.id())
        .chain(
            made ->
                made.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : shreddings
                        .of(order.id())
                        .invoke(shred -> requireSame(made.get(), !shred.isEmpty(), order))
                        .map(shred -> RevocationAnswer.of(made.get(), shred))
                        .map(answer -> Optional.of(RestResponse.ok(answer))));
  }

  /** The members of a list may come in another order. */
  private static boolean isSame(RevocationBody asked, RevocationBody again) {
    return asked.selector().selection().words().equals(again.selector().selection().words())
        && asked.endSessions() == again.endSessions()
        && asked.shred() == again.shred()
        && asked.urgent() == again.urgent()
        && Objects.equals(asked.reason(), again.reason())
        && Objects.equals(asked.ticket(), again.ticket());
  }

  private static void requireSame(
      Revocation made, boolean shredding, RevocationOrders.Order order) {
    require(
        made.order().what().ends().equals(order.request().selector().selection().words())
            && made.order().endSessions() == order.request().endSessions(),
        "another one was made");
    require(
        shredding == order.request().shred(),
        shredding ? "one with shred was made" : "one without shred was made");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new FailureException(
          new Failure.NotInThisState(otherwise + " under this id; give a new one another id"));
    }
  }
}
