package dev.hushkey.stack.bench.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.bench.load.Batches;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Requests;
import dev.hushkey.stack.bench.load.Scattered;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** So many of them in each request, after each batch has been asked for once and compared. */
  public Batches batches(String name, int items) throws Exception {
    List<List<ServedLink>> batches = inBatches(Scattered.of(links), items);
    new Answers(batchAddress(), hushkey.cameraBackend())
        .verify(batches, Handouts::batchRequest, Handouts::areRight);
    return new Batches(
        new Endpoint(
            name,
            hushkey.process(),
            batchAddress(),
            Requests.batches(
                hushkey::cameraBackend, batches.stream().map(Handouts::batchRequest).toList())),
        items);
  }

  private static List<List<ServedLink>> inBatches(List<ServedLink> links, int items) {
    return IntStream.range(0, links.size() / items)
        .mapToObj(i -> links.subList(i * items, (i + 1) * items))
        .toList();
  }

  private static String batchRequest(List<ServedLink> links) {
    return links.stream()
        .map(ServedLink::handoutRequest)
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
  }

  private Requests requests() throws IOException {
    return Requests.post(
        hushkey::cameraBackend,
        Scattered.of(links).stream().map(ServedLink::handoutRequest).toList());
  }

  private URI address() {
    return URI.create(hushkey.address() + "/v1/handouts");
  }

  private URI batchAddress() {
    return URI.create(address() + "/batch");
  }

  /** Asks once for each of these links. Fails when one is not answered rightly. */
  public void verify(List<ServedLink> some) throws Exception {
    new Answers(address(), hushkey.cameraBackend())
        .verify(some, ServedLink::handoutRequest, Handouts::isRight);
  }

  private static boolean areRight(List<ServedLink> links, JsonNode answer) {
    return answer.path("results").size() == links.size()
        && IntStream.range(0, links.size())
            .allMatch(i -> isRight(links.get(i), answer.at("/results/" + i + "/answer")));
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
