package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.Revocation;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of revocations; `next` is the value of `after` for the following page. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description =
        "The newest first. `next` is the value of `after` for the following page, absent on the last.",
    requiredProperties = "revocations")
public record RevocationPage(List<RevocationAnswer> revocations, RevocationId next) {

  /** Of one more than asked for, which shows whether there is a next page. */
  static RevocationPage of(List<Revocation> found, int limit) {
    boolean last = found.size() <= limit;
    List<Revocation> shown = last ? found : found.subList(0, limit);
    return new RevocationPage(
        shown.stream().map(RevocationAnswer::of).toList(), last ? null : shown.getLast().id());
  }
}
