package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.identity.LinkId;
import java.util.List;

/** A page of links; `next` is the value of `after` for the following page, absent on the last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LinkPage(List<LinkSummary> links, LinkId next) {}
