package dev.hushkey.flow.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests and answers of a page: what stands in its blocks fenced as {@code http}. */
final class HttpPage {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```http\\n(.*?)^```$");
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final String ANSWER = "HTTP/1.1 ";

  private final List<Message> messages;

  private HttpPage(List<Message> messages) {
    this.messages = messages;
  }

  /** A request or an answer: its first line, its headers, its body. */
  record Message(String start, Map<String, String> headers, String body) {

    private static Message read(String block) {
      String[] headAndBody = block.split("\n\n", 2);
      List<String> head = headAndBody[0].strip().lines().toList();
      Map<String, String> headers = new LinkedHashMap<>();
      for (String line : head.subList(1, head.size())) {
        String[] header = line.split(": ", 2);
        headers.put(header[0], header[1]);
      }
      String body = headAndBody.length == 1 ? "" : headAndBody[1].strip();
      return new Message(head.getFirst(), headers, body);
    }

    boolean isAnswer() {
      return start.startsWith(ANSWER);
    }

    int status() {
      return Integer.parseInt(start.substring(ANSWER.length()));
    }

    /** This request, with every variable replaced by its value. */
    HttpRequest toRequest(UnaryOperator<String> values) {
      String[] methodAndAddress = start.split(" ");
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(filled(methodAndAddress[1], values)))
              .method(
                  methodAndAddress[0], HttpRequest.BodyPublishers.ofString(filled(body, values)));
      headers.forEach((name, value) -> request.header(name, filled(value, values)));
      return request.build();
    }

    private static String filled(String text, UnaryOperator<String> values) {
      return VARIABLE
          .matcher(text)
          .replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
    }
  }

  /** A request, and what the page says that it is answered with. */
  record Exchange(Message request, Message answer) {}

  static HttpPage read(Path page) {
    try {
      return new HttpPage(
          BLOCK
              .matcher(Files.readString(page))
              .results()
              .map(block -> Message.read(block.group(1)))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The requests in the order of the page, each with the answer below it. */
  List<Exchange> exchanges() {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (!messages.get(i).isAnswer()) {
        exchanges.add(new Exchange(messages.get(i), messages.get(i + 1)));
      }
    }
    return exchanges;
  }

  /** The one answer with this status. */
  Message answer(int status) {
    List<Message> found =
        messages.stream().filter(Message::isAnswer).filter(m -> m.status() == status).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " answers " + status + " on the page");
    }
    return found.getFirst();
  }
}
