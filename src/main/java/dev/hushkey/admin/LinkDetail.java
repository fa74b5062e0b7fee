package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.upstreamtoken.UpstreamTokenState;
import java.util.List;

/** A link with its devices. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LinkDetail(LinkSummary link, List<LinkDevice> devices, UpstreamTokenState upstream) {}
