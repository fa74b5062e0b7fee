package dev.hushkey.stack.bench.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Requests;
import dev.hushkey.stack.bench.load.Scattered;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The camera backend asks for tokens. */
public final class Handouts {

  private final BenchHushkey hushkey;
  private final List<ServedLink> links;

  public Handouts(BenchHushkey hushkey, List<ServedLink> links) {
    this.hushkey = hushkey;
    this.links = links;
  }

  /** Asked for all links in a scattered order. */
  public Endpoint contender(String name) throws IOException {
    return new Endpoint(name, hushkey.process(), address(), requests());
  }

  private Requests requests() throws IOException {
    return Requests.post(
        hushkey::cameraBackend,
        Scattered.of(links).stream().map(ServedLink::handoutRequest).toList());
  }

  private URI address() {
    return URI.create(hushkey.address() + "/v1/handouts");
  }

  /** Asks once for each of these links. Fails when one is not answered rightly. */
  public void verify(List<ServedLink> some) throws Exception {
    new Answers(address(), hushkey.cameraBackend())
        .verify(some, ServedLink::handoutRequest, Handouts::isRight);
  }

  private static boolean isRight(ServedLink link, JsonNode answer) {
    JsonNode handout = answer.at("/handouts/0");
    return answer.path("handouts").size() == 1
        && answer.path("withheld").isEmpty()
        && handout.path("accessToken").asText().equals(link.token())
        && handout.path("user").asText().equals(link.user())
        && handout.path("device").asText().equals(link.device())
        && handout.path("link").asText().equals(link.link().toString());
  }
}
