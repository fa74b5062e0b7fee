package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.upstreamtoken.UpstreamTokenState;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A link with its devices. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"link", "devices"})
public record LinkDetail(LinkSummary link, List<LinkDevice> devices, UpstreamTokenState upstream) {}
