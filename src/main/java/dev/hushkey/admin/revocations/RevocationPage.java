package dev.hushkey.admin.revocations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.approval.RevocationRequest;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of revocations; `next` is the value of `after` for the following page. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description =
        "Those that wait for approval, then those in force, each the newest first. `next` is the value of `after` for the following page, absent on the last.",
    requiredProperties = "revocations")
public record RevocationPage(List<RevocationAnswer> revocations, RevocationId next) {

  /**
   * Those that wait for approval, and those in force, of which one more than asked for shows
   * whether there is a next page.
   */
  static RevocationPage of(List<RevocationRequest> waiting, List<Revocation> found, int limit) {
    boolean last = found.size() <= limit;
    List<Revocation> shown = last ? found : found.subList(0, limit);
    List<RevocationAnswer> all = new ArrayList<>();
    waiting.forEach(one -> all.add(RevocationAnswer.of(one)));
    shown.forEach(one -> all.add(RevocationAnswer.of(one)));
    return new RevocationPage(all, last ? null : shown.getLast().id());
  }
}
