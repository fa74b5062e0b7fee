package dev.hushkey.door;

import dev.hushkey.cell.CellMark;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.failure.FailureException;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Turns away a request that is meant for another cell: a caller of our API may say which one, and
 * {@code hushkey --cells} does, so that no cell revokes in another's name.
 */
public class RightCell {

  /** Names the cell that a request is for. */
  static final String HEADER = "Hushkey-Cell";

  private static final String API = "/v1/";

  private final ThisCell cell;

  @Inject
  RightCell(ThisCell cell) {
    this.cell = cell;
  }

  /** Runs once the operation and its caller are known, before anything is read or done. */
  @ServerRequestFilter
  public void check(ContainerRequestContext request) {
    String named = request.getHeaderString(HEADER);
    if (named != null && request.getUriInfo().getPath().startsWith(API)) {
      if (!CellMark.isName(named)) {
        throw FailureException.malformed(HEADER, "must be the name of a cell");
      }
      cell.require(named);
    }
  }
}
