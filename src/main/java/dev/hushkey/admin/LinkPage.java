package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.identity.LinkId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of links; `next` is the value of `after` for the following page, absent on the last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description = "`next` is the value of `after` for the following page, absent on the last.",
    requiredProperties = "links")
public record LinkPage(List<LinkSummary> links, LinkId next) {}
